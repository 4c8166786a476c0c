"""ARIN's bulk whois as XML: ``org``, ``customer`` and ``net`` elements; points of contact are passed over.

Read as a stream: what was read is dropped, so a file of many gigabytes needs little memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Final
from xml.etree.ElementTree import Element, ParseError, iterparse  # a file of the operator's own choice

from enrichment.registry.ranges import parse
from enrichment.registry.records import Block, Organisation, Tally

_HOLDERS: Final = frozenset({"org", "customer"})
#: Types of ARIN's net blocks. What other registries hold is theirs to name.
_TYPES: Final = {
    "DA": "direct allocation",
    "DS": "direct assignment",
    "A": "reallocated",
    "S": "reassigned",
}


def records(file: IO[bytes], tally: Tally) -> Iterator[Block | Organisation]:
    """Every net, org and customer. A file that ends within an element is counted, not fatal."""
    depth = 0
    root: Element | None = None
    try:
        for event, element in iterparse(file, ("start", "end")):  # noqa: S314 - no network, expat's own limits
            depth += 1 if event == "start" else -1
            root = element if root is None else root
            if event == "end" and depth == 1:
                yield from _element(element, tally)
                root.clear()
    except ParseError:
        tally.skip("record cannot be read")


def _element(element: Element, tally: Tally) -> Iterator[Block | Organisation]:
    kind = _local(element)
    if kind in _HOLDERS:
        found: Block | Organisation | None = _holder(element, tally)
        what = "organisation"
    elif kind == "net":
        found, what = _net(element, tally), "block"
    else:
        return
    if found is not None:
        tally.read[what] += 1
        yield found


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: Element, *names: str) -> str:
    for name in names:
        for child in element.iter():
            if _local(child) == name and child is not element and (child.text or "").strip():
                return str(child.text).strip()
    return ""


def _holder(element: Element, tally: Tally) -> Organisation | None:
    handle, name = _text(element, "handle"), _text(element, "name")
    if not handle or not name:
        tally.skip("no name")
        return None
    private = _text(element, "privateCustomer").lower() == "true"
    return Organisation(handle.upper(), name, _text(element, "code2").upper(), private)


def _net(element: Element, tally: Tally) -> Block | None:
    kind = _text(element, "type")
    if kind and kind not in _TYPES:
        tally.skip("another registry's")
        return None
    low, high = _text(element, "startAddress"), _text(element, "endAddress")
    try:
        version, first, last = parse(f"{low}-{high}")
    except ValueError:
        tally.skip("range cannot be read" if low else "no range of addresses")
        return None
    return Block(
        version,
        first,
        last,
        org=_text(element, "orgHandle", "customerHandle").upper(),
        label=_label(element),
        status=_TYPES.get(kind, ""),
        changed=_text(element, "updateDate", "registrationDate")[:10],
        registry="ARIN",
    )


def _label(element: Element) -> str:
    """The net's own name, not one of an element inside."""
    return next(((child.text or "").strip() for child in element if _local(child) == "name"), "")
