"""The way in: an article comes, its words are kept, its claims are drafted; lines are imported."""
