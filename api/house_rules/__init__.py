"""House rules: what a finding, a signature and a clearance need at this desk, as data."""
