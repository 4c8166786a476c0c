"""What sales found out about an account, and the plan it follows: records of kind "knowledge"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from tracker.audit import audit
from tracker.lifecycle.checklist import CHOICES
from tracker.store import Store, records

KIND: Final = "knowledge"
MOST_TEXT: Final = 500
MOST_EUROS: Final = 10**12


class Knowledge(msgspec.Struct, frozen=True, kw_only=True):
    """Texts are "" and numbers 0 where nothing is known. Choices as in ``tracker.lifecycle.checklist``.

    ``chance``: what sales expects, 0..100 per cent, -1: not said. ``value_eur``: of the deal.
    ``goal``: of the sales plan; its steps are the account's tasks.
    ``nurture``: name of the programme they are in, whatever their stage.
    """

    budget: str = ""
    budget_eur: int = 0
    authority: str = ""
    problem: str = ""
    need: str = ""
    product: str = ""
    urgency: str = ""
    active: str = ""
    commercial: str = ""
    chance: int = -1
    value_eur: int = 0
    metrics: str = ""
    criteria: str = ""
    process: str = ""
    champion: str = ""
    goal: str = ""
    nurture: str = ""

    @property
    def answers(self) -> dict[str, str]:
        """Every field as text, for a checklist."""
        return {name: str(value) for name, value in msgspec.to_builtins(self).items()}

    @property
    def euros_at_hand(self) -> int | None:
        """What they can spend as far as they said; 0: they said nothing is there, None: not known."""
        return self.budget_eur or (0 if self.budget == "none" else None)


_NUMBERS: Final = {"budget_eur": (0, MOST_EUROS), "value_eur": (0, MOST_EUROS), "chance": (-1, 100)}
FIELDS: Final = Knowledge.__struct_fields__


def knowledge_of(store: Store, site: str, account: str) -> Knowledge:
    doc = records.get(store, KIND, f"{site}/{account}")
    return msgspec.convert(doc, Knowledge) if doc else Knowledge()


def every_knowledge(store: Store, site: str, *, known_at: int = records.EVER) -> dict[str, Knowledge]:
    """By account, of those of whom anything is known."""
    start = f"{site}/"
    found = records.every(store, KIND, known_at=known_at)
    return {
        key.removeprefix(start): msgspec.convert(doc, Knowledge)
        for key, doc in found.items()
        if key.startswith(start)
    }


def learn(store: Store, site: str, account: str, said: Mapping[str, str], *, by: str, at: int) -> Knowledge:
    """Write down what is said of the account; what is not said stays.

    Raises ``ValueError`` that names the field and what it may be; then nothing is kept.
    """
    before = knowledge_of(store, site, account)
    values = {name: _clean(name, text) for name, text in said.items() if name in FIELDS}
    after = msgspec.structs.replace(before, **values)
    if after != before:
        old, new = msgspec.to_builtins(before), msgspec.to_builtins(after)
        records.put(store, KIND, f"{site}/{account}", new, actor=by, at=at)
        audit(store, who=by, what="account.known", site=site, subject=account, before=old, after=new, at=at)
    return after


def _clean(name: str, text: str) -> Any:
    text = text.strip()
    if name in CHOICES:
        if text not in CHOICES[name]:
            raise ValueError(f"{name}: {text!r} is none; allowed: {', '.join(filter(None, CHOICES[name]))}")
        return text
    if name in _NUMBERS:
        return _number(name, text)
    return text[:MOST_TEXT]


def _number(name: str, text: str) -> int:
    low, high = _NUMBERS[name]
    if not text:
        return low
    plain = text.replace(".", "").replace(",", "").replace(" ", "").removesuffix("%").removesuffix("€")
    if not plain.isdecimal() or not plain.isascii() or not 0 <= int(plain) <= high:
        raise ValueError(f"{name}: {text!r} is none; a whole number from 0 to {high}")
    return int(plain)
