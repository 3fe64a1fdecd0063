"""Documents, statements, interviews, recordings, datasets, posts, books."""
