"""People and the keys they come in by."""
