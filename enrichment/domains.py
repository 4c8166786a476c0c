"""Domains: the registrable part of a host name.  [pure]"""

from __future__ import annotations

from functools import lru_cache

from publicsuffixlist import PublicSuffixList

#: Reserved for examples and tests (RFC 2606): in no list, but in demonstrations.
_RESERVED = (".example", ".test")


@lru_cache(maxsize=1)
def _list() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False)


@lru_cache(maxsize=100_000)
def registrable(host: str) -> str:
    """``vcc7.langara.bc.ca`` → ``langara.bc.ca``; "" where there is none. Lower case, no trailing dot."""
    text = host.strip().rstrip(".").lower()
    if text.endswith(_RESERVED):
        return ".".join(text.split(".")[-2:])
    return str(_list().privatesuffix(text) or "")


@lru_cache(maxsize=100_000)
def suffix(host: str) -> str:
    """The public suffix: ``co.uk``, ``edu``; "" where there is none."""
    return str(_list().publicsuffix(host) or "")
