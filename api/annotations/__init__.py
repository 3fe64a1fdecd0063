"""What somebody notes beside a claim or an article."""
