"""Moves on the way from lead to customer: a form each, and what became of it. The server alone decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import quote, urlencode

from starlette.responses import Response

from tracker.companies.working import working
from tracker.dashboard.days import plus
from tracker.dashboard.entry import Entry
from tracker.dashboard.moved import ending, ordered
from tracker.dashboard.moving import AT_ONCE, STATUS, Moving
from tracker.dashboard.page import Fault, Page, PageError, blocking, redirect
from tracker.intent.levels import LEAD
from tracker.lifecycle import Given, Move, Refused, Request, possible
from tracker.lifecycle.moves import BY_NAME
from tracker.read.days import day_start
from tracker.read.detail import history
from tracker.read.naming import names

MOST_TEXT: Final = 500
MOST_PRODUCTS: Final = 12


@dataclass(frozen=True)
class Way:
    """What this reader may do with an account where it stands: ``key``, ``stage`` as recorded, moves."""

    key: str
    stage: str
    moves: tuple[Move, ...]

    @property
    def ordered(self) -> list[Move]:
        """The likeliest first, what ends the lead last."""
        return ordered(self.moves)

    @property
    def at_once(self) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if move.name in AT_ONCE)

    @property
    def ending(self) -> tuple[Move, ...]:
        """Those that are never the first button."""
        return tuple(move for move in self.moves if ending(move))


def way_of(page: Page, key: str, stage: str, gates: tuple[str, ...]) -> Way:
    """``gates``: of the site, see ``gates_of``."""
    role = page.user.role if page.user else ""
    return Way(key, stage or LEAD, tuple(possible(stage or LEAD, role, gates)))


def gates_of(page: Page) -> tuple[str, ...]:
    """What the site asks for before sales qualified. Blocking."""
    return working(page.deps.store, page.need_site().id).gates


def recorded(page: Page, key: str) -> str:
    """The account's stage as it was recorded last; a lead where nothing was."""
    changes = history(page.deps.store, page.need_site().id, key)
    return changes[-1].to_stage if changes else LEAD


async def form(page: Page) -> Response:
    """The form of one move as a page of its own; a script shows it in place."""
    key, name = page.request.path_params["key"], page.request.path_params["move"]
    if name not in BY_NAME:
        raise PageError(404, page.gettext("There is no such move, or no such account."))
    return await show(page, key, name)


async def show(page: Page, key: str, name: str, refused: Refused | None = None) -> Response:
    way = way_of(page, key, await blocking(recorded, page, key), await blocking(gates_of, page))
    moving, role = Moving(page.words.t), page.user.role if page.user else ""
    return page.render(
        "move.html",
        status=STATUS.get(refused.code, 422) if refused else 200,
        problem=moving.refusal(refused, name, way.stage, role) if refused else "",
        moving=moving,
        way=way,
        move=next((move for move in way.moves if move.name == name), None),
        name=name,
        name_of=(await blocking(names, page.deps.store, page.need_site().id, [key]))[key],
        form=page.form,
        then=_then(page),
        tomorrow=plus(page.words.today, 1),
    )


async def move(page: Page) -> Response:
    """Make the move, or say why not and leave everything as it was."""
    asked = _request(page)
    try:
        await blocking(page.deps.act, page.need_site().id, asked, page.zone, page.now)
    except Refused as refused:
        return await show(page, asked.account, asked.move, refused)
    return redirect(f"{_back(page, asked.account)}?{urlencode({'moved': asked.move, 'of': asked.account})}")


def _then(page: Page) -> str:
    asked = page.form.get("then", "") or page.request.query_params.get("then", "")
    return "board" if asked == "board" else ""


def _back(page: Page, key: str) -> str:
    return page.here("board") if _then(page) else f"{page.here('accounts')}/{quote(key)}"


def _request(page: Page) -> Request:
    form = page.form
    products = [text.strip()[:100] for text in form.get("products", "").split(",") if text.strip()]
    given = Given(
        reason=form.get("reason", ""),
        contact=form.get("contact") == "on",
        products=tuple(products[:MOST_PRODUCTS]),
        clear_interest=form.get("clear_interest") == "on",
        offer_fits=form.get("offer_fits") == "on",
        need=form.get("need", "").strip()[:MOST_TEXT],
    )
    user = page.user
    assert user is not None
    return Request(
        account=form.get("account", ""),
        move=form.get("move", ""),
        role=user.role,
        who=user.id,
        given=given,
        wake=instant(page, form.get("wake", ""), "wake"),
        note=form.get("note", "").strip(),
    )


def instant(page: Page, day: str, field: str) -> int:
    """The beginning of a day of the site's zone, UTC ms; 0 for none. Raises ``Fault`` of that field."""
    if not day:
        return 0
    try:
        found = day_start(date.fromisoformat(day).isoformat(), page.zone)
    except (ValueError, OverflowError):
        raise Fault(field, page.gettext("A day is written 2026-03-09.")) from None
    if found <= page.now:
        raise Fault(field, page.gettext("This day is not in the future; a later one is needed."))
    return found


ENTRIES: Final = (
    Entry("/site/{site}/move/{move}/{key:path}", form, least="sales"),
    Entry("/site/{site}/move", move, method="POST", least="sales"),
)
