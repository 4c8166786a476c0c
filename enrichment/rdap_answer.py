"""What an RDAP answer says about a block: its bounds and the organisation that holds it.  [pure]

Answers of all regions differ, and none can be trusted to keep to the standard. Persons are left out: a
contact, or a registrant that is somebody rather than something, is never a holder.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address, summarize_address_range
from typing import Any, Final

#: Names that registries write where they themselves, or a national registry, stand in for the holder.
_PLACEHOLDER: Final = re.compile(
    r"(?i)network information cent|\b(jpnic|krnic|cnnic|twnic|vnnic|apnic|arin|lacnic|afrinic|nic\.br)\b"
    r"|ripe ncc|réseaux ip européens|reseaux ip europeens"
    r"|internet assigned numbers|comite gestor da internet|various registries|not managed by"
    r"|\bun(allocated|assigned)\b|\breserved\b"
)
#: What stands in a customer's place: nobody is named by it.
_NOBODY: Final = re.compile(
    r"(?i)^\W*(private|residential|individual|home|confidential|undisclosed|dynamic|static|end)?\W*"
    r"(customers?|subscribers?|residen(ce|t|tial)|address(es)?|users?|persons?|individuals?|pools?|private)"
    r"\W*\d*\W*$"
)
#: Lines of a remark that are no name: addresses of the web, mail, telephone; rules and notes.
_NO_NAME: Final = re.compile(
    r"(?i)@|https?://|www\.|\babuse\b|\*{3}|={3}|-{3}|#{2}|\bplease\b|\bcontact\b|\bremarks?\b|\+\d|\bphone\b|\bfax\b"
    r"|\b(allocat|assign)(ed|ment)\b|\b(inetnum|netname|route)\b|\bblock\b|^\W*$"
)
#: A block of everything is the root of the registries, not somebody's.
_WIDEST: Final = {4: 8, 6: 16}
LONGEST_NAME: Final = 200


class ShapeError(Exception):
    """The answer does not say what an answer about a network must say."""


@dataclass(frozen=True, slots=True)
class Registration:
    """Who holds a block. ``networks`` are its CIDRs; persons are left out."""

    networks: tuple[str, ...]
    handle: str  # the block's own name, e.g. ``BORANET-NET-210-107``
    holder: str  # organisation, "" if none is named
    country: str
    registry: str
    described: bool = False  # named in a remark only, which is free text


def read(address: str, raw: Any) -> Registration:
    """Check the raw answer and take what we need. Raises ``ShapeError``."""
    if not isinstance(raw, dict):
        raise ShapeError("the answer is no object")
    networks = _networks(address, raw)
    named = _organisation(_holder(raw))
    holder = named or _organisation(_described(raw))
    return Registration(
        networks,
        _plain(raw.get("name"), 100),
        holder,
        _plain(raw.get("country"), 2).upper(),
        _plain(raw.get("port43"), 60),
        described=bool(holder) and not named,
    )


def _networks(address: str, raw: dict[str, Any]) -> tuple[str, ...]:
    first, last = bounds(raw)
    blocks = list(summarize_address_range(first, last))
    asked = ip_address(address)
    if asked.version != first.version or not first <= asked <= last:
        raise ShapeError("the answer is about another block")
    if min(block.prefixlen for block in blocks) < _WIDEST[first.version]:
        raise ShapeError("the answer is about a registry's whole space")
    return tuple(str(block) for block in blocks[:64] if asked in block or len(blocks) <= 8)


def bounds(raw: dict[str, Any]) -> tuple[Any, Any]:
    """First and last address. Raises ``ShapeError``."""
    try:
        first, last = _bounds(raw["startAddress"], raw["endAddress"])
        if first > last:
            raise ValueError("the wrong way round")
    except (KeyError, ValueError, TypeError, AttributeError):
        raise ShapeError("the answer names no block of addresses") from None
    return first, last


def _bounds(start: str, end: str) -> tuple[Any, Any]:
    """Unpad ARIN's old ``074.125.000.000``; drop the ``/128`` that RIPE once wrote behind IPv6."""
    texts = [text.split("/")[0] for text in (start, end)]
    plain = [text if ":" in text else re.sub(r"\b0+(?=\d)", "", text) for text in texts]
    return ip_address(plain[0]), ip_address(plain[1])


def _organisation(name: str) -> str:
    return "" if _PLACEHOLDER.search(name) or _NOBODY.search(name) else name


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _plain(value: Any, longest: int) -> str:
    """One line of text without control characters; "" for anything that is no text."""
    if not isinstance(value, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())[:longest]


def _holder(raw: dict[str, Any]) -> str:
    """The registrant's name; never a person's, never a mere contact's, never a handle."""
    entities = (item for item in _list(raw.get("entities")) if isinstance(item, dict))
    return next((name for entity in entities if _registrant(entity) and (name := _name(entity))), "")


def _registrant(entity: dict[str, Any]) -> bool:
    roles = entity.get("roles")
    return "registrant" in ([roles] if isinstance(roles, str) else _list(roles))


def _name(entity: dict[str, Any]) -> str:
    card = _card(entity)
    name = card.get("fn") or card.get("org", "")
    a_handle = name.casefold() == _plain(entity.get("handle"), LONGEST_NAME).casefold()
    return "" if a_handle or card.get("kind", "org").lower() in {"individual", "person"} else name


def _card(entity: dict[str, Any]) -> dict[str, str]:
    """jCard (RFC 7095): [name, parameters, type, value …]; a value may be a list (an org's units)."""
    vcard = entity.get("vcardArray")
    items = next((part for part in _list(vcard)[1:] if isinstance(part, list)), [])
    fields: dict[str, str] = {}
    for item in items:
        if isinstance(item, list) and len(item) >= 4 and isinstance(item[0], str):
            value = item[3][0] if isinstance(item[3], list) and item[3] else item[3]
            if text := _plain(value, LONGEST_NAME):
                fields.setdefault(item[0].lower(), text)
    return fields


def _described(raw: dict[str, Any]) -> str:
    """RIPE and the registries of Asia name the holder in a remark, mostly called "description"."""
    for remark in _list(raw.get("remarks")):
        if isinstance(remark, dict) and str(remark.get("title") or "description").lower() == "description":
            lines = remark.get("description")
            texts = (
                _plain(line, LONGEST_NAME) for line in ([lines] if isinstance(lines, str) else _list(lines))
            )
            return next((text for text in list(texts)[:2] if text and not _NO_NAME.search(text)), "")
    return ""
