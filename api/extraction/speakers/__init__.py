"""Who a name or a pronoun means, and in whose voice a sentence is written."""
