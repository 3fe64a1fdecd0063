"""A source brought to bear on a claim."""
