"""Pure: code points and UTF-16, parts of a text, spans, a quote found in a text."""
