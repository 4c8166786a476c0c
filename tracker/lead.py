"""People (and dates they set) move accounts from the offer on; every change keeps the facts of its moment.

The moves and their rules are pure (tracker.lifecycle). Here: what is known of the account is looked up,
the move is decided, and the change is written beside those that rules make (tracker.qualify).
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any

import msgspec

from tracker.audit import audit
from tracker.companies import tasks
from tracker.companies.leads import Change, change, lead_of
from tracker.companies.working import lacking, working
from tracker.intent.levels import LEAD, MQLS
from tracker.intent.touch import Activity
from tracker.intent.walk import walk
from tracker.lifecycle import Move, Refused, Request, decide
from tracker.lifecycle.followups import follow_up
from tracker.lifecycle.moves import BY_NAME, EARNED_AGAIN
from tracker.lifecycle.stages import OFFERED
from tracker.lifecycle.worth import chance, outcomes
from tracker.read.accounts import FLOOR
from tracker.read.models import model_of
from tracker.read.moment import facts
from tracker.read.touches import reach
from tracker.read.views import Scope, Seen, see
from tracker.store import Row, Store

__all__ = ["Moved", "Request", "act", "offer_ripe", "wake"]

# Two people who press at once: the second must see what the first did.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Moved:
    """The change as it was written."""

    account: str
    at: int
    from_stage: str
    to_stage: str
    move: str
    actor: str
    facts: dict[str, Any]


def act(store: Store, site: str, asked: Request, *, zone: str, at: int, floor: float = FLOOR) -> Moved:
    """Make the move at ``at`` (UTC ms). Raises ``Refused``; then nothing was written.

    Whether the account showed interest in the offer, and whether it came by itself, is read from its
    events; nobody can say so for it.
    """
    with _one_at_a_time:
        scope = _scope(store, site, zone, at, floor)
        item = next(iter(see(store, scope, [asked.account])), None)
        history = store.read("stages/of_account", site=site, account=asked.account)
        if item is None and not history:
            raise Refused("unknown", f"there is no account {asked.account!r}")
        current = history[-1]["to_stage"] if history else LEAD
        given = replace(asked.given, interest=_interested(item, scope), own_initiative=_came(item))
        move = decide(
            asked.move,
            current=current or LEAD,
            role=asked.role,
            given=given,
            gates=working(store, site).gates,
        )
        _agreed(store, site, asked, item)
        made = _moved(asked, move, current or LEAD, item, history, scope)
        _write(store, site, made, scope)
        _take_on(store, site, asked, item, at)
        _follow_up(store, site, made)
        if asked.role != "rule":
            _note(store, site, asked.who, made)
    return made


def _agreed(store: Store, site: str, asked: Request, item: Seen | None) -> None:
    """What the site wants to know first. Raises ``Refused``."""
    views = sum(touch.is_view for touch in item.activity.touches) if item else 0
    missing = lacking(store, site, asked.move, asked.account, views=views, need=asked.given.need)
    if missing:
        raise Refused("needs", f"{asked.move}: still needed: {', '.join(missing)}", missing)


def _take_on(store: Store, site: str, asked: Request, item: Seen | None, at: int) -> None:
    """Who accepts an account that is nobody's looks after it from then on."""
    owned = bool(item.view.owner) if item else bool(lead_of(store, site, asked.account).owner)
    if asked.move == "accept" and not owned and "@" in asked.who:
        change(store, site, asked.account, Change(owner=asked.who), by=asked.who, at=at)


def _follow_up(store: Store, site: str, made: Moved) -> None:
    wanted = follow_up(made.move, made.from_stage, made.at)
    if wanted is not None:
        tasks.leave(store, site, made.account, wanted, cycle=made.facts["cycle"], by=made.actor, at=made.at)


def offer_ripe(store: Store, site: str, *, zone: str, at: int, floor: float = FLOOR) -> list[Moved]:
    """Offer by rule what stands at the MQL the site agreed on or above, and has the chance of winning it
    agreed on; nothing where it agreed on no level.

    Once in a cycle: what somebody withdrew or gave back is theirs to offer again.
    """
    agreed = working(store, site)
    least = agreed.offer_at
    if not least:
        return []
    likely = _likely(store, site, agreed.offer_chance, at)
    rows = store.read("stages/board", site=site, stages=[*MQLS[MQLS.index(least) :]], at=at)
    made = []
    for row in rows:
        history = store.read("stages/of_account", site=site, account=row["account"])
        if _offered_in_cycle(history) or not likely(row["stage"]):
            continue
        asked = Request(account=row["account"], move="offer", role="rule", who="rule:offered")
        with suppress(Refused):  # no interest in the offer yet, or too few touches
            made.append(act(store, site, asked, zone=zone, at=at, floor=floor))
    return made


