"""What a host name says by itself: pools, dial-up ports, customer lines.  [pure]"""

from __future__ import annotations

import re
from functools import lru_cache

SURE, HINT = 0.85, 0.6
#: Words that providers put into the names of their customers' lines.
_WORDS = re.compile(
    r"(?<![a-z])(dial-?(up|in)?|dip|dyn|dynamic|ppp|slip|pool|dsl|adsl|vdsl|xdsl|sdsl|cable|catv|modem|broadband|bb|"
    r"dhcp|cust|customer|client|clients|home|residential|user|users|mobile|wireless|wifi|lte|gprs|umts|fibra|fiber|fttx|ftth|"
    r"cgn|cgnat|nat|isdn|tnt|annex|port|ts|pm|usr|async|subs|subscriber|unassigned|"
    r"pppoe|pppa|slipper|dialin|dd|ad|ix|ip)(?=[-_.\d]|$)"
)
_SURE = re.compile(
    r"(?<![a-z])(dial-?(up|in)?|dip|dyn|dynamic|ppp|pppa|pppoe|slip|pool|a?dsl|vdsl|xdsl|sdsl|cable|catv|modem|broadband|"
    r"dhcp|customer|subscriber|residential|cgnat|cgn|isdn|ftth|fttx|gprs|umts|annex|unassigned)(?=[-_.\d]|$)"
)
#: Four numbers of an address, or a port number behind a short prefix: ``ad11-008``, ``ix-dc9-25``.
_ADDRESS = re.compile(r"(?:^|[^\d])\d{1,3}[-._x]\d{1,3}[-._x]\d{1,3}[-._x]\d{1,3}(?:[^\d]|$)")
_PORT = re.compile(r"^[a-z]{1,4}-?[a-z]{0,4}\d{1,3}-\d{1,3}(?:$|\.)")


@lru_cache(maxsize=200_000)
def provider_line(host: str, domain: str) -> tuple[str, float] | None:
    """(what in the name tells of a provider's line, confidence), or None."""
    front = host.lower().removesuffix(domain).rstrip(".")
    if found := _SURE.search(front):
        return found[1], SURE
    if _ADDRESS.search(front):
        return "address in the name", SURE
    found = _WORDS.search(front)
    if found and re.search(r"\d", front):
        return f"{found[1]} with a number", HINT
    return ("port number", HINT) if _PORT.search(front) else None
