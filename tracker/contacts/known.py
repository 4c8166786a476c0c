"""What scoring may know of the people of an account: departments, how far they decide, kinds of addresses.

Persons stay in ``people.db``, where they can be erased. What goes into the store are codes of an account, the
same for everybody who ever worked there: no name, no address, no number of people. Records of kind "people",
id "site/account".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from tracker.contacts.person import Contact
from tracker.store import Store, records

KIND: Final = "people"


class People(msgspec.Struct, frozen=True, kw_only=True):
    """Codes as in ``contacts.titles`` and ``contacts.person``, each once, sorted."""

    functions: tuple[str, ...] = ()
    seniorities: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()


NOBODY: Final = People()


def summed_up(contacts: Iterable[Contact]) -> People:
    """Of everybody known at one account."""
    found = list(contacts)
    return People(
        functions=_codes(who.function for who in found),
        seniorities=_codes(who.seniority for who in found),
        mails=_codes(who.mail_kind for who in found),
    )


def _codes(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(filter(None, values))))


def tell(store: Store, found: Mapping[tuple[str, str], Iterable[Contact]]) -> None:
    """Write down what changed. ``found``: everybody known, by site and account."""
    before = records.every(store, KIND)
    docs: dict[str, dict[str, object] | None] = {}
    for (site, account), contacts in found.items():
        name, after = f"{site}/{account}", summed_up(contacts)
        doc = None if after == NOBODY else msgspec.to_builtins(after)
        if doc != before.get(name):
            docs[name] = doc
    records.put_all(store, KIND, docs, actor="contacts")


def every_account(store: Store, site: str, *, known_at: int = records.EVER) -> dict[str, People]:
    """By account, of those where somebody is known."""
    start = f"{site}/"
    found = records.every(store, KIND, known_at=known_at)
    return {
        key.removeprefix(start): msgspec.convert(doc, People)
        for key, doc in found.items()
        if key.startswith(start)
    }
