"""Whom a name or a pronoun means, and in whose voice a clause is."""
