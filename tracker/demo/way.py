"""What people did with the demonstration's accounts: offered, accepted, rejected, won, lost and back again.

Told once, before rules look at these accounts: rules write down what led to the first move, then each move
is decided by the same table as everywhere else. Times are days before the demonstration began.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import msgspec

from tracker.companies.leads import Change, change
from tracker.demo import found
from tracker.demo.team import JONAS, MARA, SANNE
from tracker.intent.levels import LEAD, MQLS
from tracker.lifecycle import Given, decide
from tracker.lifecycle.moves import EARNED_AGAIN
from tracker.lifecycle.stages import RECYCLED
from tracker.read.accounts import FLOOR
from tracker.read.models import model_of
from tracker.read.moment import facts
from tracker.read.touches import reach
from tracker.read.views import Scope, Seen, see
from tracker.site import Site
from tracker.store import Row, Store

DAY: Final = 86_400_000
HOUR: Final = 3_600_000
MINUTE: Final = 60_000
MARKETING: Final = MARA.mail
SALES: Final = JONAS.mail
ELSE: Final = SANNE.mail
_BACK_DAYS: Final = 120


@dataclass(frozen=True)
class Told:
    """One move, ``days`` before now. ``wake``: days from now on which to come back to it, 0 for none."""

    days: float
    move: str
    role: str
    who: str
    given: Given = Given()
    wake: int = 0
    note: str = ""


@dataclass(frozen=True)
class Story:
    """An account, what was done with it, whose it is, and notes as (days before now, text)."""

    account: str
    moves: tuple[Told, ...]
    owner: str = ""
    touched: float = 0.0
    notes: tuple[tuple[float, str], ...] = field(default=())


def _offer(days: float) -> Told:
    return Told(days, "offer", "marketing", MARKETING)


def _accept(days: float, who: str = SALES) -> Told:
    return Told(days, "accept", "sales", who)


def _qualify(days: float, products: Sequence[str], need: str, who: str = SALES) -> Told:
    given = Given(contact=True, products=tuple(products), clear_interest=True, offer_fits=True, need=need)
    return Told(days, "qualify", "sales", who, given)


STORIES: Final = (
    # Overdue: offered, and nobody answers.
    Story("hartmann-foerdertechnik.example", (_offer(5.1),), ELSE),
    # In time: offered a moment ago.
    Story("copperfield-pumps.example", (_offer(0.02),)),
    # Lost in summer, back by itself, offered again.
    Story(
        "vandermeer-verpakkingen.example",
        (
            _offer(31),
            _accept(30, ELSE),
            Told(28, "lose", "sales", ELSE, Given(reason="price"), note="Wettbewerber war 12 % günstiger."),
            Told(7, "return", "rule", "new_intent"),
            _offer(0.1),
        ),
        ELSE,
        notes=((27.9, "Im Herbst noch einmal melden, die zweite Linie kommt sicher."),),
    ),
    Story(
        "kestrel-robotics.example",
        (_offer(4), _accept(3)),
        SALES,
        touched=2.2,
        notes=((2.2, "Mit der Entwicklung gesprochen: sie vergleichen drei Anbieter."),),
    ),
    Story(
        "orchardlane-foods.example",
        (_offer(6), _accept(5.2, ELSE)),
        ELSE,
    ),
    Story(
        "polderland-zuivel.example",
        (_offer(12), _accept(11.5), _qualify(6, ["Förderrollen"], "neue Abfülllinie, 40 Antriebe")),
        SALES,
        touched=6,
    ),
    Story(
        "rheinfeld-chemie.example",
        (
            _offer(20),
            _accept(19, ELSE),
            _qualify(14, ["Servoantriebe"], "Ersatz von 25 Antrieben im Werk 2", ELSE),
            Told(9, "open", "sales", ELSE),
        ),
        ELSE,
        touched=9,
        notes=((9, "Angebot über 25 Servoantriebe ist raus, Entscheidung im Einkauf."),),
    ),
    Story(
        "isarwinkel-medtech.example",
        (
            _offer(2.2),
            Told(0.12, "reject", "sales", SALES, Given(reason="no_budget"), wake=30, note="Budget im Januar"),
        ),
        SALES,
    ),
    Story(
        "altkunde-pressen.example",
        (_offer(38), _accept(37), Told(34, "win_early", "sales", SALES, Given(reason="bought_at_once"))),
        SALES,
    ),
    Story(
        "maasvallei-staal.example",
        (_offer(42), _accept(41, ELSE), Told(30, "lose", "sales", ELSE, Given(reason="no_decision"))),
        ELSE,
    ),
    Story(
        "personalwerk-sued.example",
        (Told(10, "disqualify", "marketing", MARKETING, Given(reason="wrong_fit"), note="Sucht Personal."),),
    ),
)


def tell(store: Store, site: Site, *, zone: str, now: int) -> int:
    """Write the stories of accounts of which no stage is recorded yet; how many those were."""
    model = model_of(store, site.id)
    scope = Scope(site.id, zone, reach(now, model, _BACK_DAYS), now, now, now, model, FLOOR)
    known = {
        row["account"] for row in store.read("stages/last", site=site.id, at=now, known_at=2**41, accounts=[])
    }
    wanted = [story for story in STORIES if story.account not in known]
    seen = {item.view.key: item for item in see(store, scope, [story.account for story in wanted])}
    told = [story for story in wanted if story.account in seen]
    rows = [row for story in told for row in _rows(story, seen[story.account], scope)]
    if rows:
        store.insert("stage_changes", rows)
    for story in told:
        _care(store, site.id, story, now)
    found.write(store, site.id, {story.account for story in told}, now)
    return len(told)


def _rows(story: Story, item: Seen, scope: Scope) -> Iterator[Row]:
    """What rules found before the first move, then the moves."""
    start, current = scope.at - int(story.moves[0].days * DAY), ""
    for turn in item.course.turns:
        if turn.at < start:
            about = facts(item, scope.model, turn.at, turn.engagement)
            yield _row(story, turn.at, current, turn.stage, f"rule:{turn.cause}", about, scope)
            current = turn.stage
    if not current:
        current = LEAD
        yield _row(story, start - HOUR, "", LEAD, "rule:seen", facts(item, scope.model, start - HOUR), scope)
    cycle = 1
    for told in story.moves:
        move, given = _allowed(told, current)
        at = _moment(told, move.to, item, scope.at)
        cycle += move.new_cycle
        to = _earned(item, at) if move.to == EARNED_AGAIN else move.to
        about = facts(item, scope.model, at) | _said(told, move.name, given, scope.at) | {"cycle": cycle}
        yield _row(story, at, current, to, f"{told.role}:{told.who}", about, scope)
        current = to


def _moment(told: Told, to: str, item: Seen, now: int) -> int:
    """When it was done. Who was set aside has not come by since, whatever the hour: a rule would bring them
    back at once."""
    at = now - int(told.days * DAY)
    return max(at, min(now, item.view.last_seen + MINUTE)) if to == RECYCLED else at


def _allowed(told: Told, current: str) -> tuple[Any, Given]:
    """The move by the table everybody obeys; an offer before the points are there needs a reason."""
    name, given = told.move, told.given
    if name == "offer" and current not in MQLS:
        name, given = "offer_early", Given(reason="known_project")
    full = Given(**{**asdict(given), "interest": True, "own_initiative": True})
    return decide(name, current=current, role=told.role, given=full), given


def _earned(item: Seen, at: int) -> str:
    """The level its points had given by then; nobody comes back below the first."""
    stage = next((turn.stage for turn in reversed(item.course.turns) if turn.at <= at), LEAD)
    return stage if stage in MQLS else MQLS[0]


def _said(told: Told, name: str, given: Given, now: int) -> dict[str, Any]:
    found = {
        "move": name,
        "said": {key: value for key, value in asdict(given).items() if value},
        "wake": now + told.wake * DAY if told.wake else 0,
        "note": told.note,
    }
    return {key: value for key, value in found.items() if value}


def _row(story: Story, at: int, before: str, to: str, actor: str, about: dict[str, Any], scope: Scope) -> Row:
    return {
        "site": scope.site,
        "account": story.account,
        "at": at,
        "decided": at,
        "from_stage": before,
        "to_stage": to,
        "model": scope.model.version,
        "actor": actor,
        "facts": msgspec.json.encode(about).decode(),
    }


def _care(store: Store, site: str, story: Story, now: int) -> None:
    owned = Change(owner=story.owner, touched=now - int(story.touched * DAY) if story.touched else None)
    start = now - int(story.moves[0].days * DAY)
    change(store, site, story.account, owned, by=MARKETING, at=start)
    for days, text in story.notes:
        at = now - int(days * DAY)
        change(store, site, story.account, Change(note=text), by=story.owner, at=at)
