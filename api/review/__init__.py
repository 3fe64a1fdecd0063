"""Review: verdicts, the transitions of a finding, and changes of many claims at once."""
