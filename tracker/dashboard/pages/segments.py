"""Segments are saved from the sentence above the accounts, and removed there."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.responses import Response

from tracker.dashboard import asked
from tracker.dashboard.days import PERIODS
from tracker.dashboard.entry import Entry
from tracker.dashboard.filtering import conditions_of, link
from tracker.dashboard.page import Page, PageError, blocking, redirect
from tracker.read.segments import MOST, MOST_NAME, SegmentRefused, remove_segment, save_segment

_MOST_QUERY: Final = 2000


async def save(page: Page) -> Response:
    """The conditions come as the query the sentence stands for (``asked``)."""
    page.need_site()
    said = QueryParams(page.form.get("asked", "").removeprefix("?")[:_MOST_QUERY])
    days = asked.choice(page, "days", map(str, PERIODS), "30", said)
    conditions = conditions_of(page, said, int(days))
    try:
        made = await blocking(
            save_segment,
            page.deps.store,
            page.need_site().id,
            page.form.get("name", ""),
            conditions,
            by=page.user.id if page.user else "",
            at=page.now,
        )
    except SegmentRefused as refused:
        raise PageError(422, _why(page, refused)) from None
    return redirect(page.here("accounts") + link(made.conditions, made.id) + "&said=saved")


def _why(page: Page, refused: SegmentRefused) -> str:
    texts = {
        "no_name": page.gettext("A segment needs a name with at least one letter or digit."),
        "long_name": page.gettext("A segment's name has at most %(n)s characters.", n=MOST_NAME),
        "nothing": page.gettext("A segment needs at least one condition: choose one in the sentence first."),
        "too_many": page.gettext("There are %(n)s segments already; remove one first.", n=MOST),
    }
    return texts[refused.code]


async def remove(page: Page) -> Response:
    page.need_site()
    found = await blocking(
        remove_segment,
        page.deps.store,
        page.need_site().id,
        page.form.get("segment", ""),
        by=page.user.id if page.user else "",
        at=page.now,
    )
    if found is None:
        raise PageError(404, page.gettext("There is no such segment any more."))
    return redirect(page.here("accounts") + link(found.conditions) + "&" + urlencode({"said": "removed"}))


ENTRIES: Final = (
    Entry("/site/{site}/segments", save, method="POST", least="sales"),
    Entry("/site/{site}/segments/remove", remove, method="POST", least="sales"),
)
