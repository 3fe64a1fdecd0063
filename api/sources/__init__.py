"""Sources: documents, statements, interviews, recordings, data sets, posts, books."""
