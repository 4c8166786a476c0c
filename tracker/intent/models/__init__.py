"""Score models as data."""
