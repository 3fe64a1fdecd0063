"""A text as words, sentences and quotations."""
