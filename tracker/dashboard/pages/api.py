"""The interface for other systems: touches and people as JSON, with a key of the site.

    POST /api/site/SITE/signals    Authorization: Bearer KEY
    {"signals": [{"domain": "acme.com", "signal": "question", "at": "2026-11-03T14:30Z", "id": "77"}]}

The answer says what became of every row. The same row twice counts once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

import msgspec
from starlette.responses import JSONResponse, Response

from tracker.contacts.book import open_book
from tracker.contacts.intake import KEPT, take_in
from tracker.contacts.recording import record
from tracker.contacts.vocabulary import FIELDS
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, blocking
from tracker.read.contacts import desk, visitor_of_view

MOST_BYTES: Final = 2**20
MOST_ROWS: Final = 1_000
MOST_TEXT: Final = 4_000
_ALSO: Final = {"id": "external_id", "name": "person", "email": "mail", "time": "at"}
_SCALARS: Final = (str, int, float, bool, type(None))


class _Bad(Exception):
    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


async def signals(page: Page) -> Response:
    return await _answer(page, "signals")


async def people(page: Page) -> Response:
    return await _answer(page, "contacts")


async def _answer(page: Page, what: str) -> Response:
    try:
        _program(page)
        rows = _rows(await _body(page), what)
        data = await blocking(_signals if what == "signals" else _people, page, rows)
    except _Bad as error:
        return JSONResponse({"error": str(error)}, status_code=error.status)
    return JSONResponse(data, status_code=200 if data.pop("kept") or not data["rows"] else 422)


def _program(page: Page) -> str:
    """Whose word it is. Only a key calls this: a session's cookie would come along from anywhere."""
    if page.user is None or page.session is not None:
        raise _Bad(401, "send a key that holds this scope: Authorization: Bearer KEY")
    return page.user.id


async def _body(page: Page) -> Any:
    if page.request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise _Bad(415, "send JSON: Content-Type: application/json")
    body = b""
    async for chunk in page.request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise _Bad(413, f"at most {MOST_BYTES} bytes at a time")
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _Bad(400, f"not JSON: {error}") from None


def _rows(data: Any, what: str) -> list[dict[str, str]]:
    found = data.get(what, [data]) if isinstance(data, dict) else data
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise _Bad(400, f'send {{"{what}": [{{…}}, …]}}')
    if len(found) > MOST_ROWS:
        raise _Bad(413, f"at most {MOST_ROWS} rows at a time")
    return [dict(_fields(row)) for row in found]


def _fields(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in row.items():
        field = _ALSO.get(name, name)
        if field not in (*FIELDS, "view", "visitor"):
            raise _Bad(400, f"there is no field {name!r}; fields: {', '.join((*FIELDS, 'view'))}")
        if not isinstance(value, _SCALARS):
            raise _Bad(400, f"{name}: a text or a number is needed")
        if value not in (None, False, ""):
            yield field, str(value)[:MOST_TEXT]


def _desk(page: Page, book: Any) -> Any:
    who = _program(page)
    return desk(page.deps.store, book, page.need_site().id, zone=page.zone, now=page.now, by=who,
                source=who.removeprefix("key:"), given={"source": "api"})  # fmt: skip


def _signals(page: Page, rows: list[dict[str, str]]) -> dict[str, Any]:
    with open_book(page.deps.settings.data_dir, page.deps.store) as book:
        found = record(_desk(page, book), enumerate(rows, 1), {name: name for name in FIELDS})
    return found.to_dict() | {"kept": found.counts.get("taken", 0) + found.counts.get("known", 0)}


def _people(page: Page, rows: list[dict[str, str]]) -> dict[str, Any]:
    """A form's back end may name the view it came from: earlier visits of that visitor are then theirs."""
    site = page.need_site().id
    for row in rows:
        row.pop("visitor", None)
        if view := row.pop("view", ""):
            row["visitor"] = visitor_of_view(page.deps.store, site, view)
    columns = {name: name for name in (*FIELDS, "visitor")}
    with open_book(page.deps.settings.data_dir, page.deps.store) as book:
        place = _desk(page, book)
        made = take_in(book, enumerate(rows, 1), columns, place.known, place.people)
    return {
        "rows": made.rows,
        "counts": dict(made.counts),
        "left_out": dict(made.left_out),
        "problems": [asdict(problem) for problem in made.problems],
        "kept": sum(made.counts[name] for name in KEPT),
    }


ENTRIES: Final = (
    Entry("/api/site/{site}/signals", signals, method="POST", open=True, api=True, scope="signals"),
    Entry("/api/site/{site}/contacts", people, method="POST", open=True, api=True, scope="contacts"),
)
