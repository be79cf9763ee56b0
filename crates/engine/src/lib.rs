//! Runs a batch of records through a flow and owns the ports it needs.
