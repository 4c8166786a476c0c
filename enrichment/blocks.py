"""What a registered block is, beside the name of its holder.  [pure]"""

from __future__ import annotations

from enrichment.keywords import Rule
from enrichment.model import PROVIDERS, Evidence
from enrichment.names import bare, fold, slug
from enrichment.networks import length_of

#: Blocks at least this narrow are one customer's line: 16 IPv4 addresses, one IPv6 site.
LINE = {4: 28, 6: 56}
#: Rules of data/keywords.toml that only see a word of the trade; the others know the firm.
_WORDS = frozenset({"internet provider", "hosting", "mobile"})


def is_line(holder: Evidence) -> bool:
    """A block that a carrier gave to one customer: too small to hold subscribers."""
    version = 6 if ":" in holder.network else 4
    return holder.use == "assigned" and length_of(holder.network) >= LINE[version]


def weak_provider(rule: Rule, name: str) -> bool:
    """One word of the trade in a name: a reseller of networks, an internet café. Two say it is a provider."""
    if rule.kind not in PROVIDERS or rule.name not in _WORDS:
        return False
    return len({found.start() for found in rule.pattern.finditer(fold(name))}) < 2


def same_party(one: str, other: str) -> bool:
    """Two spellings of one firm: the same name, or one begins the other (``KPN``, ``KPN Internet``)."""
    if slug(one) == slug(other):
        return True
    short, long = sorted((bare(one).split(), bare(other).split()), key=len)
    return bool(short) and len("".join(short)) >= 3 and long[: len(short)] == short
