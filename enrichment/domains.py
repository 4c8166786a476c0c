"""Domains: the registrable part of a host name.  [pure]"""

from __future__ import annotations

from functools import lru_cache

from publicsuffixlist import PublicSuffixList

#: Reserved for examples and tests (RFC 2606): in no list, but in demonstrations.
_RESERVED = (".example", ".test")
#: Second levels that registries give out names under, also where the list has since dropped them (``ac.sg``).
_SECOND = frozenset("ac co com edu gob gouv gov govt go mil ne net or org sch".split())  # noqa: SIM905


@lru_cache(maxsize=1)
def _list() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False)


@lru_cache(maxsize=1)
def _registries() -> PublicSuffixList:
    """Without the suffixes that firms set up for their customers."""
    return PublicSuffixList(accept_unknown=False, only_icann=True)


@lru_cache(maxsize=100_000)
def registrable(host: str) -> str:
    """``vcc7.langara.bc.ca`` → ``langara.bc.ca``; "" where there is none. Lower case, no trailing dot."""
    return _under(_list(), host)


@lru_cache(maxsize=100_000)
def registered(host: str) -> str:
    """As ``registrable``, but the domain the registry gave out: ``a.firm.nl`` is ``firm.nl`` also where
    ``firm.nl`` lets its customers have names of their own."""
    return _under(_registries(), host)


def _under(suffixes: PublicSuffixList, host: str) -> str:
    text = host.strip().rstrip(".").lower()
    if text.endswith(_RESERVED):
        return ".".join(text.split(".")[-2:])
    found = str(suffixes.privatesuffix(text) or "")
    if text.endswith(".arpa") or not _second(found):
        return "" if text.endswith(".arpa") else found
    front = text.removesuffix(found).rstrip(".").split(".")[-1]
    return f"{front}.{found}" if front else ""


def _second(domain: str) -> bool:
    """Not somebody's domain but a level below a country's."""
    first, _, rest = domain.partition(".")
    return first in _SECOND and len(rest) == 2


@lru_cache(maxsize=100_000)
def suffix(host: str) -> str:
    """The public suffix: ``co.uk``, ``edu``; "" where there is none."""
    two = ".".join(host.strip().rstrip(".").lower().split(".")[-2:])
    return two if _second(two) else str(_list().publicsuffix(host) or "")
