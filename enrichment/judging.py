"""Who judges what: sources bring names, judges say what they are.  [pure]

The whole system is judged first: where it is a provider's, a block under the provider's own name holds its
subscribers, and the name says nothing about them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from enrichment.blocks import same_party
from enrichment.model import PROVIDERS, Evidence
from enrichment.resolve import FLOOR
from enrichment.source import Judge

OWN = "the operator's own name on the block: its subscribers"


def hear(judges: Sequence[Judge], found: Sequence[Evidence]) -> list[Evidence]:
    """``found``, and what the judges make of it."""
    system = [item for holder in found if holder.scope == "as" for item in _of_system(judges, holder)]
    carriers = [item.value for item in found if item.claim == "operator"] if _provides(system) else []
    own = [item for item in found if _own_block(item, carriers)]
    nearer = [
        item
        for holder in found
        if holder.scope != "as" and holder not in own
        for item in judge_all(judges, holder)
    ]
    said = [replace(item, why=OWN) if item in own else item for item in found]
    return [*said, *system, *nearer, *([] if _provides(system) else _somebody_elses(found))]


def judge_all(judges: Iterable[Judge], holder: Evidence) -> list[Evidence]:
    """What all judges say about one operator or holder; nothing about other evidence."""
    if holder.claim not in {"operator", "holder"} or holder.scope == "own":
        return []
    return [item for judge in judges for item in judge.judge(holder)]


def _of_system(judges: Iterable[Judge], holder: Evidence) -> list[Evidence]:
    """Where the system is known by its number, what the words in its name suggest counts half."""
    said = judge_all(judges, holder)
    if not any(item.source == "system" for item in said):
        return said
    return [
        replace(item, confidence=item.confidence / 2) if item.source in _GUESSES else item for item in said
    ]


#: Judges that go by a name or the size of a network.
_GUESSES = frozenset({"keyword", "large-network", "legal-form", "listed"})


def _provides(system: Iterable[Evidence]) -> bool:
    """The whole system is a provider's."""
    return any(
        item.claim == "kind" and item.value in PROVIDERS and item.confidence >= FLOOR for item in system
    )


def _somebody_elses(found: Iterable[Evidence]) -> list[Evidence]:
    """A block whose holder is not named, inside a firm's system: whoever it is, it is not the firm."""
    return [
        replace(item, claim="kind", value="unknown", confidence=0.6)
        for item in found
        if item.claim == "note" and item.use == "assigned"
    ]


def _own_block(holder: Evidence, carriers: Iterable[str]) -> bool:
    return (
        holder.scope == "block"
        and holder.claim == "holder"
        and any(same_party(holder.value, name) for name in carriers)
    )
