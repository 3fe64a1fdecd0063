"""What must be forgotten: an article's words, a source's or a speaker's identity."""
