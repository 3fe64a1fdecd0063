"""What comes before the endpoints: the gate, limits, the docs pages, exception handlers."""
