"""RDAP answers that were saved as files: what somebody asked a registry before, one block each.

JSON: one answer, an array of them, or one a line. An answer may lie in an envelope with the address that was
asked for (``{"ip": …, "response": {…}}``). Contacts are passed over; only a registrant's name is read, or the
description in its place (enrichment/rdap_answer.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any, Final

from enrichment.rdap_answer import ShapeError, bounds, read
from enrichment.registry.records import Block, Tally

#: One file holds no more: it is read as a whole.
LARGEST: Final = 256 << 20
#: Where an answer lies in an envelope.
_ENVELOPES: Final = ("response", "rdap", "answer", "raw")
#: Hosts of port 43 → the registry's name.
_REGISTRIES: Final = ("ripe", "apnic", "arin", "lacnic", "afrinic")


def records(file: IO[bytes], tally: Tally) -> Iterator[Block]:
    """Raises ``ValueError`` for a file that is no JSON, or too large."""
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ValueError(f"more than {LARGEST >> 20} MB of answers in one file")
    for item in _answers(data.decode("utf-8-sig")):
        block = _block(item, tally)
        if block is not None:
            tally.read["block"] += 1
            yield block


def _answers(text: str) -> Iterator[Any]:
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        yield from (json.loads(line) for line in text.splitlines() if line.strip())
        return
    yield from found if isinstance(found, list) else [found]


def _block(item: Any, tally: Tally) -> Block | None:
    raw = _unwrapped(item)
    if not isinstance(raw, dict) or raw.get("objectClassName", "ip network") != "ip network":
        tally.skip("no range of addresses")
        return None
    try:
        first, last = bounds(raw)
        said = read(str(first), raw)
    except ShapeError:
        tally.skip("range cannot be read" if "startAddress" in raw else "no range of addresses")
        return None
    return Block(
        first.version, int(first), int(last), name=said.holder, label=said.handle, status=_text(raw, "type"),
        country=said.country, changed=_changed(raw), registry=_registry(said.registry),
    )  # fmt: skip


def _unwrapped(item: Any) -> Any:
    if isinstance(item, dict) and "startAddress" not in item:
        return next((item[name] for name in _ENVELOPES if isinstance(item.get(name), dict)), item)
    return item


def _text(raw: dict[str, Any], name: str) -> str:
    value = raw.get(name)
    return value[:60] if isinstance(value, str) else ""


def _changed(raw: dict[str, Any]) -> str:
    """The day of the last change, else of the registration."""
    events = raw.get("events")
    found = {
        str(event.get("eventAction", "")).lower(): str(event.get("eventDate", ""))[:10]
        for event in (events if isinstance(events, list) else ())
        if isinstance(event, dict)
    }
    day = found.get("last changed") or found.get("registration") or ""
    return day if len(day) == 10 and day[4] == day[7] == "-" and day.replace("-", "").isdigit() else ""


def _registry(host: str) -> str:
    return next((name.upper() for name in _REGISTRIES if name in host.lower()), "RDAP")
