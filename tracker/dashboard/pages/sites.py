"""Sites: which there are, and adding one."""

from __future__ import annotations

from typing import Final
from zoneinfo import available_timezones

from starlette.responses import Response

from tracker.dashboard.entry import Entry
from tracker.dashboard.page import Fault, Page, blocking, redirect
from tracker.sites import SiteError, new_site, publish, save_site


def show(page: Page, *, problem: str = "", status: int = 200) -> Response:
    return page.render(
        "sites.html",
        status=status,
        problem=problem,
        form={name: page.form.get(name, "") for name in ("id", "title", "hosts", "timezone")},
        zones=sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")),
    )


async def sites(page: Page) -> Response:
    return show(page)


async def add(page: Page) -> Response:
    site_id = page.form.get("id", "").strip().lower()
    if site_id in page.sites:
        page.mark("id", page.gettext("There is a site of that name already."))
        return show(page, status=422)
    try:
        await blocking(_add, page, site_id)
    except SiteError as error:
        return show(page, problem=page.blame(_fault(page, str(error))), status=422)
    return redirect(f"/site/{site_id}/{'start' if page.form.get('then') == 'start' else 'install'}")


def _fault(page: Page, said: str) -> Exception:
    """A site's refusal begins with what it is about."""
    texts = {
        "site": ("id", page.gettext("2 to 32 characters: a to z, digits, hyphen.")),
        "timezone": (
            "timezone",
            page.gettext("There is no time zone of that name; one such as Europe/Berlin is needed."),
        ),
        "host": (
            "hosts",
            page.gettext("A host is a name such as www.example.com, without https:// or a path."),
        ),
    }
    found = next((fault for start, fault in texts.items() if said.startswith(start)), None)
    return Fault(*found) if found else ValueError(said)


def _add(page: Page, site_id: str) -> None:
    hosts = [part for part in page.form.get("hosts", "").lower().replace(",", " ").split() if part]
    title = " ".join(page.form.get("title", "").split())[:80]
    site = new_site(site_id, title=title, hosts=hosts, timezone=page.form.get("timezone", ""))
    save_site(page.deps.store, site, actor=page.user.id if page.user else "")
    publish(page.deps.store, page.deps.settings.data_dir)


ENTRIES: Final = (Entry("/sites", sites, least="anyone"), Entry("/sites", add, method="POST", least="admin"))
