"""What the script of a site does: how it begins, which parts it has, and which hosts may send."""

from __future__ import annotations

from typing import Final

import msgspec
from starlette.responses import Response

from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Page, PageError, blocking, redirect
from tracker.site import Site, SiteError
from tracker.sites import new_site, publish, save_site
from tracker.snippet.compose import MODULES, checked

#: Field of the form → what it may say.
CHOICES: Final = {"consent": ("anon", "wait"), "refusal": ("no", "anon"), "snippet": ("core", "lite")}


def groups() -> dict[str, tuple[str, ...]]:
    """The modules there are: "parts" of every site, consent tools ("cmp") and chats ("chat")."""
    found: dict[str, tuple[str, ...]] = {"parts": (), "cmp": (), "chat": ()}
    for name in MODULES:
        start = name.partition("_")[0]
        group = start if start in found else "parts"
        found[group] = (*found[group], name)
    return found


async def options(page: Page) -> Response:
    site = page.need_site()
    try:
        chosen = {name: _one_of(page, name, allowed) for name, allowed in CHOICES.items()}
        modules = checked(name[2:] for name in page.form if name.startswith("m-"))
    except ValueError as error:
        raise PageError(422, str(error)) from None
    await blocking(_save, page, msgspec.structs.replace(site, **chosen, modules=modules))
    return redirect(page.here("install?saved=options#options"))


async def allow(page: Page) -> Response:
    """Take pages of one more host from now on."""
    site = page.need_site()
    try:
        [host] = new_site(site.id, hosts=[page.form.get("host", "")]).hosts
    except SiteError as error:
        raise PageError(422, str(error)) from None
    if site.hosts and host not in site.hosts:
        await blocking(_save, page, msgspec.structs.replace(site, hosts=(*site.hosts, host)))
    return redirect(page.here("install?saved=host"))


def _one_of(page: Page, name: str, allowed: tuple[str, ...]) -> str:
    value = page.form.get(name, "")
    if value not in allowed:
        raise ValueError(f"{name} {value!r}: allowed is {' or '.join(allowed)}")
    return value


def _save(page: Page, site: Site) -> None:
    save_site(page.deps.store, site, actor=page.user.id if page.user else "")
    publish(page.deps.store, page.deps.settings.data_dir)


ENTRIES: Final = (
    Entry("/site/{site}/install/options", options, method="POST", least="admin"),
    Entry("/site/{site}/install/allow", allow, method="POST", least="admin"),
)
