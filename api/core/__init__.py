"""What every package may use: settings, problems, ids, field types, strict JSON, preconditions."""
