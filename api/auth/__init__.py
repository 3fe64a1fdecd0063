"""Who may do what: the table of permissions, and the actor of a request."""
