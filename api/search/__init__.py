"""Full-text search: which text is indexed, and how the index is queried."""
