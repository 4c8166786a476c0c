"""What an account seems to need, from the products it looked at.  [pure]"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from tracker.intent.model import Model
from tracker.intent.touch import DAY_MS, Activity

#: Signal of a page whose title and address say which product was looked at.
PRODUCT: Final = "product"
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def looked_at(activity: Activity, model: Model, at: int) -> tuple[str, ...]:
    """Needs of the model that show in product pages viewed in the window before ``at`` (UTC ms)."""
    wanted = model.wanted
    if not wanted:
        return ()
    since = at - model.window_days * DAY_MS
    views = (
        touch
        for touch in activity.touches
        if touch.is_view and since < touch.ts <= at and PRODUCT in touch.signals
    )
    return needs_met(wanted, {text for view in views for text in (view.title, view.path) if text})


def needs_met(needs: Sequence[str], seen: Iterable[str]) -> tuple[str, ...]:
    """Which needs show in titles and paths of products. Case, umlauts' spelling and hyphens aside, a need is
    met where its words stand."""
    texts = [plain(text) for text in seen]
    return tuple(need for need in needs if any(f" {plain(need)}" in f" {text}" for text in texts))


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Lower case, umlauts spelled out, words apart by one blank."""
    folded = text.casefold().translate(_UMLAUTS)
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split())
