"""Every URL, one module for each resource: what it takes, who may call it, what it answers."""
