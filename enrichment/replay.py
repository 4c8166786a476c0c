"""Decide again about an address that is forgotten: its network, today's data, and what was said of it then.

Conservative on purpose. Each local source is asked at places spread over the kept network, and believed
where it says one thing everywhere. Where it says several, nobody can tell which of them the visitor was:
then its old word stands. So does the word of those that can never be asked again (host names, registries'
answers), and of data that spoke of a narrower network than we may keep.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_network

from enrichment.corrections import SOURCE, Correction
from enrichment.identifier import Identifier
from enrichment.keeping import Kept
from enrichment.model import Evidence, Subject, Verdict
from enrichment.resolve import resolve
from enrichment.source import Source

#: Places of a network at which a source is asked. Blocks from a sixteenth of it on cannot hide between them.
PLACES = 16
#: Sources that were asked with the address itself.
ASKED_ONCE = frozenset({"rdns", "rdap", "host-name"})
#: The rule of the note that says a source could not be believed.
SEVERAL = "the kept network holds several networks of this source"


@dataclass(frozen=True, slots=True)
class Again:
    """``several``: sources that knew more than the kept network can tell."""

    verdict: Verdict
    several: tuple[str, ...] = ()


def decide_again(identifier: Identifier, kept: Kept, corrections: Sequence[Correction] = ()) -> Again:
    """The verdict of today's data on what was kept."""
    subjects = places(kept.network) if kept.network else [Subject("", host="")]
    found = list(_found(identifier, kept, subjects))
    several = tuple(sorted({item.source for item in found if item.rule == SEVERAL}))
    verdict = identifier.decide(subjects[0], found)
    return Again(identifier.corrected(verdict, corrections, subjects[0], kept.network), several)


def as_said(identifier: Identifier, kept: Kept, corrections: Sequence[Correction], version: str) -> Again:
    """The verdict of what was said then, and of people's corrections since: newer data change nothing here.

    ``version``: of the data it was said by.
    """
    subject = places(kept.network)[0] if kept.network else Subject("", host="")
    said = [item for item in kept.evidence if item.source != SOURCE]
    verdict = resolve(subject, said, data_version=version)
    settled = identifier.corrected(verdict, corrections, subject, kept.network)
    return Again(replace(settled, data_version=version))


def places(network: str) -> list[Subject]:
    """The first address of each sixteenth of a network, and its last one; all of a small one."""
    block = ip_network(network, strict=False)
    step = max(1, block.num_addresses // PLACES)
    numbers = {*range(0, block.num_addresses, step), block.num_addresses - 1}
    return [Subject(str(block[number]), int(block[number]), block.version) for number in sorted(numbers)]


def _found(identifier: Identifier, kept: Kept, subjects: Sequence[Subject]) -> Iterator[Evidence]:
    parts = identifier.parts
    once = ASKED_ONCE | {remote.name for remote in parts.remotes}
    yield from (item for item in kept.evidence if item.source in once)
    for source in parts.sources if kept.network else ():
        if source.name in once:
            continue
        said = [item for item in kept.evidence if item.source == source.name and item.rule != SEVERAL]
        fresh = None if source.name in kept.narrow else _agreed(source, subjects, kept.network)
        yield from said if fresh is None else fresh
        if fresh is None and source.name not in kept.narrow:
            yield Evidence(source.name, "note", "several", SEVERAL, 0.0, scope="block", network=kept.network)


def _agreed(source: Source, subjects: Sequence[Subject], network: str) -> Sequence[Evidence] | None:
    """What the source says of the whole network, None if it says several things."""
    first = source.look(subjects[0])
    if len({source.token(subject) for subject in subjects}) == 1:
        return first
    answers = {frozenset(_essence(item) for item in source.look(subject)) for subject in subjects}
    if len(answers) > 1:
        return None
    return [replace(item, network=network) if item.network else item for item in first]


def _essence(item: Evidence) -> Evidence:
    """What is said, wherever exactly."""
    return replace(item, network="", detail="", space=0)
