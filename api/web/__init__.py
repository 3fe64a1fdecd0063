"""What stands before the rooms: the gate, the docs page, the shape of refusals."""
