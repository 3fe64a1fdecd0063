"""English, and languages with its word order: cues, and where what was said ends."""
