"""Pure: a text in, drafted claims out. `drafts.draft` is the one entry point.

A newsroom may put its own in that place: whatever takes the words of an article and its language
and gives `Draft`s back.
"""
