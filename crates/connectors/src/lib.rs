//! Connectors: one folder a remote system, and what they share in http/.
