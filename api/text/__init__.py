"""Texts: their parts, spans and offsets, and plain text from HTML. Uses no database."""
