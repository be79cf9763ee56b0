//! End-to-end tests: real Postgres, real HTTP, real processes.
