"""The report: an article with its claims underlined and numbered, and all that they rest on."""
