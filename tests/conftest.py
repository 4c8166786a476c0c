"""Fixtures every test may use. They live in tests/kit.py; this file only makes pytest see them."""

from tests.kit import embedded_store, store

__all__ = ["embedded_store", "store"]
