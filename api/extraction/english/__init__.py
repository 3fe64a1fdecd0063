"""English, and languages with its word order: cues and the contents that they introduce."""