def _likely(store: Store, site: str, least: int, at: int) -> Callable[[str], bool]:
    """Whether accounts of a stage are won so often (per cent), by the site's own outcomes up to ``at``."""
    if not least:
        return lambda _stage: True
    ended = outcomes({row["account"]: row["stages"] for row in store.read("stages/ways", site=site, at=at)})
    return lambda stage: 100 * chance(stage, *ended.get(stage, (0, 0))).share >= least


def _offered_in_cycle(history: list[Row]) -> bool:
    for row in reversed(history):
        if row["to_stage"] == OFFERED:
            return True
        if _is_new_cycle(row):
            return False
    return False


def _note(store: Store, site: str, who: str, made: Moved) -> None:
    said = {"stage": made.to_stage, "move": made.move, "reason": made.facts.get("said", {}).get("reason", "")}
    was = {"stage": made.from_stage}
    audit(
        store, who=who, what="lead.moved", site=site, subject=made.account, before=was, after=said, at=made.at
    )


def wake(store: Store, site: str, *, zone: str, at: int, floor: float = FLOOR) -> list[Moved]:
    """Bring back by rule what was set aside: on its date, or because of what they did since.

    What they did since must earn an MQL by itself: the points of before were judged already.
    """
    away = {row["account"]: row for row in store.read("stages/away", site=site, at=at)}
    if not away:
        return []
    scope = _scope(store, site, zone, at, floor)
    seen = {item.view.key: item for item in see(store, scope, sorted(away))}
    made = []
    for key, row in sorted(away.items()):
        cause = _cause(row, seen.get(key), scope)
        if cause:
            move = "wake" if row["stage"] == "RECYCLED" else "return"
            asked = Request(account=key, move=move, role="rule", who=f"rule:{cause}")
            made.append(act(store, site, asked, zone=zone, at=at, floor=floor))
    return made


def _scope(store: Store, site: str, zone: str, at: int, floor: float) -> Scope:
    model = model_of(store, site)
    return Scope(site, zone, reach(at, model, 0), at, at, at, model, floor)


def _interested(item: Seen | None, scope: Scope) -> bool:
    """Whether a signal of buying (product, pricing, cart, demo …) is in the ledger."""
    if item is None:
        return False
    buying = {rule.id for rule in scope.model.signals if rule.role == "buying"}
    return any(line.rule in buying for line in item.view.assessment.ledger)


def _came(item: Seen | None) -> bool:
    return item is not None and any(touch.is_view for touch in item.activity.touches)


def _cause(row: Row, item: Seen | None, scope: Scope) -> str:
    due = msgspec.json.decode(row["facts"] or "{}").get("wake", 0)
    if due and due <= scope.at and row["stage"] == "RECYCLED":
        return "date"
    if item is None:
        return ""
    since = Activity(tuple(touch for touch in item.activity.touches if touch.ts > row["at"]))
    course = walk(since, scope.model, item.rating.place, scope.at)
    return "new_intent" if course.level else ""


def _moved(
    asked: Request, move: Move, current: str, item: Seen | None, history: list[Row], scope: Scope
) -> Moved:
    known = facts(item, scope.model, scope.at) if item else {}
    if item and item.view.assessment.act_now:
        known["act_now"] = True
    said = {name: value for name, value in asdict(asked.given).items() if value}
    told = {"move": move.name, "said": said, "wake": asked.wake, "note": asked.note[:2000]}
    cycle = 1 + sum(_is_new_cycle(row) for row in history) + move.new_cycle
    return Moved(
        asked.account,
        scope.at,
        current,
        _earned(item) if move.to == EARNED_AGAIN else move.to,
        move.name,
        asked.who if asked.role == "rule" else f"{asked.role}:{asked.who}",
        known | {name: value for name, value in told.items() if value} | {"cycle": cycle},
    )


def _is_new_cycle(row: Row) -> bool:
    name = msgspec.json.decode(row["facts"] or "{}").get("move", "")
    return name in BY_NAME and BY_NAME[name].new_cycle


def _earned(item: Seen | None) -> str:
    """The stage that the points give."""
    return item.course.turns[-1].stage if item and item.course.turns else LEAD


def _write(store: Store, site: str, made: Moved, scope: Scope) -> None:
    row = {
        "site": site,
        "account": made.account,
        "at": made.at,
        "decided": made.at,
        "from_stage": made.from_stage,
        "to_stage": made.to_stage,
        "model": scope.model.version,
        "actor": made.actor,
        "facts": msgspec.json.encode(made.facts).decode(),
    }
    token = hashlib.sha256(msgspec.json.encode(row)).hexdigest()[:32]
    store.insert("stage_changes", [row], token=f"lead-{token}")
    store.sync()
