"""Records of "key: value" lines: RPSL as RIPE, APNIC, AFRINIC and the national registries write it, the whois
form of LACNIC, and the text form of ARIN. Objects end at an empty line.  [pure: objects in, records out]

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
#: The first key of an object: comments begin with a sign, lines that go on with a blank.
_KEY = re.compile(r"^([A-Za-z][\w/-]*):", re.M)
_FIELD = re.compile(
    r"^(inetnum|inet6num|netrange|cidr|organisation|orgid|custid|org-name|orgname|custname|country|owner|ownerid|"
    r"organization|descr|org|netname|status|network-type|nettype|last-modified|updated|changed|created|regdate|"
    r"source|inetnum-up):(.*)$",
    re.M | re.I,
)
#: Brazilian tax numbers: of a company (CNPJ) or of a person (CPF).
_CPF = re.compile(r"\d{3}\.\d{3}\.\d{3}-\d{2}")
_DAY = re.compile(r"((?:19|20)\d\d)-?(\d\d)-?(\d\d)")


def records(texts: Iterable[str], tally: Tally) -> Iterator[Block | Organisation]:
    """Every block and organisation among the objects; what gives nothing is counted."""
    for text in texts:
        first = _KEY.search(text)
        kind = first[1].lower() if first else ""
        if kind in ORGANISATIONS:
            yield from _take("organisation", _organisation, _fields(text), tally)
        elif kind in BLOCKS:
            yield from _take("block", _block, _fields(text), tally)


def _take(
    what: str, make: Callable[[Fields, Tally], Block | Organisation | None], fields: Fields, tally: Tally
) -> Iterator[Block | Organisation]:
    found = make(fields, tally)
    if found is not None:
        tally.read[what] += 1
        yield found


def _fields(text: str) -> Fields:
    """The first value of each key that is read; what goes on over several lines is no such key."""
    fields: Fields = {}
    for key, value in _FIELD.findall(text):
        name = key.lower()
        if not fields.get(name):
            fields[name] = value.strip()
    return fields


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
