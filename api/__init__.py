"""Claimdesk: every claim of an article, held, evidenced, judged and accounted for."""

__version__ = "0.1.0"
