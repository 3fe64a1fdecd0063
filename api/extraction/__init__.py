"""Propose the claims of a text. `candidates.propose_claims` is the one entry point.

A newsroom may replace it: any function that takes the parsed parts of an article and its dateline
and returns `CandidateClaim`s. Uses no database.
"""
