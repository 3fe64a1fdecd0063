"""Annotations: notes, questions, proposed changes and contact attempts on a claim or an article."""
