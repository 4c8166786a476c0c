"""What buyers and lost ones said: records of kind "feedback", id "site/account", the newest counts."""

from __future__ import annotations

from typing import Final

import msgspec

from tracker.audit import audit
from tracker.companies import tasks
from tracker.lifecycle.feedback import ASKED_IN, known
from tracker.lifecycle.followups import TASKS, renewal
from tracker.store import Store, records

KIND: Final = "feedback"
MOST_TEXT: Final = 2000


class Feedback(msgspec.Struct, frozen=True, kw_only=True):
    """``outcome``: the stage it was asked in; codes as in ``tracker.lifecycle.feedback``.

    ``competitor``: whom they chose instead; ``renewal``: when that contract ends (UTC ms), 0: not known.
    """

    account: str
    outcome: str
    firm: tuple[str, ...] = ()
    product: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    competitor: str = ""
    renewal: int = 0
    text: str = ""
    by: str = ""
    at: int = 0


def every_answer(store: Store, site: str) -> dict[str, Feedback]:
    """By account."""
    start = f"{site}/"
    found = records.every(store, KIND)
    return {
        key.removeprefix(start): msgspec.convert(doc, Feedback)
        for key, doc in found.items()
        if key.startswith(start)
    }


def answer_of(store: Store, site: str, account: str) -> Feedback | None:
    doc = records.get(store, KIND, f"{site}/{account}")
    return msgspec.convert(doc, Feedback) if doc else None


def record(store: Store, site: str, said: Feedback, *, cycle: int = 1) -> Feedback:
    """Keep what they said; the task to ask is done, and a contract that ends leaves one to call before.

    Answers that are of no set are left out. Raises ``ValueError`` where nobody can be asked yet.
    """
    if said.outcome not in ASKED_IN:
        raise ValueError(f"feedback: in {said.outcome} nobody is asked; allowed: {', '.join(ASKED_IN)}")
    kept = msgspec.structs.replace(
        said,
        firm=known("firm", said.firm),
        product=known("product", said.product),
        values=known("values", said.values),
        competitor=said.competitor.strip()[:200],
        text=said.text.strip()[:MOST_TEXT],
    )
    doc = msgspec.to_builtins(kept)
    records.put(store, KIND, f"{site}/{said.account}", doc, actor=said.by, at=said.at)
    audit(
        store,
        who=said.by,
        what="feedback.recorded",
        site=site,
        subject=said.account,
        after={"outcome": kept.outcome, "firm": kept.firm, "product": kept.product, "values": kept.values},
        at=said.at,
    )
    asked = frozenset(code for code in TASKS if code.startswith("ask_"))
    tasks.finish_code(store, site, said.account, asked, by=said.by, at=said.at)
    if kept.renewal:
        due = renewal(kept.renewal, said.at)
        tasks.leave(store, site, said.account, due, cycle=cycle, by=said.by, at=said.at)
    return kept
