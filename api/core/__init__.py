"""What every package may import: settings, problems, ids, field types, strict JSON."""
