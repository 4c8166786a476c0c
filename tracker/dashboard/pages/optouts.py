"""Who asked not to be identified, and which companies are too small to be named."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from starlette.responses import Response

from enrichment import BadSubject
from tracker.companies import floor, snapshots
from tracker.companies import optouts as book
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, blocking, redirect

#: Companies of a similar name that are shown.
ALIKE: Final = 20


async def optouts(page: Page) -> Response:
    return await show(page)


async def show(page: Page, *, problem: str = "") -> Response:
    return page.render(
        "optouts.html",
        status=422 if problem else 200,
        problem=problem,
        found=await blocking(book.every, page.deps.store),
        choice=await blocking(floor.choice, page.deps.store),
        most=floor.MOST,
        form=page.form,
        saved=page.request.query_params.get("saved", ""),
        **await blocking(_consequence, page),
    )


def _consequence(page: Page) -> dict[str, Any]:
    """What the opt-out just added hides, and which companies like it are still named."""
    new, store = page.request.query_params.get("new", ""), page.deps.store
    if not any(item.id == new for item in book.every(store)):
        return {"hidden": None, "alike": [], "new": ""}
    return {"hidden": len(book.named(store, new)), "alike": book.alike(store, new)[:ALIKE], "new": new}


async def add(page: Page) -> Response:
    try:
        made = await blocking(_add, page)
    except BadSubject:
        text = page.gettext(
            "“%(given)s” cannot opt out: a domain (acme.com), a network (192.0.2.0/24) or ~name is needed.",
            given=page.form.get("target", "")[:80],
        )
        return await show(page, problem=page.mark("target", text))
    return redirect(f"/optouts?saved=added&new={quote(made.id, safe='')}")


def _add(page: Page) -> book.OptOut:
    form = page.form
    made = book.add(
        page.deps.store, form.get("target", ""), actor=_by(page), at=page.now, note=form.get("note", "")
    )
    snapshots.publish(page.deps.store, page.deps.settings.data_dir)
    return made


async def remove(page: Page) -> Response:
    await blocking(_remove, page)
    return redirect("/optouts?saved=removed")


def _remove(page: Page) -> None:
    try:
        book.remove(page.deps.store, page.form.get("target", ""), actor=_by(page))
    except (KeyError, BadSubject):
        return  # somebody else was quicker
    snapshots.publish(page.deps.store, page.deps.settings.data_dir)


async def choose(page: Page) -> Response:
    text = page.form.get("employees", "").strip() or "0"
    wanted = floor.Choice(int(text) if text.isdecimal() else -1, page.form.get("sole_traders") == "on")
    try:
        await blocking(_choose, page, wanted)
    except ValueError:
        text = page.gettext("A number from 0 to %(most)s is needed.", most=floor.MOST)
        return await show(page, problem=page.mark("employees", text))
    return redirect("/optouts?saved=choice#floor")


def _choose(page: Page, wanted: floor.Choice) -> None:
    floor.choose(page.deps.store, wanted, actor=_by(page), at=page.now)
    floor.apply(page.deps.store)
    snapshots.publish(page.deps.store, page.deps.settings.data_dir)


def _by(page: Page) -> str:
    return page.user.id if page.user else ""


ENTRIES: Final = (
    Entry("/optouts", optouts),
    Entry("/optouts", add, method="POST", least="sales"),
    Entry("/optouts/remove", remove, method="POST", least="sales"),
    Entry("/optouts/floor", choose, method="POST", least="admin"),
)
