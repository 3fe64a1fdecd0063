"""German: cues, clauses and reported speech where the verb stands second or last."""
