"""Waivers: an editor's recorded exceptions to house rules and blockers, with their reasons."""
