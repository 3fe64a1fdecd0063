"""What the commands of `claimdesk` do; `api/__main__.py` has their options."""
