"""The report: an article with its claims underlined and numbered, and all their evidence."""
