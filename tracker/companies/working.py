"""How a site works: next steps in its own words, what must be known before SQL, how much a day holds.

One record of kind "settings", id "work:SITE".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from tracker.audit import audit
from tracker.companies.knowledge import knowledge_of
from tracker.intent.levels import IQL, LEAD, MQLS
from tracker.lifecycle.checklist import SCHEMES, unanswered
from tracker.lifecycle.gates import GATES, checked
from tracker.lifecycle.plays import GRADES, NUMBERS
from tracker.store import Store, records

KIND: Final = "settings"
MOST_TEXT: Final = 300
MOST: Final = 1000
MOST_EUR: Final = 10**9
MOST_TAG: Final = 60
#: Stages that get content of their own.
NURTURED: Final = (LEAD, IQL, *MQLS, "RECYCLED", "LOST")
CELLS: Final = tuple(f"{grade}{number}" for grade in GRADES for number in NUMBERS)


class Working(msgspec.Struct, frozen=True, kw_only=True):
    """``plays``: own words by cell of the grid. ``checklist``: a scheme of ``tracker.lifecycle.checklist``.

    ``touches``: page views at least before a person offers an account; ``offer_at``: the MQL from which a
    rule offers by itself, "" never, and ``offer_chance`` the chance of winning that it must have beside
    (per cent, 0: any); ``capacity``: accounts a person works off in a day, 0: no limit;
    ``least_eur``: the smallest deal, 0: not said; ``need_first``: an offer waits until a need or a problem is
    known; ``gates``: what must be so before sales qualified; ``content``: by stage, what those in it are sent
    (a tag of the mail tool); ``cost_eur``: what leads cost in a month, people included, 0: not said.
    """

    plays: dict[str, str] = {}
    checklist: str = ""
    touches: int = 0
    offer_at: str = ""
    offer_chance: int = 0
    capacity: int = 10
    least_eur: int = 0
    need_first: bool = False
    cost_eur: int = 0
    gates: tuple[str, ...] = GATES
    content: dict[str, str] = {}


def working(store: Store, site: str, *, known_at: int = records.EVER) -> Working:
    doc = records.get(store, KIND, f"work:{site}", known_at=known_at)
    return msgspec.convert(doc, Working) if doc else Working()


def save(store: Store, site: str, said: Mapping[str, Any], *, by: str, at: int) -> Working:
    """Change what is said. Raises ``ValueError`` that names what cannot be; then nothing is kept."""
    before = working(store, site)
    after = msgspec.structs.replace(before, **_checked(said))
    if after != before:
        old, new = msgspec.to_builtins(before), msgspec.to_builtins(after)
        records.put(store, KIND, f"work:{site}", new, actor=by, at=at)
        audit(store, who=by, what="site.working", site=site, subject=site, before=old, after=new, at=at)
    return after


def _checked(said: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: value for name, value in said.items() if name in Working.__struct_fields__}
    if values.get("checklist", "") not in SCHEMES:
        raise ValueError(f"checklist: there is {', '.join(filter(None, SCHEMES))} or none")
    if values.get("offer_at", "") not in ("", *MQLS):
        raise ValueError(f"offer_at: there is {', '.join(MQLS)} or none")
    if "gates" in values:
        values["gates"] = checked(values["gates"])
    for name in ("touches", "capacity", "least_eur", "cost_eur"):
        top = MOST_EUR if name.endswith("_eur") else MOST
        if not 0 <= int(values.get(name, 0)) <= top:
            raise ValueError(f"{name}: from 0 to {top}")
    if "content" in values:
        values["content"] = {
            stage: str(text).strip()[:MOST_TAG]
            for stage, text in values["content"].items()
            if stage in NURTURED and str(text).strip()
        }
    if not 0 <= int(values.get("offer_chance", 0)) <= 100:
        raise ValueError("offer_chance: from 0 to 100")
    if "plays" in values:
        values["plays"] = {
            cell: str(text).strip()[:MOST_TEXT]
            for cell, text in values["plays"].items()
            if cell in CELLS and str(text).strip()
        }
    return values


def lacking(
    store: Store, site: str, move: str, account: str, *, views: int, need: str = ""
) -> tuple[str, ...]:
    """What this site wants before the move and does not have yet; empty: nothing stands against it.

    ``views``: page views of the account; ``need``: what is said of their need with the move itself.
    """
    agreed = working(store, site)
    if move == "qualify" and agreed.checklist:
        answers = knowledge_of(store, site, account).answers
        return unanswered(agreed.checklist, {**answers, "need": need or answers["need"]})
    if move != "offer":
        return ()
    known = knowledge_of(store, site, account)
    short = ("touches",) if views < agreed.touches else ()
    return short if not agreed.need_first or known.need or known.problem else (*short, "need")
