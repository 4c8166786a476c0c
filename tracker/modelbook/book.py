"""The book in the store: versions and steps are records that are only ever added.

What is in force is said once more, as the record "model" of its place: scores need no more than that one
(``tracker.read.models``), and it says what was in force at any past instant.
"""

from __future__ import annotations

import secrets
import threading
import time
from typing import Any, Final

import msgspec

from tracker.audit import audit
from tracker.intent import parse_model
from tracker.intent.parse import default_model, default_text
from tracker.modelbook.agreement import (
    NotAgreed,
    check_reason,
    check_sign,
    check_take,
    refusal_to_activate,
)
from tracker.modelbook.content import to_toml, whole
from tracker.modelbook.versions import EVERYWHERE, SHIPPED, Book, Handover, Source, Step, Version
from tracker.store import Store, records

#: Which model is in force: one record per place.
IN_FORCE: Final = "model"
VERSIONS: Final = "model_version"
STEPS: Final = "model_step"
#: Place of all sites without a model of their own; no site can be called so.
ALL_SITES: Final = "@all"
#: Place of the model that ships with the product, noted once per release (tracker.read.models).
DEFAULT: Final = "*"
MOST_NAME: Final = 60

# Two people who press at once: the second must see what the first did.
_one_at_a_time = threading.RLock()


def place_of(site: str) -> str:
    """Id of the record that says what is in force there."""
    return site or ALL_SITES


def shipped() -> Version:
    """The model as delivered: it follows the release, and says so by its hash."""
    return Version(
        id=SHIPPED,
        number=1,
        name="as delivered",
        text=default_text(),
        content=default_model().version,
        source="shipped",
        by="visitrace",
    )


def read_book(store: Store) -> Book:
    """Everything that is known of versions."""
    _adopt(store)
    found = records.every(store, VERSIONS)
    versions = [
        msgspec.convert({**doc, "id": key, "number": number}, Version)
        for number, (key, doc) in enumerate(sorted(found.items()), start=2)
    ]
    steps = [msgspec.convert(doc, Step) for _, doc in sorted(records.every(store, STEPS).items())]
    return Book((shipped(), *versions), tuple(steps))


def _adopt(store: Store) -> None:
    """Models taken by an older release have no page in the book: they get one, once."""
    for place, doc in records.every(store, IN_FORCE).items():
        if place == DEFAULT or "id" in doc:
            continue
        site = "" if place == ALL_SITES else place
        text = to_toml(whole(doc["text"]))
        key = _key(max(records.every(store, VERSIONS), default=""))
        made = {"name": doc["name"], "text": text, "content": doc["version"], "site": site, "source": "taken"}
        records.put(store, VERSIONS, key, made | {"by": "visitrace", "at": _now()}, actor="visitrace")
        step = Step(version=key, what="taken", by="visitrace", role="operator", at=_now(), site=site)
        _append(store, step)
        records.put(store, IN_FORCE, place, doc | {"id": key, "text": text}, actor="visitrace")


def draft(
    store: Store,
    text: str,
    *,
    name: str,
    by: str,
    reason: str,
    site: str = EVERYWHERE,
    base: str = "",
    source: Source = "editor",
    verdict: str = "",
    handover: Handover | None = None,
) -> Version:
    """Write a new version down; it changes nothing yet. Raises ``ModelError`` and ``NotAgreed``."""
    title = _name(name)
    data = whole(text)
    data["name"] = title
    full = to_toml(data)
    with _one_at_a_time:
        book = read_book(store)
        agreed = handover or book.in_force(site).handover
        made: dict[str, Any] = {
            "name": title,
            "text": full,
            "content": parse_model(full).version,
            "site": site,
        }
        made |= {"base": base, "source": source, "verdict": verdict, "by": by, "reason": check_reason(reason)}
        made |= {"handover": msgspec.to_builtins(agreed), "at": _now()}
        key = _key(book.versions[-1].id)
        records.put(store, VERSIONS, key, made, actor=by)
        audit(store, who=by, what="model.drafted", site=site, subject=title, after={"reason": reason})
        return read_book(store).version(key)


def sign(store: Store, version_id: str, side: str, *, by: str, role: str, reason: str = "") -> Step:
    """Raises ``NotAgreed``; then nothing was written."""
    with _one_at_a_time:
        book = read_book(store)
        version = book.version(version_id)
        check_sign(book.standing(version), side, by, role)
        return _write(store, version, "signed", by=by, role=role, reason=reason, side=side)


