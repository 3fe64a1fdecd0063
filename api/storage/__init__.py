"""The database: connections, transactions, compiled statements, the write queue, backups."""
