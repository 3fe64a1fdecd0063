"""Sign-off: signatures, clearance, publication and corrections."""
