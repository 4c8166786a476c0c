"""API keys: which there are, making one (its text is shown once), revoking one. For admins."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from tracker.dashboard.apikeys import MAX_NAME, SCOPES, KeyProblem, every_key, make, revoke
from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Fault, Page, blocking, redirect

_PROBLEMS: Final = {
    "name": lambda page: page.gettext("A name of at most %(n)s characters is needed.", n=MAX_NAME),
    "scopes": lambda page: page.gettext("Say what the key may do."),
    "unknown": lambda page: page.gettext("There is no such key any more."),
    "sites": lambda page: page.gettext("Choose at least one site, or all."),
}


async def keys(page: Page) -> Response:
    return await show(page)


async def show(page: Page, *, problem: str = "", text: str = "") -> Response:
    """The list. ``text``: the key just made."""
    return page.render(
        "apikeys.html",
        status=422 if problem else 200,
        problem=problem,
        text=text,
        keys=await blocking(every_key, page.deps.store),
        scopes=[(code, page.gettext(words)) for code, words in SCOPES.items()],
        form={} if text else page.form,
        most=MAX_NAME,
        done=page.request.query_params.get("done", ""),
    )


async def add(page: Page) -> Response:
    form = page.form
    scopes = [code for code in SCOPES if form.get(f"scope:{code}") == "on"]
    sites = [name for name in page.sites if form.get(f"site:{name}") == "on"]
    only = form.get("where", "all") != "all"
    if only and not sites:
        return await show(page, problem=page.blame(_fault(page, "sites")))
    try:
        _, text = await blocking(
            make,
            page.deps.store,
            form.get("name", ""),
            scopes,
            sites if only else (),
            actor=_by(page),
            now=page.now,
        )
    except KeyProblem as problem:
        return await show(page, problem=page.blame(_fault(page, problem.code)))
    return await show(page, text=text)


def _fault(page: Page, code: str) -> Exception:
    text = _PROBLEMS[code](page)
    return Fault(code, text) if code in ("name", "scopes", "sites") else ValueError(text)


async def end(page: Page) -> Response:
    try:
        await blocking(revoke, page.deps.store, page.form.get("key", ""), actor=_by(page), now=page.now)
    except KeyProblem as problem:
        return await show(page, problem=_PROBLEMS[problem.code](page))
    return redirect("/keys?done=revoked")


def _by(page: Page) -> str:
    return page.user.id if page.user else ""


ENTRIES: Final = (
    Entry("/keys", keys, least="admin"),
    Entry("/keys", add, method="POST", least="admin"),
    Entry("/keys/revoke", end, method="POST", least="admin"),
)
