"""Sites: which keys are known, which hosts belong to them.

The truth is in the store (records of kind "site"); the owner process publishes a snapshot file
``sites.json`` in the data folder, because collectors hold no database and read only that file.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import msgspec

from tracker.audit import audit
from tracker.site import SITE_ID, Site, SiteError
from tracker.store import Store, records

__all__ = [
    "SITE_ID",
    "SNAPSHOT",
    "Site",
    "SiteBook",
    "SiteError",
    "all_sites",
    "ensure_site",
    "new_site",
    "publish",
    "save_site",
]

SNAPSHOT = "sites.json"
MOST_FORMS = 50
KEY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
HOST = re.compile(r"(?=.{1,253}$)[\w-]+(\.[\w-]+)*")


def new_site(
    site_id: str,
    *,
    title: str = "",
    hosts: Iterable[str] = (),
    timezone: str = "",
    consent: str = "anon",
    demo: bool = False,
    key: str = "",
) -> Site:
    """A site with a fresh key. Raises ``SiteError``."""
    if not SITE_ID.fullmatch(site_id):
        raise SiteError(f"site {site_id!r}: a name has 2 to 32 characters of a-z, 0-9 and '-'")
    if timezone and timezone not in available_timezones():
        raise SiteError(f"timezone {timezone!r}: an IANA name such as Europe/Berlin is needed")
    return Site(
        id=site_id,
        key=key or "".join(secrets.choice(KEY_ALPHABET) for _ in range(12)),
        title=title or site_id,
        hosts=tuple(_host(host) for host in hosts),
        timezone=timezone,
        consent=consent,
        demo=demo,
    )


def _host(text: str) -> str:
    host = text.strip().lower().rstrip(".")
    if not HOST.fullmatch(host):
        raise SiteError(
            f"host {text!r}: a name such as www.example.com is needed, without https:// or a path"
        )
    return host


def save_site(store: Store, site: Site, *, actor: str) -> None:
    before = records.get(store, "site", site.id)
    after = msgspec.to_builtins(site)
    records.put(store, "site", site.id, after, actor=actor)
    what = "site.added" if before is None else "site.changed"
    was, now = (_said(doc) for doc in (before or {}, after))
    audit(store, who=actor, what=what, site=site.id, subject=site.id, before=was, after=now)


def ask_for_work_mail(store: Store, site: Site, text: str, *, actor: str) -> Site:
    """Forms, one a line or with commas between, that ask for work mail. Raises ``SiteError``."""
    names = dict.fromkeys(" ".join(name.split()) for name in text.replace(",", "\n").splitlines())
    found = tuple(name for name in names if name)
    if len(found) > MOST_FORMS or any(len(name) > 100 for name in found):
        raise SiteError(f"forms: at most {MOST_FORMS} names of 100 characters each")
    made = msgspec.structs.replace(site, work_mail_forms=found)
    if made != site:
        save_site(store, made, actor=actor)
    return made


def _said(doc: Mapping[str, Any]) -> dict[str, Any]:
    """What a person chose of it."""
    return {name: value for name, value in doc.items() if name not in {"id", "key", "demo"}}


def all_sites(store: Store) -> dict[str, Site]:
    """Every site by id."""
    return {key: msgspec.convert(doc, Site) for key, doc in records.every(store, "site").items()}


def ensure_site(store: Store, site_id: str, *, actor: str) -> Site:
    """The site of that id, made if there is none."""
    known = all_sites(store).get(site_id)
    if known is None:
        known = new_site(site_id)
        save_site(store, known, actor=actor)
    return known


def publish(store: Store, data_dir: Path) -> None:
    """Write the snapshot that collectors read. Atomic."""
    target = data_dir / SNAPSHOT
    text = msgspec.json.encode(sorted(all_sites(store).values(), key=lambda site: site.id))
    draft = target.with_suffix(f".{os.getpid()}.tmp")
    draft.write_bytes(text)
    draft.replace(target)


class SiteBook:
    """Sites by key, re-read when the snapshot changes. For collectors: no database."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / SNAPSHOT
        self._stamp: tuple[int, int] = (-1, -1)
        self._by_key: dict[str, Site] = {}

    def refresh(self) -> None:
        """Look at the file; cheap when nothing changed. Call about once a second, not per request."""
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            return
        stamp = (stat.st_mtime_ns, stat.st_size)
        if stamp != self._stamp:
            sites = msgspec.json.decode(self._path.read_bytes(), type=list[Site])
            self._by_key = {site.key: site for site in sites}
            self._stamp = stamp

    def by_key(self, key: str) -> Site | None:
        return self._by_key.get(key)
