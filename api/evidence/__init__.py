"""Evidence: a source that supports or contradicts a claim."""
