"""What was learnt last of a site's own outcomes (``tracker learn --site``), kept for the page Learning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tracker.store import Store, records

KIND: Final = "learnt"


def remember(store: Store, site: str, data: Mapping[str, Any], *, actor: str, at: int) -> None:
    """``data``: as ``tracker.learn.telling`` tells it. It changes no score."""
    records.put(store, KIND, site, {**data, "at": at}, actor=actor)


def learnt_of(store: Store, site: str) -> dict[str, Any] | None:
    """The same with ``at`` (UTC ms), or None where nothing was learnt yet."""
    return records.get(store, KIND, site)
