"""One POST to an address somebody typed in: guarded against this network, against redirects and against
answers without an end.

The name is looked up once, every address it has is judged, and the connection goes to the judged one: a
name that points elsewhere a moment later changes nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

import httpx

Networks = Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
TIMEOUT_S: Final = 10.0
DEADLINE_S: Final = 20.0
MOST_ANSWER: Final = 64 * 1024
MOST_URL: Final = 2000


class BadTarget(ValueError):
    """The address may not be written to; the text says why and what is allowed."""


class Unreachable(Exception):
    """No answer: the text says why."""


@dataclass(frozen=True)
class Answer:
    """``retry_after``: seconds the other side asks us to wait, 0 if it does not say."""

    status: int
    text: str
    retry_after: int = 0

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


def check_url(url: str, *, private: Networks = ()) -> SplitResult:
    """What can be said before a look-up. Raises ``BadTarget``."""
    if len(url) > MOST_URL or not url.isprintable() or " " in url or "\\" in url:
        raise BadTarget(f"not an address: https://… of at most {MOST_URL} characters is needed")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise BadTarget(f"the address is not one ({error}): https://… is needed") from None
    if parts.scheme != "https" and not (parts.scheme == "http" and private):
        raise BadTarget(f"{parts.scheme or 'no'} address: https is needed")
    if not parts.hostname or "@" in parts.netloc:
        raise BadTarget("the address needs a host, and neither user nor password")
    return parts


def resolve(host: str, port: int, private: Networks) -> str:
    """An address of the host that may be written to. Raises ``BadTarget``, ``Unreachable``."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"{host} could not be looked up: {error}") from None
    addresses = list(dict.fromkeys(str(item[4][0]) for item in found))
    for address in addresses:
        if not allowed(ipaddress.ip_address(address.partition("%")[0]), private):
            raise BadTarget(
                f"{host} is {address}, which lies in a network that is not public; "
                "TRACKER_PRIVATE_TARGETS names those that may be written to nevertheless"
            )
    return addresses[0]


def allowed(address: Address, private: Networks) -> bool:
    """Public, or inside one of the networks named. An IPv4 address in IPv6 clothes is judged as IPv4."""
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    teredo = getattr(address, "teredo", None)
    if teredo:
        inner = teredo[1]
    judged = [address, inner] if inner else [address]
    if any(item.version == network.version and item in network for item in judged for network in private):
        return True
    return all(item.is_global and not item.is_multicast for item in judged)


def post(url: str, body: bytes, headers: Mapping[str, str], *, private: Networks = ()) -> Answer:
    """Write once, follow nothing. Raises ``BadTarget``, ``Unreachable``."""
    parts = check_url(url, private=private)
    host = str(parts.hostname)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = resolve(host, port, private)
    pinned = httpx.URL(url).copy_with(host=address, port=port)
    sent = {**headers, "Host": parts.netloc, "User-Agent": "Visitrace", "Accept-Encoding": "identity"}
    try:
        return asyncio.run(_exchange(pinned, host, body, sent))
    except httpx.HTTPError as error:
        raise Unreachable(f"{host}: {str(error) or type(error).__name__}") from None
    except TimeoutError:
        raise Unreachable(f"{host}: no whole answer within {DEADLINE_S:.0f} seconds") from None


async def _exchange(url: httpx.URL, host: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """All of it within one deadline: an answer may come byte by byte."""
    more = {"sni_hostname": host}
    async with (
        asyncio.timeout(DEADLINE_S),
        httpx.AsyncClient(trust_env=False, timeout=TIMEOUT_S, follow_redirects=False) as client,
        client.stream("POST", url, content=body, headers=headers, extensions=more) as answer,
    ):
        return Answer(answer.status_code, await _text(answer), _retry_after(answer))


async def _text(answer: httpx.Response) -> str:
    """The beginning of what was said; more is not read."""
    said = bytearray()
    async for part in answer.aiter_raw():
        said += part
        if len(said) >= MOST_ANSWER:
            break
    text = bytes(said[:MOST_ANSWER]).decode("utf-8", "replace")
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:300]


def _retry_after(answer: httpx.Response) -> int:
    said = answer.headers.get("retry-after", "")
    return min(int(said), 86_400) if said.isascii() and said.isdigit() else 0