def withdraw(store: Store, version_id: str, side: str, *, by: str, role: str, reason: str) -> Step:
    """Take one's own signature back, as long as the version is not in force."""
    with _one_at_a_time:
        book = read_book(store)
        version = book.version(version_id)
        signed = book.standing(version).signatures.get(side)
        if signed is None or signed.by != by:
            raise NotAgreed("signed", f"{by} has not signed for {side}")
        if book.standing(version).was_in_force:
            raise NotAgreed("in_force", "this version was in force: its signatures stay")
        why = check_reason(reason)
        return _write(store, version, "withdrawn", by=by, role=role, reason=why, side=side)


def activate(store: Store, version_id: str, *, site: str, by: str, role: str, reason: str) -> Step:
    """Put a version in force, for the site or everywhere; also the way back. Raises ``NotAgreed``."""
    with _one_at_a_time:
        book = read_book(store)
        version = book.version(version_id)
        refused = refusal_to_activate(book, version, site, role)
        if refused:
            raise refused
        why = check_reason(reason)
        step = _write(store, version, "activated", by=by, role=role, reason=why, site=site)
        _put_in_force(store, version, site, by)
        return step


def release(store: Store, site: str, *, by: str, role: str, reason: str) -> Step:
    """A site gives up its own model: from now on it uses that of all sites."""
    with _one_at_a_time:
        book = read_book(store)
        own = book.own(site) if site else None
        if own is None:
            raise NotAgreed("site", "this site has no model of its own")
        why = check_reason(reason)
        step = _write(store, own, "released", by=by, role=role, reason=why, site=site)
        records.put(store, IN_FORCE, site, None, actor=by)
        return step


def take(store: Store, text: str, *, site: str, by: str, reason: str) -> Version:
    """Put a model in force that nobody signed, and say so. Raises ``NotAgreed`` once one was agreed on."""
    with _one_at_a_time:
        check_take(read_book(store), site)
        model = parse_model(text)
        made = draft(
            store, text, name=model.name[:MOST_NAME], by=by, reason=reason, site=site, source="taken"
        )
        _write(store, made, "taken", by=by, role="operator", reason=reason, site=site)
        _put_in_force(store, made, site, by)
        return made


def shadow(
    store: Store, version_id: str, *, site: str, on: bool, by: str, role: str, reason: str = ""
) -> Step:
    """Score a version beside the one in force, or cease to."""
    with _one_at_a_time:
        book = read_book(store)
        version = book.version(version_id)
        if on and (version.site not in ("", site) or book.standing(version).discarded):
            raise NotAgreed("discarded", "this version cannot be used here")
        if on and book.in_force(site).id == version_id:
            raise NotAgreed("in_force", "this version is in force already")
        what = "shadow" if on else "unshadow"
        return _write(store, version, what, by=by, role=role, reason=reason, site=site)


def discard(store: Store, version_id: str, *, by: str, role: str, reason: str) -> Step:
    """Nobody shall sign it any more. It stays in the book."""
    with _one_at_a_time:
        book = read_book(store)
        version = book.version(version_id)
        standing = book.standing(version)
        if standing.was_in_force or standing.discarded:
            raise NotAgreed("in_force", "this version was in force, or is discarded already")
        return _write(store, version, "discarded", by=by, role=role, reason=check_reason(reason))


def _write(store: Store, version: Version, what: str, **more: Any) -> Step:
    step = msgspec.convert({"version": version.id, "what": what, "at": _now(), **more}, Step)
    _append(store, step)
    said = {"reason": step.reason, "side": step.side}
    audit(store, who=step.by, what=f"model.{what}", site=step.site, subject=version.name, after=said)
    return step


def _append(store: Store, step: Step) -> None:
    last = max(records.every(store, STEPS), default="")
    records.put(store, STEPS, _key(last), msgspec.to_builtins(step), actor=step.by)


def _put_in_force(store: Store, version: Version, site: str, by: str) -> None:
    doc = {"text": version.text, "version": version.content, "name": version.name, "id": version.id}
    doc["handover"] = msgspec.to_builtins(version.handover)
    if version.id == SHIPPED and site == EVERYWHERE:
        records.put(store, IN_FORCE, ALL_SITES, None, actor=by)  # it follows the release, and is noted there
        return
    records.put(store, IN_FORCE, place_of(site), doc, actor=by)


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not 2 <= len(name) <= MOST_NAME or not name.isprintable():
        raise NotAgreed("name", f"a name has 2 to {MOST_NAME} characters")
    return name


def _now() -> int:
    return time.time_ns() // 1_000_000


def _key(last: str) -> str:
    """Keys sort in the order they were made, also where the clock was set back or two wrote at once."""
    before = int(last.partition("-")[0]) if last[:1].isdigit() else 0
    return f"{max(_now(), before + 1):013d}-{secrets.token_hex(3)}"
