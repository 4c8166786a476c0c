"""Whose network is this address in, and which company is behind it? Evidence in, verdicts out.

A leaf: knows neither the tracker nor any database. ``Identifier`` is the way in.
"""

from enrichment.identifier import Identifier
from enrichment.model import (
    KINDS,
    PROVIDERS,
    BadData,
    BadSubject,
    Company,
    EnrichmentError,
    Evidence,
    Subject,
    Verdict,
)
from enrichment.resolve import resolve

__all__ = [
    "KINDS",
    "PROVIDERS",
    "BadData",
    "BadSubject",
    "Company",
    "EnrichmentError",
    "Evidence",
    "Identifier",
    "Subject",
    "Verdict",
    "resolve",
]
