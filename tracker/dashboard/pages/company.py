"""What is known of one company: every field with its source and date, corrected here, with a way back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from starlette.responses import Response

from enrichment import BadSubject
from enrichment.optouts import target
from enrichment.profile import FIELDS, RELATIONS, BadValue, completeness, rank
from tracker.companies import facts, floor, optouts, snapshots
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, PageError, blocking, redirect
from tracker.dashboard.refusals import allowed
from tracker.read.naming import names
from tracker.store import Row

#: Fields of the form, in its order.
EDITED: Final = ("name", "relation", *FIELDS, "street", "postal_code", "region", "email_general", "owner")
VERSIONS: Final = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One field: the fact that is shown, what a person entered, and what the other sources say."""

    field: str
    shown: Row | None
    entered: str
    others: tuple[Row, ...]


async def company(page: Page) -> Response:
    return await show(page, _key(page))


async def show(page: Page, key: str, *, problem: BadValue | None = None) -> Response:
    if await blocking(lambda: optouts.teller(page.deps.store)(key)):
        raise PageError(404, page.gettext("This company asked not to be identified: nothing is shown of it."))
    rows = await blocking(facts.history, page.deps.store, key)
    lines = lines_of(rows, page.form if problem else {})
    return page.render(
        "company.html",
        status=422 if problem else 200,
        key=key,
        name=(await blocking(names, page.deps.store, "", [key]))[key],
        lines=lines,
        known=completeness(line.field for line in lines if line.shown),
        of=len(FIELDS),
        relations=RELATIONS,
        shown=lambda field, value: _in_words(page, field, value),
        problem=_said(page, problem),
        versions=[row for row in reversed(rows) if row["actor"]][:VERSIONS],
        saved=page.request.query_params.get("saved", ""),
    )


def lines_of(rows: Iterable[Row], form: dict[str, str]) -> list[Line]:
    """``rows``: all versions, oldest first. ``form``: what was typed, where it is to be shown again."""
    newest = {(row["field"], row["source"]): row for row in rows}
    found = []
    for field in EDITED:
        said = [row for (name, _), row in newest.items() if name == field and row["value"]]
        said.sort(key=lambda row: rank(row["source"]))
        hand = next((row["value"] for row in said if row["source"] == facts.HAND), "")
        found.append(Line(field, said[0] if said else None, form.get(field, hand), tuple(said[1:])))
    return found


def _in_words(page: Page, field: str, value: str) -> str:
    """A value as it is read: numbers with separators, countries and relations by name."""
    if field == "relation":
        return page.speech.relation(value)
    if field == "country":
        return page.words.place("", value)
    if field in {"employees", "revenue_eur"} and value.isdecimal():
        text = page.words.number(int(value))
        return f"{text} €" if field == "revenue_eur" else text
    return page.speech.value(field, value)


def _said(page: Page, problem: BadValue | None) -> str:
    if problem is None:
        return ""
    text = page.gettext(
        "%(field)s: “%(given)s” cannot be kept; allowed: %(allowed)s",
        field=page.speech.field(problem.field),
        given=problem.text,
        allowed=allowed(page, problem.allowed),
    )
    return page.mark(problem.field, text)


async def save(page: Page) -> Response:
    key = _key(page)
    values = {field: page.form[field] for field in EDITED if field in page.form}
    try:
        await blocking(_save, page, key, values)
    except BadValue as error:
        return await show(page, key, problem=error)
    return redirect(f"/companies/{quote(key)}?saved=1")


def _save(page: Page, key: str, values: dict[str, str]) -> None:
    facts.edit(page.deps.store, key, values, actor=_by(page), at=page.now)
    _spread(page)


async def undo(page: Page) -> Response:
    key, field = _key(page), page.form.get("undo", "")
    if field not in EDITED:
        raise PageError(400, page.gettext("There is no such field."))
    await blocking(_undo, page, key, field)
    return redirect(f"/companies/{quote(key)}?saved=undone")


def _undo(page: Page, key: str, field: str) -> None:
    facts.undo(page.deps.store, key, field, actor=_by(page), at=page.now)
    _spread(page)


def _spread(page: Page) -> None:
    floor.apply(page.deps.store)
    snapshots.publish(page.deps.store, page.deps.settings.data_dir)


def _by(page: Page) -> str:
    return page.user.id if page.user else ""


def _key(page: Page) -> str:
    """The company of the address. A domain is one only as it is kept."""
    text = page.request.path_params["key"]
    try:
        key = target(text)
    except BadSubject:
        key = ""
    if not key or "/" in key:
        raise PageError(404, page.gettext("There is no company of that name."))
    return key


ENTRIES: Final = (
    Entry("/companies/{key}", company),
    Entry("/companies/{key}", save, method="POST", least="sales"),
    Entry("/companies/{key}/undo", undo, method="POST", least="sales"),
)
