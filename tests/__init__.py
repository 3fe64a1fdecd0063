"""The tests of a module are in the folder of its package. `promises`: the whole API."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
