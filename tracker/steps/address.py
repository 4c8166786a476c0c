"""The address and its key.  [pure]

Only the key is stored: a keyed hash of the address under the key of the UTC day, destroyed with that
key. The address itself goes no further than the draft in memory.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

from tracker.event import Draft
from tracker.steps.context import PipelineContext
from tracker.steps.moment import day_of

KEY_BYTES: Final = 12
MAX_HOST_NAME: Final = 253
# Nearly every address, and twenty times as fast as parsing it.
_USUAL_IPV4: Final = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!\Z)|\Z)){4}", re.ASCII)


def put_address(draft: Draft, context: PipelineContext) -> None:
    draft.address = normal_address(draft.address)
    if draft.address:
        draft.address_key = address_key(draft.address, context.day_key(day_of(draft.ts)))


def address_key(address: str, day_key: bytes) -> str:
    """24 hex characters; the same address has another key on another day."""
    return blake2b(address.encode(), key=day_key, digest_size=KEY_BYTES, person=b"address").hexdigest()


def normal_address(text: str) -> str:
    """One spelling per address: "::ffff:192.0.2.1" is 192.0.2.1, IPv6 is compressed, zones and brackets go.

    Anything else is a host name of an old log: lower case, no final dot, at most 253 characters.
    """
    if _USUAL_IPV4.fullmatch(text):
        return text
    text = text.strip().strip("[]").partition("%")[0]
    try:
        if ":" not in text:
            return str(IPv4Address(text))
        address = IPv6Address(text)
    except AddressValueError:
        return text.lower().rstrip(".")[:MAX_HOST_NAME]
    return str(address.ipv4_mapped or address)
