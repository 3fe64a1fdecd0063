"""German, with the verb second or last: cues, contents and reported speech."""
