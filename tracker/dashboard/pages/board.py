"""The board: accounts by stage, what is due, and the moves of the reader's role. Works without a script."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from reports.present import held
from tracker.dashboard import asked
from tracker.dashboard.analysing import Analysing
from tracker.dashboard.care import Care
from tracker.dashboard.entry import Entry
from tracker.dashboard.moved import done
from tracker.dashboard.moving import Moving
from tracker.dashboard.page import Page, blocking
from tracker.dashboard.pages.lead import people
from tracker.dashboard.pages.move import gates_of, way_of
from tracker.lifecycle.notices import Notice
from tracker.read.board import COUNTED, Board, Card
from tracker.read.board import board as read
from tracker.read.escalation import waiting_notices
from tracker.read.models import model_of
from tracker.read.naming import names

MOST_NOTICES: Final = 20
FILTERS: Final = ("all", "mine", "overdue")


async def board(page: Page) -> Response:
    page.need_site()
    by = asked.choice(page, "show", FILTERS, "all")
    found = await blocking(_read, page, by)
    moved, of = page.request.query_params.get("moved", ""), page.request.query_params.get("of", "")
    notices = await blocking(_notices, page)
    gates = await blocking(gates_of, page)
    return page.render(
        "board.html",
        board=found,
        by=by,
        empty=not any(column.count for column in found.columns),
        shown=sum(len(column.cards) for column in found.columns),
        counted=COUNTED,
        moving=Moving(page.words.t),
        care=Care(page.words.t),
        held=lambda card: held(page.words.t, page.words.day_of(card.view.assessment.held_until)),
        notices=notices,
        names=await blocking(
            names,
            page.deps.store,
            page.need_site().id,
            [*(n.account for n in notices), *([of] if moved else [])],
        ),
        analysing=Analysing(page.words.t),
        way=lambda card: way_of(page, card.place.account, card.place.stage, gates),
        moved=done(page.words.t, moved),
        of=of[:200],
    )


def _notices(page: Page) -> list[Notice]:
    """Who is to be told that time runs out: the last word on each account, the newest first."""
    site, team = page.need_site().id, people(page, "")
    found = waiting_notices(page.deps.store, site, zone=page.zone, at=page.now, team=team)
    newest = {notice.account: notice for notice in found}
    return sorted(newest.values(), key=lambda notice: (-notice.at, notice.account))[:MOST_NOTICES]


def _read(page: Page, by: str) -> Board:
    me = page.user.id if page.user else ""

    def wanted(card: Card) -> bool:
        return by == "all" or (card.late if by == "overdue" else card.view.owner == me)

    site, store = page.need_site().id, page.deps.store
    return read(store, site, zone=page.zone, at=page.now, model=model_of(store, site), wanted=wanted)


ENTRIES: Final = (Entry("/site/{site}/board", board),)
