"""What a record of an MMDB file says, in the field names of its maker.  [pure]

Known layouts: IPinfo (Lite, ASN, Company, Privacy, Core), DB-IP (ASN, ISP) and MaxMind (GeoLite2-ASN,
GeoIP2-ISP, -Enterprise, -Domain, -Anonymous-IP), whose fields may lie one level down, under ``traits``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from enrichment.domains import registrable

_NUMBERS: Final = ("autonomous_system_number", "asn", "as_number")
_OPERATORS: Final = ("autonomous_system_organization", "as_name", "as_organization", "isp")
_AS_DOMAINS: Final = ("as_domain",)
#: Where the record has ``as_name`` beside it, a bare ``name`` is the company's, else the operator's.
_HOLDERS: Final = ("organization", "company", "company_name")
_KINDS: Final = ("user_type", "type", "usage_type")
#: Their word → ours. "isp" of a company's block and "residential" are subscribers.
_KIND_OF: Final = {
    "business": "business",
    "corporate": "business",
    "isp": "isp",
    "residential": "isp",
    "consumer": "isp",
    "dialup": "isp",
    "cafe": "isp",
    "traveler": "isp",
    "cellular": "mobile",
    "mobile": "mobile",
    "hosting": "hosting",
    "content_delivery_network": "hosting",
    "consumer_privacy_network": "vpn",
    "search_engine_spider": "bot",
    "education": "education",
    "college": "education",
    "school": "education",
    "library": "education",
    "government": "government",
    "military": "government",
}
#: Flags, the weightiest first.
_FLAGS: Final = {
    "vpn": ("vpn", "proxy", "tor", "relay", "is_anonymous_vpn", "is_public_proxy", "is_residential_proxy",
            "is_tor_exit_node", "is_vpn", "is_proxy", "is_tor", "is_relay"),
    "hosting": ("hosting", "is_hosting_provider", "is_hosting"),
    "mobile": ("is_mobile",),
}  # fmt: skip
_YES: Final = (True, 1, "true", "True", "1")
_PLAIN: Final = ("name", "domain", "as_type")
FIELDS: Final = frozenset(_PLAIN).union(_NUMBERS, _OPERATORS, _AS_DOMAINS, _HOLDERS, _KINDS, *_FLAGS.values())
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """Empty where the record says nothing. ``kind`` is of the block, ``as_kind`` of the whole system."""

    asn: int = 0
    operator: str = ""
    operator_domain: str = ""
    holder: str = ""
    holder_domain: str = ""
    kind: str = ""
    as_kind: str = ""
    flag: str = ""  # the field that tells of a VPN, host or mobile network
    flag_kind: str = ""
    country: str = ""

    def __bool__(self) -> bool:
        return bool(self.asn or self.holder or self.kind or self.as_kind or self.flag)


def read(record: Any) -> Said:
    """What a record says; nothing, for what is no record."""
    if not isinstance(record, dict):
        return Said()
    fields = flat(record)
    asn = _number(fields)
    operator, name, domain = _text(fields, *_OPERATORS), _text(fields, "name"), _text(fields, "domain")
    as_domain = _text(fields, *_AS_DOMAINS)
    holder = _text(fields, *_HOLDERS)
    if name and asn and not operator:  # a file about systems
        operator, as_domain, name, domain = name, as_domain or domain, "", ""
    holder = holder if holder not in {operator, _text(fields, "isp")} else ""
    flag_kind, flag = next(_flags(fields), ("", ""))
    about_system = bool(asn) and not (name or holder)
    kind = _KIND_OF.get(_text(fields, *_KINDS).lower(), "")
    as_kind = _KIND_OF.get(_text(fields, "as_type").lower(), "")
    return Said(
        asn,
        operator,
        registrable(as_domain or (domain if about_system else "")),
        name or holder,
        registrable(domain) if name or holder else "",
        "" if about_system and "user_type" not in fields else kind,
        as_kind or (kind if about_system and "user_type" not in fields else ""),
        flag,
        flag_kind,
        _country(fields),
    )


def flat(record: Record) -> dict[str, Any]:
    """The fields of the record and those under ``traits``, ``privacy`` or ``anonymous``."""
    fields = {key: value for key, value in record.items() if not isinstance(value, dict)}
    for part in ("traits", "privacy", "anonymous"):
        inner = record.get(part)
        fields |= dict(inner) if isinstance(inner, dict) else {}
    country = record.get("country")
    if isinstance(country, dict):
        fields.setdefault("country_code", country.get("iso_code"))
    return fields


def known_fields(record: Any) -> set[str]:
    return set(flat(record)) & FIELDS if isinstance(record, dict) else set()


def _flags(fields: Record) -> Iterator[tuple[str, str]]:
    for kind, names in _FLAGS.items():
        yield from ((kind, name) for name in names if fields.get(name) in _YES)


def _number(fields: Record) -> int:
    texts = (str(fields.get(key) or "").upper().removeprefix("AS") for key in _NUMBERS)
    return next((int(text) for text in texts if text.isdecimal() and len(text) <= 10), 0)


def _text(fields: Record, *keys: str) -> str:
    found = (fields.get(key) for key in keys)
    return next(
        (" ".join(text.split())[:200] for text in found if isinstance(text, str) and text.strip()), ""
    )


def _country(fields: Record) -> str:
    texts = (_text(fields, key) for key in ("country_code", "country"))
    return next((text.upper() for text in texts if len(text) == 2 and text.isalpha()), "")
