"""The ledger: one line per change, in the change's own transaction, never changed afterwards."""
