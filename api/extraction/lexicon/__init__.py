"""The tables of words, a folder for each language, and the classes of words in them."""
