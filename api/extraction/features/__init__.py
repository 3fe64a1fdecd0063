"""Features of a claim: its dates, its details, its kind, and how much checking it is worth."""
