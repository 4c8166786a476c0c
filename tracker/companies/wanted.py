"""Target accounts: whom one wants as a customer, since when, by whose word, and why where the fit says no.

Kept with what people noted of an account (records of kind "account", id "site/account"). A list of the CRM
may say so too (relation "target"); that is no record of its own.
"""

from __future__ import annotations

import threading
from typing import Any, Final

import msgspec

from tracker.audit import audit
from tracker.store import Store, records

KIND: Final = "account"
#: Grades of fit that need no reason.
FITTING: Final = ("A", "B")
MOST_TEXT: Final = 300

_one_at_a_time = threading.Lock()


class NeedsReason(ValueError):
    """The fit is not A or B: somebody must say why it is a target all the same."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """``since``: UTC ms; ``grade``: the fit it had then; ``reason``: "" where the fit needed none."""

    since: int = 0
    by: str = ""
    grade: str = ""
    reason: str = ""


def every_target(store: Store, site: str) -> dict[str, Wanted]:
    """By account, of those that people marked."""
    start = f"{site}/"
    found = records.every(store, KIND)
    return {
        key.removeprefix(start): msgspec.convert(doc.get("wanted", {}), Wanted)
        for key, doc in found.items()
        if key.startswith(start) and doc.get("target")
    }


def target_of(store: Store, site: str, account: str) -> Wanted | None:
    doc = records.get(store, KIND, f"{site}/{account}") or {}
    return msgspec.convert(doc.get("wanted", {}), Wanted) if doc.get("target") else None


def mark(store: Store, site: str, account: str, *, grade: str, reason: str, by: str, at: int) -> Wanted:
    """Make it a target account. Raises ``NeedsReason`` for a fit below B without one."""
    reason = reason.strip()[:MOST_TEXT]
    if grade not in FITTING and not reason:
        raise NeedsReason(f"target: fit {grade}; from {' or '.join(FITTING)} on no reason is needed")
    wanted = Wanted(since=at, by=by, grade=grade, reason=reason)
    change = {"target": True, "wanted": msgspec.to_builtins(wanted)}
    _change(store, site, account, change, by=by, at=at)
    said = {"fit": grade, "reason": reason}
    audit(store, who=by, what="account.wanted", site=site, subject=account, after=said, at=at)
    return wanted


def unmark(store: Store, site: str, account: str, *, by: str, at: int) -> None:
    """It is no target account any more; of one that was none nothing is written."""
    if target_of(store, site, account) is not None:
        _change(store, site, account, {"target": False, "wanted": {}}, by=by, at=at)
        audit(store, who=by, what="account.unwanted", site=site, subject=account, at=at)


def _change(store: Store, site: str, account: str, change: dict[str, Any], *, by: str, at: int) -> None:
    with _one_at_a_time:
        before = records.get(store, KIND, f"{site}/{account}") or {}
        records.put(store, KIND, f"{site}/{account}", before | change, actor=by, at=at)
