"""Fewer lost deals? The share lost of what was decided, by month and by the model that chose it.  [pure]"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tracker.lifecycle.stages import LOST, WON
from tracker.read.funnel import Rate
from tracker.read.journeys import Journey


@dataclass(frozen=True, slots=True)
class Month:
    """Deals decided in one month. ``models``: versions by which the first of its deals were handed over
    then, so a mark of a new version stands where its effect begins."""

    name: str
    lost: Rate
    models: tuple[str, ...]


def decided(item: Journey) -> tuple[int, bool] | None:
    """When a deal was decided (UTC ms) and whether it was lost; None while it is open."""
    ends = [change for change in item.changes if change.to in (WON, LOST)]
    return (ends[0].at, ends[0].to == LOST) if ends else None


def by_month(found: Sequence[Journey], name_of: Callable[[int], str]) -> list[Month]:
    """``name_of``: UTC ms → the month's name. Oldest first; months without a decision are left out."""
    months: dict[str, list[bool]] = {}
    news: dict[str, list[str]] = {}
    known: set[str] = set()
    ended = [(end, item) for item in found if (end := decided(item)) is not None]
    for (at, lost), item in sorted(ended, key=lambda pair: pair[0]):
        name, model = name_of(at), chosen_by(item)
        months.setdefault(name, []).append(lost)
        if model and model not in known:
            known.add(model)
            news.setdefault(name, []).append(model)
    return [Month(name, Rate(sum(own), len(own)), tuple(news.get(name, ()))) for name, own in months.items()]


def by_model(found: Sequence[Journey]) -> list[tuple[str, Rate]]:
    """Version of the score model by which the deal was handed over → share lost, in order of first use."""
    groups: dict[str, list[bool]] = {}
    for item in sorted(found, key=lambda one: one.changes[0].at):
        end = decided(item)
        if end is not None and (model := chosen_by(item)):
            groups.setdefault(model, []).append(end[1])
    return [(model, Rate(sum(own), len(own))) for model, own in groups.items()]


def chosen_by(item: Journey) -> str:
    """Version of the model in force when the account was offered to sales, else when it was first seen."""
    return (item.offer or item.changes[0]).model
