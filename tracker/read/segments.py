"""Segments: conditions on accounts that people gave a name, per site. Views, mails and alerts use them.

Records of kind "segment", id "site/slug".
"""

from __future__ import annotations

import hashlib
import re
import threading
import unicodedata
from typing import Any, Final

import msgspec

from tracker.audit import audit
from tracker.read.shapes import Listed
from tracker.store import Store, records

KIND: Final = "segment"
MOST: Final = 50
MOST_NAME: Final = 60
#: Fit grades from which on an account is let through, by the choice.
FITS: Final = {"A": "A", "B": "AB", "C": "ABC", "?": "?"}
ME: Final = "me"
NOBODY: Final = "nobody"

# Two people who save at once: neither may overwrite the other's.
_one_at_a_time = threading.Lock()


class SegmentRefused(ValueError):
    """``code``: no_name, long_name, too_many or nothing."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class Conditions(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an account must be or have done; "" and False ask nothing.

    ``stage``: a stage, or "MQL" for any of its levels; ``fit``: that grade or better (see ``FITS``);
    ``did``: a signal of the days looked at; ``owner``: a user, ``ME`` or ``NOBODY``; ``target``: on a list
    of wanted accounts; ``new``: first seen within the days; ``days``: how many the view looks back.
    """

    kind: str = ""
    stage: str = ""
    fit: str = ""
    did: str = ""
    country: str = ""
    owner: str = ""
    text: str = ""
    target: bool = False
    new: bool = False
    days: int = 30

    @property
    def any(self) -> bool:
        """True if something is asked for beside the days."""
        return msgspec.structs.replace(self, days=30) != Conditions()

    def hold(self, account: Listed, reader: str = "") -> bool:
        """``reader``: who "me" is."""
        return (
            _stage(self.stage, account.assessment.stage)
            and (not self.fit or account.assessment.grade in FITS.get(self.fit, ""))
            and (not self.kind or account.kind == self.kind)
            and (not self.did or self.did in account.signals)
            and (not self.country or account.country == self.country)
            and _owner(self.owner, account.owner, reader)
            and (account.target or not self.target)
            and (account.new or not self.new)
            and self.text.casefold() in f"{account.name} {account.domain} {account.city}".casefold()
        )


def _stage(wanted: str, stage: str) -> bool:
    return not wanted or stage == wanted or (wanted == "MQL" and stage.startswith("MQL"))


def _owner(wanted: str, owner: str, reader: str) -> bool:
    if wanted == NOBODY:
        return not owner
    return not wanted or owner == (reader if wanted == ME else wanted)


class Segment(msgspec.Struct, frozen=True, kw_only=True):
    """``by``: the user who saved it; ``at``: UTC ms."""

    id: str
    name: str
    conditions: Conditions
    by: str = ""
    at: int = 0


def segments_of(store: Store, site: str) -> list[Segment]:
    """All of a site, by name."""
    found = records.every(store, KIND)
    own = [_segment(key, doc) for key, doc in found.items() if key.startswith(f"{site}/")]
    return sorted(own, key=lambda segment: segment.name.casefold())


def segment_of(store: Store, site: str, segment_id: str) -> Segment | None:
    doc = records.get(store, KIND, f"{site}/{segment_id}")
    return _segment(f"{site}/{segment_id}", doc) if doc else None


def _segment(key: str, doc: dict[str, Any]) -> Segment:
    return msgspec.convert({**doc, "id": key.partition("/")[2]}, Segment)


def save_segment(store: Store, site: str, name: str, conditions: Conditions, *, by: str, at: int) -> Segment:
    """Keep it under its name, in place of one of the same name. Raises ``SegmentRefused``."""
    name = " ".join(name.split())
    with _one_at_a_time:
        there = {segment.id: segment for segment in segments_of(store, site)}
        made = slug(name)
        _check(name, conditions, len(there) - (made in there))
        before = there.get(made)
        segment = Segment(id=made, name=name, conditions=conditions, by=by, at=at)
        doc = msgspec.to_builtins(segment)
        records.put(store, KIND, f"{site}/{made}", doc, actor=by, at=at)
        was = _told(before) if before else {}
        audit(store, who=by, what="segment.saved", site=site, subject=name, before=was, after=_told(segment))
    return segment


def _check(name: str, conditions: Conditions, others: int) -> None:
    if not slug(name):
        raise SegmentRefused("no_name", "a segment needs a name with at least one letter or digit")
    if len(name) > MOST_NAME:
        raise SegmentRefused("long_name", f"a segment's name has at most {MOST_NAME} characters")
    if not conditions.any:
        raise SegmentRefused("nothing", "a segment needs at least one condition")
    if others >= MOST:
        raise SegmentRefused("too_many", f"a site has at most {MOST} segments")


def remove_segment(store: Store, site: str, segment_id: str, *, by: str, at: int) -> Segment | None:
    """The one that was removed, or None where there was none."""
    with _one_at_a_time:
        found = segment_of(store, site, segment_id)
        if found:
            records.put(store, KIND, f"{site}/{segment_id}", None, actor=by, at=at)
            audit(store, who=by, what="segment.removed", site=site, subject=found.name, before=_told(found))
    return found


def _told(segment: Segment) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(segment.conditions)
    return {"name": segment.name, **told}


def slug(name: str) -> str:
    """Lower case, ASCII letters, digits, hyphens; of another script a digest; "" without any letter."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40]
    other = any(map(str.isalnum, name))
    return made or (hashlib.sha256(name.encode()).hexdigest()[:12] if other else "")
