//! Every SQL statement, the transactions and the journal.
