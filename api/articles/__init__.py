"""Articles and their drafts: the texts in which claims are anchored."""
