"""The report of a day, on a page and in every form it is sent in."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup
from starlette.responses import Response

from reports.render import render
from tracker.dashboard import answers, asked
from tracker.dashboard.days import plus
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, PageError, blocking, redirect
from tracker.dashboard.reporting import report_of

#: Form → (media type, file extension, whether the browser saves it).
FORMS: Final = {
    "csv": ("text/csv; charset=utf-8", "csv", True),
    "json": ("application/json", "json", True),
    "text": ("text/plain; charset=utf-8", "txt", False),
}


async def newest(page: Page) -> Response:
    wanted = asked.day(page, page.request.query_params.get("day", ""), "")
    day = wanted or await blocking(answers.last_day, page)
    return redirect(page.here(f"reports/{day}"))


async def report(page: Page) -> Response:
    day = _day(page)
    found = await blocking(report_of, page, day)
    fragment = await blocking(render, found, "page", page.language)
    return page.render(
        "report.html",
        day=day,
        before=plus(day, -1),
        after=plus(day, 1) if day < page.words.today else "",
        fragment=Markup(fragment),  # noqa: S704 - rendered by reports with autoescape
    )


async def form(page: Page) -> Response:
    day = _day(page)
    name = page.request.path_params["form"]
    if name not in FORMS:
        raise PageError(404, page.gettext("A report is there as: %(list)s", list=", ".join(FORMS)))
    media, extension, saved = FORMS[name]
    found = await blocking(report_of, page, day)
    text = await blocking(render, found, name, page.language)
    response = Response(text, media_type=media)
    if saved:
        file = f"{page.need_site().id}-{day}.{extension}"
        response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def _day(page: Page) -> str:
    return asked.day(page, page.request.path_params["day"], "")


ENTRIES: Final = (
    Entry("/site/{site}/reports", newest),
    Entry("/site/{site}/reports/{day}", report),
    Entry("/site/{site}/reports/{day}/{form}", form),
)
