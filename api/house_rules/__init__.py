"""House rules: what a finding, a signature and a clearance need here, as data."""
