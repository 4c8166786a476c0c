"""What the rules say of a page or an event that somebody asks about."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from tracker.rules import RulePack, load_pack
from tracker.rules.model import Subject
from tracker.rules.pack import subject_of
from tracker.steps.url import clean_target, clean_url, query_text

OWN_RULES: Final = "rules.toml"
#: Events whose URL counts.
WITH_URL: Final = frozenset({"pv", "out", "dl", "form"})


class NoUrl(ValueError):
    """The text that was to be a URL."""


def pack_of(folder: Path) -> RulePack:
    """The operator's rules before the default ones. Raises ``RuleError``, ``UnicodeDecodeError``."""
    path = folder / OWN_RULES
    return load_pack(path.read_text("utf-8") if path.exists() else None, str(path))


def subject(url: str, event: str, fields: str) -> Subject:
    """As the pipeline would see it. ``fields``: the types of a form's fields, "name,email". Raises
    ``NoUrl``."""
    if event == "ct":
        return subject_of("ct", "", "", url.partition(":")[0].lower(), "")
    page = clean_url(url)
    if event in WITH_URL and not page.path:
        raise NoUrl(url)
    target = clean_target(url) if event in {"out", "dl"} else ""
    props = msgspec.json.encode({"fields": fields.lower()}).decode() if event == "form" else ""
    return subject_of(event, page.path, query_text(page.query), target, props)
