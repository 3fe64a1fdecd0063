"""Judging: the life of a finding, the house rules, one claim whole, its verdicts."""
