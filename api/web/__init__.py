"""Layers around the routes: the gate, limits, the request log, exception handlers, the docs."""
