"""Records of "key: value" lines: RPSL as RIPE, APNIC, AFRINIC and the national registries write it, the whois
form of LACNIC, and the text form of ARIN. Objects end at an empty line.  [pure: lines in, records out]

Only what names a block or its organisation is looked at. Person, role, mntner and contact objects are never
even split into fields.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from enrichment.registry.ranges import parse
from enrichment.registry.records import Block, Organisation, Tally

Fields = dict[str, str]
#: First keys of the objects that are read, and what they are.
BLOCKS = frozenset({"inetnum", "inet6num", "netrange", "nethandle", "cidr", "v6nethandle"})
ORGANISATIONS = frozenset({"organisation", "orgid", "custid"})
_COMMENT = ("%", "#")
#: Brazilian tax numbers: of a company (CNPJ) or of a person (CPF).
_CPF = re.compile(r"\d{3}\.\d{3}\.\d{3}-\d{2}")
_DAY = re.compile(r"((?:19|20)\d\d)-?(\d\d)-?(\d\d)")


def records(lines: Iterable[str], tally: Tally) -> Iterator[Block | Organisation]:
    """Every block and organisation of the lines; what gives nothing is counted."""
    for fields in _objects(lines):
        kind = next(iter(fields))
        if kind in ORGANISATIONS:
            yield from _take("organisation", _organisation, fields, tally)
        else:
            yield from _take("block", _block, fields, tally)


def _take(
    what: str, make: Callable[[Fields, Tally], Block | Organisation | None], fields: Fields, tally: Tally
) -> Iterator[Block | Organisation]:
    found = make(fields, tally)
    if found is not None:
        tally.read[what] += 1
        yield found


def _objects(lines: Iterable[str]) -> Iterator[Fields]:
    """Fields of the wanted objects: the first value of each key, keys in lower case."""
    fields: Fields = {}
    key, wanted = "", True
    for line in lines:
        if not line.strip():
            if fields:
                yield fields
            fields, key, wanted = {}, "", True
        elif wanted and not line.startswith(_COMMENT):
            if line[0] in " \t+":
                continue  # the rest of a long remark: nothing that is read goes over a line
            key, _, value = line.partition(":")
            key = key.strip().lower()
            if not fields and key not in BLOCKS and key not in ORGANISATIONS:
                wanted = False
            elif not fields.get(key):
                fields[key] = value.strip()
    if fields:
        yield fields


def _first(fields: Fields, *keys: str) -> str:
    return next((fields[key] for key in keys if fields.get(key)), "")


def _organisation(fields: Fields, tally: Tally) -> Organisation | None:
    handle = _first(fields, "organisation", "orgid", "custid")
    name = _first(fields, "org-name", "orgname", "custname")
    if not handle or not name:
        tally.skip("no name")
        return None
    return Organisation(handle.upper(), name, _first(fields, "country").upper()[:2])


def _block(fields: Fields, tally: Tally) -> Block | None:
    text = _first(fields, "inetnum", "inet6num", "netrange", "cidr")
    if not text:
        tally.skip("no range of addresses")
        return None
    try:
        version, first, last = parse(text)
    except ValueError:
        tally.skip("range cannot be read")
        return None
    if _CPF.fullmatch(fields.get("ownerid", "")):
        fields["owner"] = ""
    return Block(
        version,
        first,
        last,
        name=_first(fields, "owner", "orgname", "organization", "custname", "descr"),
        org=_first(fields, "org", "orgid", "custid").upper(),
        label=_first(fields, "netname"),
        status=_first(fields, "status", "network-type", "nettype") or _within(fields),
        country=_first(fields, "country").upper()[:2],
        changed=_day(_first(fields, "last-modified", "updated", "changed", "created", "regdate")),
        registry=_first(fields, "source").split(" ")[0].upper()[:12] or _registry(fields),
    )


def _within(fields: Fields) -> str:
    """LACNIC's Brazilian records have no status, but say which block they are a part of."""
    return "reassigned" if fields.get("inetnum-up") else ""


def _registry(fields: Fields) -> str:
    """LACNIC and ARIN do not say which they are."""
    return "LACNIC" if "owner" in fields else ("ARIN" if "netrange" in fields else "")


def _day(text: str) -> str:
    """``2026-01-08T03:32:02Z``, ``20130905``, ``hostmaster@x 20130905`` → ``YYYY-MM-DD``; "" if none."""
    found = _DAY.search(text)
    return "-".join(found.groups()) if found else ""
