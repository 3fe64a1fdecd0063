"""What endpoints share: dependencies, path and query parameters, responses."""
