"""Articles and their drafts: the words that claims are anchored in."""
