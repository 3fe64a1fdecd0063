"""Sign-off: signatures, clearance, and what is recorded when a piece is published."""
