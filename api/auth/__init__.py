"""Who asks, and what they may: the access table, and the actor that a request comes with."""
