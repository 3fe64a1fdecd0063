"""Claims: an article's assertions, with their words, attribution, sources and findings."""
