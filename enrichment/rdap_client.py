"""RDAP through ipwhois: one question, one checked answer. Who may ask, and how often, is sources/rdap.py.

The terms are the registries' own; they stand beside the switch, because they forbid what a careless default
would do. Why ipwhois and not whoisit: docs/adr/0005-identification.md.
"""

from __future__ import annotations

import io
import json
import time
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.request import OpenerDirector

import ipwhois
from ipwhois.exceptions import BaseIpwhoisException, HTTPRateLimitError, IPDefinedError

from enrichment.rdap_answer import Registration, ShapeError, read
from enrichment.web import SECONDS, WebError, get_json_bytes, origin

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

#: Where questions go, and where answers may come from after a redirect.
BOOTSTRAP: Final = "https://rdap.arin.net/bootstrap"
REGISTRIES: Final = frozenset(
    {
        "https://rdap.arin.net",
        "https://rdap-bootstrap.arin.net",
        "https://rdap.db.ripe.net",
        "https://rdap.apnic.net",
        "https://jpnic.rdap.apnic.net",
        "https://rdap.lacnic.net",
        "https://rdap.registro.br",
        "https://rdap.nic.mx",
        "https://rdap.afrinic.net",
    }
)


class RdapFailed(Exception):
    """No usable answer. ``wait``: ask nobody for a while, at least ``wish_s`` seconds (limit, outage)."""

    def __init__(self, why: str, *, wait: bool = False, wish_s: float = 0.0) -> None:
        super().__init__(why)
        self.wait = wait
        self.wish_s = wish_s


@dataclass(frozen=True, slots=True)
class Server:
    """Whom to ask. ``registries``: origins that a redirect may lead to, besides the server's own."""

    url: str = BOOTSTRAP
    registries: frozenset[str] = REGISTRIES
    seconds: float = SECONDS

    @property
    def origins(self) -> frozenset[str]:
        return self.registries | {origin(self.url)}


class CarefulOpener(OpenerDirector):
    """What ipwhois reads through: our server instead of its own choice, and the bounds of ``web``."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self._server = server
        self.body = b""
        self.failure: WebError | None = None

    def open(self, fullurl: Any, data: Any = None, timeout: float | None = None) -> Any:  # noqa: ARG002
        address = fullurl.full_url.rpartition("/ip/")[2]
        try:
            self.body = get_json_bytes(
                f"{self._server.url.rstrip('/')}/ip/{address}",
                origins=self._server.origins,
                headers={"Accept": "application/rdap+json, application/json"},
                now=time.time(),
                seconds=self._server.seconds,
            )
        except WebError as error:  # ipwhois would swallow what it does not know
            self.failure = error
            raise
        return io.BytesIO(self.body)


def ask(address: str, server: Server) -> Registration:
    """One question. Raises ``RdapFailed``."""
    opener = CarefulOpener(server)
    try:
        client = ipwhois.IPWhois(address, timeout=server.seconds, proxy_opener=opener)
        lookup = partial(client.lookup_rdap, bootstrap=True, inc_raw=True, inc_nir=False)
        answer = lookup(
            retry_count=0, rate_limit_timeout=0, depth=0, get_asn_description=False, root_ent_check=False
        )
        raw = answer["raw"]
    except IPDefinedError as error:
        raise RdapFailed(f"reserved address: {error}") from None
    except HTTPRateLimitError:
        raise RdapFailed("rate limit: the registry says so in its answer", wait=True) from None
    except Exception as error:  # ipwhois trusts an answer's shape; a broken one breaks it in many ways
        raw = _unread(opener, error)
    try:
        return read(address, raw)
    except ShapeError as error:
        raise RdapFailed(str(error)) from None


def _unread(opener: CarefulOpener, error: Exception) -> Any:
    """The answer that ipwhois could not read: its shape may be odd and still name a holder."""
    if (failure := opener.failure) is not None:
        raise RdapFailed(str(failure), wait=failure.wait, wish_s=failure.wish_s) from None
    if isinstance(error, BaseIpwhoisException) and not opener.body:
        raise RdapFailed(str(error), wait=True) from None
    try:
        return json.loads(opener.body)
    except (ValueError, RecursionError):
        raise RdapFailed("the answer is no JSON") from None
