"""From text to a subject: an address, or a host name of an old log.  [pure]"""

from __future__ import annotations

import re
import socket
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from enrichment.model import BadSubject, Subject

_HOST = re.compile(
    r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})?(\.[a-z0-9_]([a-z0-9_-]{0,62})?)*\.?", re.IGNORECASE
)
_MAPPED = 0xFFFF << 32


def parse(text: str) -> Subject:
    """Raises ``BadSubject``. IPv4 written as IPv6 (::ffff:192.0.2.1) counts as IPv4."""
    clean = text.strip()
    if ":" in clean:
        return _six(clean)
    try:
        return Subject(clean, int.from_bytes(socket.inet_pton(socket.AF_INET, clean)), 4)
    except OSError:
        pass
    if _HOST.fullmatch(clean) and not re.fullmatch(r"[\d.]+", clean):
        return Subject(clean, host=clean.rstrip(".").lower())
    raise BadSubject(
        f"{text[:80]!r} is no IP address; allowed: IPv4 (192.0.2.1), IPv6 (2001:db8::1) or a host name"
    )


def _six(text: str) -> Subject:
    try:
        number = int(IPv6Address(text.partition("%")[0]))
    except AddressValueError as error:
        raise BadSubject(f"{text[:80]!r} is no IPv6 address: {error}") from None
    if number >> 32 == _MAPPED >> 32:
        number &= 0xFFFFFFFF
        return Subject(str(IPv4Address(number)), number, 4)
    return Subject(text, number, 6)
