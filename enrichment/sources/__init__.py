"""One file per evidence source, found by scanning this folder (enrichment/source.py)."""
