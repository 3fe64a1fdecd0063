"""Speakers: people and organisations that articles quote, under all their names."""
