"""What marketing and sales of the demonstration agreed on, and what marketing would like to try next."""

from __future__ import annotations

from typing import Any, Final

from tracker.demo.way import ELSE, MARKETING, SALES
from tracker.modelbook.book import draft, shadow, sign
from tracker.modelbook.content import to_toml, whole
from tracker.modelbook.versions import Handover
from tracker.read.agreed import put_in_force
from tracker.store import Store

_AGREED: Final = Handover(people=2, slots=3)
_PRICING: Final = 25


def agree(store: Store, site: str, text: str, *, zone: str) -> None:
    """Draft the model of that TOML, have both sides sign it; a bolder one runs in shadow."""
    made = draft(
        store,
        text,
        name="Maschinenbau, Nachbarländer",
        by=MARKETING,
        reason="Lieber drei gute Anrufe als neun.",
        site=site,
        source="file",
        handover=_AGREED,
    )
    for who, role in ((MARKETING, "marketing"), (SALES, "sales")):
        sign(store, made.id, role, by=who, role=role)
    put_in_force(
        store, made.id, site=site, by=SALES, role="sales", reason="Am Montag zu zweit vereinbart.", zone=zone
    )
    bolder = draft(
        store,
        _bolder(text),
        name="Preisseite zählt mehr",
        by=MARKETING,
        reason="Wer gekauft hat, war vorher oft auf der Preisseite.",
        site=site,
        base=made.id,
        handover=_AGREED,
    )
    sign(store, bolder.id, "marketing", by=MARKETING, role="marketing")
    shadow(store, bolder.id, site=site, on=True, by=ELSE, role="sales", reason="Erst zusehen.")


def _bolder(text: str) -> str:
    """Prices count more, and whoever fits is offered from fifty points on."""
    data: dict[str, Any] = whole(text)
    for rule in data["signal"]:
        if rule["id"] == "pricing_view":
            rule |= {"points": _PRICING, "cap": 2 * _PRICING}
    data["engagement_bounds"] = [50, 35, 15]
    return to_toml(data)
