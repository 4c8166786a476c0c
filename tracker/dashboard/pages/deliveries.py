"""What was sent, to whom, with which answer; what waits and what failed, to be tried again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from tracker.dashboard import asked
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, blocking, redirect
from tracker.dashboard.posting import mail_problem, may_edit, need_editor, outbox
from tracker.outbox import Attempt, Message
from tracker.outbox import targets as book

STATES: Final = ("", "queued", "sent", "failed", "skipped")
#: Of the newest messages, how many are shown.
MOST: Final = 200


@dataclass(frozen=True)
class Shown:
    message: Message
    target: str
    attempts: list[Attempt]


async def deliveries(page: Page) -> Response:
    state = asked.choice(page, "state", STATES, "")
    return page.render(
        "deliveries.html",
        found=await blocking(_found, page, state),
        state=state,
        states=STATES,
        editor=may_edit(page),
        mail=mail_problem(page),
        done=page.request.query_params.get("done", ""),
    )


def _found(page: Page, state: str) -> list[Shown]:
    names = {item.id: item.title for item in book.every(page.deps.store)}
    with outbox(page) as box:
        log = box.log(site=page.need_site().id, state=state, limit=MOST)
        return [
            Shown(item, names.get(item.target, item.target), box.attempts(item.id) if item.tries > 1 else [])
            for item in log
        ]


async def again(page: Page) -> Response:
    need_editor(page)
    await blocking(_again, page)
    return redirect(f"{page.here('deliveries')}?done=again")


def _again(page: Page) -> None:
    with outbox(page) as box:
        found = box.get(page.form.get("id", ""))
        if found and found.site == page.need_site().id and box.again(found.id, page.now):
            page.deps.send()


ENTRIES: Final = (
    Entry("/site/{site}/deliveries", deliveries, least="sales"),
    Entry("/site/{site}/deliveries/again", again, method="POST", least="sales"),
)
