"""People, and the keys with which they authenticate."""
