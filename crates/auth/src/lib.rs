//! Passwords, API tokens, and the sealing of secrets and payloads.
