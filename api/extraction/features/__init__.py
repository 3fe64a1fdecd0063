"""What a claim contains: dates, details, its kind, how much checking it is worth."""
