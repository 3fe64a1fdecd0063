"""Who is quoted: people and organisations, under all their names."""
