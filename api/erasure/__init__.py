"""Erase what must be forgotten: an article, or the identity of a source or speaker."""
