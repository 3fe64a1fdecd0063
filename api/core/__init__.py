"""What every room may use: settings, problems, ids, types of fields, strict JSON, preconditions."""
