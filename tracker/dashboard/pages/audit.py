"""The audit log: who changed what, filtered by person, site, kind and day; the same as a file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from reports.cells import safe
from tracker import audit as log
from tracker.audit import Entry as Line
from tracker.dashboard import asked
from tracker.dashboard.auditing import Auditing
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, blocking
from tracker.read.days import day_end, day_start

PER_PAGE: Final = 100
#: A file holds at most so many; a narrower filter gets the rest.
MOST_ROWS: Final = 100_000
COLUMNS: Final = ("at", "who", "what", "site", "subject", "field", "before", "after")


@dataclass(frozen=True)
class Filter:
    """What the address asks for; "" asks for all. Days are those of the reader's zone."""

    who: str = ""
    site: str = ""
    kind: str = ""
    since: str = ""
    until: str = ""

    def asked(self, zone: str) -> dict[str, Any]:
        return {
            "who": self.who,
            "site": self.site,
            "kind": self.kind,
            "from_ms": day_start(self.since, zone) if self.since else 0,
            "to_ms": day_end(self.until, zone) + 1 if self.until else 0,
        }

    def query(self, **more: str) -> str:
        return urlencode({name: text for name, text in {**vars(self), **more}.items() if text})


def filter_of(page: Page) -> Filter:
    given = page.request.query_params
    return Filter(
        **{name: given.get(name, "")[:300] for name in ("who", "site", "kind")},
        since=asked.day(page, given.get("since", ""), ""),
        until=asked.day(page, given.get("until", ""), ""),
    )


async def show(page: Page) -> Response:
    by = filter_of(page)
    older = page.request.query_params.get("older", "")[:60]
    found = await blocking(
        log.entries, page.deps.store, older_than=older, limit=PER_PAGE + 1, **by.asked(page.zone)
    )
    return page.render(
        "audit.html",
        by=by,
        found=found[:PER_PAGE],
        more=found[PER_PAGE - 1].id if len(found) > PER_PAGE else "",
        older=older,
        choices=await blocking(log.choices, page.deps.store),
        auditing=Auditing(page.words.t),
    )


async def download(page: Page) -> Response:
    by = filter_of(page)
    data = await blocking(_written, page, by)
    who = page.user.id if page.user else ""
    took = {"filter": by.query()}
    await blocking(
        log.audit, page.deps.store, who=who, what="export.audit", subject="csv", after=took, at=page.now
    )
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return Response(data, media_type="text/csv; charset=utf-8", headers=headers)


def _written(page: Page, by: Filter) -> bytes:
    """One line per field that changed; cells that a spreadsheet would run are defused."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    rows = 0
    for line in log.every_entry(page.deps.store, **by.asked(page.zone)):
        for row in _rows(line):
            writer.writerow([safe(text) for text in row])
            rows += 1
        if rows >= MOST_ROWS:
            break
    return out.getvalue().encode()


def _rows(line: Line) -> list[tuple[str, ...]]:
    moment = datetime.fromtimestamp(line.at / 1000, UTC).isoformat(timespec="seconds")
    start = (moment, line.who, line.what, line.site, line.subject)
    return [(*start, *changed) for changed in line.fields] or [(*start, "", "", "")]


ENTRIES: Final = (
    Entry("/audit", show, least="admin"),
    Entry("/audit.csv", download, least="admin"),
)
