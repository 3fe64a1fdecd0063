"""Find a span's words again in a new text, or say what became of them. Uses no database."""
