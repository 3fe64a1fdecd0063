"""The command line: serve, demo, check, import, keys, backup, audit."""
