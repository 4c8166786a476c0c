"""The report of a day, on a page and in every form it is sent in."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from typing import Final

from markupsafe import Markup
from starlette.responses import Response

from reports.model import DailyReport
from reports.pdf import pdf
from reports.present import present
from reports.render import one_line, render
from tracker.dashboard import answers, asked
from tracker.dashboard.days import plus
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, PageError, blocking, redirect
from tracker.dashboard.reporting import report_of, week_of
from tracker.read.asknown import NOW, THEN

#: Form → (media type, file extension, whether the browser saves it).
FORMS: Final = {
    "csv": ("text/csv; charset=utf-8", "csv", True),
    "json": ("application/json", "json", True),
    "text": ("text/plain; charset=utf-8", "txt", False),
    "mail": ("message/rfc822", "eml", True),
    "pdf": ("application/pdf", "pdf", True),
}
DAY: Final = "day"
WEEK: Final = "week"


async def newest(page: Page) -> Response:
    wanted = asked.day(page, page.request.query_params.get("day", ""), "")
    day = wanted or await blocking(answers.last_day, page)
    return redirect(page.here(f"reports/{day}"))


async def report(page: Page) -> Response:
    day, known, span = _day(page), _known(page), _span(page)
    found = await blocking(week_of if span == WEEK else report_of, page, day, known)
    fragment = await blocking(render, found, "page", page.language)
    return page.render(
        "report.html",
        day=day,
        before=plus(day, -7 if span == WEEK else -1),
        after=_after(page, day, span),
        known=known,
        span=span,
        query=_query(known, span),
        fragment=Markup(fragment),  # noqa: S704 - rendered by reports with autoescape
    )


async def form(page: Page) -> Response:
    day = _day(page)
    name = page.request.path_params["form"]
    if name not in FORMS:
        raise PageError(404, page.gettext("A report is there as: %(list)s", list=", ".join(FORMS)))
    media, extension, saved = FORMS[name]
    wanted = week_of if _span(page) == WEEK else report_of
    found = await blocking(wanted, page, day, _known(page))
    made = {"mail": _mail, "pdf": pdf}.get(name) or _plain(name)
    response = Response(await blocking(made, found, page.language), media_type=media)
    if saved:
        file = f"{page.need_site().id}-{day}.{extension}"
        response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def _plain(name: str) -> Callable[[DailyReport, str], str]:
    return lambda found, language: render(found, name, language)


def _mail(found: DailyReport, language: str) -> str:
    """The mail as a file that mail programs open: its own styles would not be let through on a page."""
    message = EmailMessage()
    message["Subject"] = one_line(present(found, language).title)
    message["X-Unsent"] = "1"
    message.set_content(render(found, "mail-text", language))
    message.add_alternative(render(found, "mail", language), subtype="html")
    return message.as_string()


def _known(page: Page) -> str:
    """The names of today, or those of the time."""
    return asked.choice(page, "known", (NOW, THEN), NOW)


def _span(page: Page) -> str:
    """One day, or the seven that end with it."""
    return asked.choice(page, "span", (DAY, WEEK), DAY)


def _query(known: str, span: str) -> str:
    """What the page was asked for beside its day, as the end of an address."""
    parts = [f"known={known}"] if known != NOW else []
    return "".join(f"{'&' if n else '?'}{part}" for n, part in enumerate([*parts, *_week_part(span)]))


def _week_part(span: str) -> list[str]:
    return ["span=week"] if span == WEEK else []


def _after(page: Page, day: str, span: str) -> str:
    """The next one, "" where it has not begun."""
    later = plus(day, 7 if span == WEEK else 1)
    return later if later <= page.words.today else ""


def _day(page: Page) -> str:
    return asked.day(page, page.request.path_params["day"], "")


ENTRIES: Final = (
    Entry("/site/{site}/reports", newest),
    Entry("/site/{site}/reports/{day}", report),
    Entry("/site/{site}/reports/{day}/{form}", form, least="sales", scope="reports"),
)
