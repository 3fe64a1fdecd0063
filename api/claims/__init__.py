"""Claims: an article's words, whose they are, and how they stand."""
