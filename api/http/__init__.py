"""What the endpoints share: dependencies, path and query parameters, responses."""
