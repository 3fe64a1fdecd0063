"""The database: connections, transactions, column types, compiled statements, backups."""
