"""Reads: a response model becomes one SQL statement, filtered, paged and limited to the visible."""
