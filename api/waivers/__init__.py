"""Waivers: an editor's recorded exception to a house rule or a blocker, with a reason."""
