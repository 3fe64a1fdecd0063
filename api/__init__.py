"""Claimdesk: every claim of an article, with its evidence, its verdict, and who changed what."""

__version__ = "0.1.0"
