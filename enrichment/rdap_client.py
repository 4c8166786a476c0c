"""RDAP through ipwhois: one question, one checked answer. Who may ask, and how often, is sources/rdap.py.

The terms are the registries' own; they stand beside the switch, because they forbid what a careless default
would do.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address, summarize_address_range
from typing import IO, Any, Final
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, OpenerDirector, Request, build_opener

import ipwhois
from ipwhois.exceptions import BaseIpwhoisException, HTTPRateLimitError, IPDefinedError

TERMS: Final = """\
RDAP shows visitors' addresses to the regional registries, and their terms limit what answers may be used for.

ARIN, Whois Terms of Use: "specifically prohibited from using the Whois Service (i) as part of a commercial
service or product, including the solicitation and servicing of your ... customers ... or (ii) for
advertising, direct marketing, marketing research or similar purposes".

RIPE Database Terms and Conditions, article 4.4: "Users may not use the RIPE Database or the data contained
therein for advertising, direct marketing, marketing research or similar purposes."

APNIC, LACNIC and AFRINIC have terms of their own. Read them at their sites before you switch this on; the
decision, and what you use the answers for, is yours.
"""

#: Names that registries write where they themselves, or a national registry, stand in for the holder.
_PLACEHOLDER = re.compile(
    r"(?i)network information cent|\b(jpnic|krnic|cnnic|twnic|vnnic|apnic|arin|lacnic|afrinic|nic\.br)\b"
    r"|ripe ncc"
    r"|internet assigned numbers|comite gestor da internet|various registries|not managed by"
)
#: Where questions go, and where answers may come from after a redirect.
BOOTSTRAP: Final = "https://rdap.arin.net/bootstrap"
REGISTRIES: Final = frozenset(
    {
        "rdap.arin.net",
        "rdap.db.ripe.net",
        "rdap.apnic.net",
        "rdap.lacnic.net",
        "rdap.afrinic.net",
        "rdap.registro.br",
        "jpnic.rdap.apnic.net",
        "rdap.nic.mx",
    }
)
MAX_BYTES: Final = 256 * 1024


class RdapFailed(Exception):
    """No usable answer. ``wait``: ask nobody for a while (rate limit, outage)."""

    def __init__(self, why: str, *, wait: bool = False) -> None:
        super().__init__(why)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Registration:
    """Who holds a block. ``networks`` are its CIDRs; persons are left out."""

    networks: tuple[str, ...]
    handle: str  # the block's own name, e.g. ``BORANET-NET-210-107``
    holder: str  # organisation, "" if only persons are named
    country: str
    registry: str


class _Redirects(HTTPRedirectHandler):
    """Only to a registry, only encrypted: an answer must not send us into the own network."""

    def __init__(self, hosts: frozenset[str]) -> None:
        self._hosts = hosts

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        host = urlsplit(newurl).netloc
        if host not in self._hosts:
            raise RdapFailed(f"redirect to {host!r}, which is no registry we know")
        secure = newurl if host != host.split(":")[0] else newurl.replace("http://", "https://", 1)
        return super().redirect_request(req, fp, code, msg, headers, secure)


class CappedOpener(OpenerDirector):
    """What ipwhois reads through: our server instead of its plain-http bootstrap, and a cap on the size."""

    def __init__(self, server: str) -> None:
        super().__init__()
        self._server = server.rstrip("/")
        self._inner = build_opener(_Redirects(REGISTRIES | {urlsplit(server).netloc}), HTTPSHandler())

    def open(self, fullurl: Any, data: Any = None, timeout: float | None = 5) -> Any:
        address = fullurl.full_url.rpartition("/ip/")[2]
        request = Request(f"{self._server}/ip/{address}", headers=dict(fullurl.header_items()))  # noqa: S310
        with self._inner.open(request, data, timeout) as answer:
            body = answer.read(MAX_BYTES + 1)
        if len(body) > MAX_BYTES:
            raise RdapFailed(f"answer of more than {MAX_BYTES} bytes")
        return io.BytesIO(body)


def ask(address: str, *, server: str = BOOTSTRAP, timeout: float = 5.0) -> Registration:
    """One question. Raises ``RdapFailed``."""
    try:
        client = ipwhois.IPWhois(address, timeout=timeout, proxy_opener=CappedOpener(server))
        lookup = partial(client.lookup_rdap, bootstrap=True, inc_raw=True, inc_nir=False)
        answer = lookup(
            retry_count=0, rate_limit_timeout=0, depth=0, get_asn_description=False, root_ent_check=False
        )
    except HTTPRateLimitError as error:
        raise RdapFailed(f"rate limit: {error}", wait=True) from None
    except IPDefinedError as error:
        raise RdapFailed(f"reserved address: {error}") from None
    except BaseIpwhoisException as error:
        raise RdapFailed(str(error), wait="error code 404" not in str(error)) from None
    except RdapFailed:
        raise
    except Exception as error:  # ipwhois trusts the answer's shape; a broken one breaks it in many ways
        raise RdapFailed(f"answer of a shape ipwhois cannot read ({type(error).__name__})") from None
    return read(address, answer["raw"])


def read(address: str, raw: Any) -> Registration:
    """Check the raw answer and take what we need. Raises ``RdapFailed``."""
    if not isinstance(raw, dict):
        raise RdapFailed("the answer is no object")
    try:
        first, last = _bounds(raw["startAddress"], raw["endAddress"])
        blocks = tuple(str(block) for block in summarize_address_range(first, last))
    except (KeyError, ValueError, TypeError, AttributeError):
        raise RdapFailed("the answer names no block of addresses") from None
    if not first <= ip_address(address) <= last:
        raise RdapFailed(f"the answer is about {blocks[0]}, not about {address}")
    entities = [item for item in _list(raw.get("entities")) if isinstance(item, dict)]
    holder = (_holder(entities) or _described(raw))[:200]
    return Registration(
        blocks,
        str(raw.get("name") or "")[:100],
        "" if _PLACEHOLDER.search(holder) else holder,
        str(raw.get("country") or "")[:2].upper(),
        str(raw.get("port43") or "")[:60],
    )


def _bounds(start: str, end: str) -> tuple[Any, Any]:
    """Unpad ARIN's old ``074.125.000.000``; drop the ``/128`` that RIPE once wrote behind IPv6."""
    texts = [text.split("/")[0] for text in (start, end)]
    plain = [text if ":" in text else re.sub(r"\b0+(?=\d)", "", text) for text in texts]
    return ip_address(plain[0]), ip_address(plain[1])


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _holder(entities: list[dict[str, Any]]) -> str:
    """The registrant's name; never a person's, never a mere contact's."""
    cards = (_card(entity) for entity in entities if "registrant" in _list(entity.get("roles")))
    return next((card["fn"] for card in cards if card.get("kind") != "individual" and card.get("fn")), "")


def _card(entity: dict[str, Any]) -> dict[str, str]:
    vcard = entity.get("vcardArray")
    items = _list(vcard[1]) if isinstance(vcard, list) and len(vcard) == 2 else []
    fields = (item for item in items if isinstance(item, list) and len(item) == 4)
    return {item[0]: item[3] for item in fields if isinstance(item[0], str) and isinstance(item[3], str)}


def _described(raw: dict[str, Any]) -> str:
    """RIPE and the registries of Asia name the holder in a remark, mostly called "description"."""
    for remark in _list(raw.get("remarks")):
        if isinstance(remark, dict) and str(remark.get("title") or "description").lower() == "description":
            lines = [line for line in _list(remark.get("description")) if isinstance(line, str)]
            return next((line.strip() for line in lines if line.strip()), "")
    return ""
