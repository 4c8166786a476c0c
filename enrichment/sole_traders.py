"""Is a registered name that of one person who trades alone? Such names are not shown: we name companies.

Three signs, in this order: a legal form or word that says so, in any of the registries' languages; the form
of address of a person; two or three words that begin with a given name, no legal form and no word of
business among them, on a block so small that it is one line's.
"""

from __future__ import annotations

import re
from functools import lru_cache

from enrichment import tables
from enrichment.data import FOLDER
from enrichment.keywords import match
from enrichment.names import fold, is_person, legal_form
from enrichment.networks import length_of

#: Blocks at least so narrow are one customer's line.
SMALL = {4: 28, 6: 56}
_FORMS = re.compile(
    r"(?i)(?<![a-z])(e\.?\s?k(?:fr|fm)?\.?|einzel(?:unternehmen|unternehmer(?:in)?|firma|kaufmann)|inh(?:aber(?:in)?)?\.|"
    r"eenmans(?:zaak|bedrijf)|zzp(?:'?er)?|zelfstandige|h\.?o\.?d\.?n\.?|sole (?:trader|proprietor(?:ship)?)|"
    r"self[- ]employed|freelance(?:r)?|autonomo|empresario individual|ditta individuale|impresa individuale|"
    r"auto[- ]?entrepreneur|micro[- ]?entreprise|entreprise individuelle|enkeltmandsvirksomhed|enskild firma|"
    r"enkeltpersonforetak|toiminimi|osvc|dzialalnosc gospodarcza|persona fisica|pessoa fisica|natural person|"
    r"private (?:person|individual|customer)|privat(?:person|kunde)|particulier)(?![a-z])"
)
_ADDRESS = re.compile(
    r"(?i)^(mr|mrs|ms|miss|herr|frau|dhr|mevr|mw|monsieur|madame|mme|sr|sra|sig|dr\.?\s+\w+)\.?\s+\w"
)
_PARTICLES = frozenset("van von der den de di da del la le ter ten al el bin zu".split())  # noqa: SIM905
_WORD = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:[-'’][^\W\d_]+)*\.?")


@lru_cache(maxsize=100_000)
def sole_trader(name: str, network: str = "") -> str:
    """Why the name is taken for a person's, "" where it is not. ``network``: its registered block."""
    if is_person(name) or _FORMS.search(fold(name)):
        return "form of a sole trader"
    if _ADDRESS.match(name) and not legal_form(name):
        return "addressed as a person"
    if network and length_of(network) >= SMALL[6 if ":" in network else 4] and person_like(name):
        return "name of a person on a small block"
    return ""


def person_like(name: str) -> bool:
    """Two or three words, the first (or, after a comma, the last) a given name, nothing of business."""
    words = name.replace(",", " ").split()
    if not 2 <= len(words) <= 3 or legal_form(name) or match(name) is not None:
        return False
    if not all(_WORD.fullmatch(word) for word in words):
        return False
    first, *between = [words[-1], *words[:-2]] if "," in name else words[:-1]
    known = given_names()
    inner = [fold(word).rstrip(".") for word in between]
    return fold(first) in known and all(
        len(word) == 1 or word in _PARTICLES or word in known for word in inner
    )


@lru_cache(maxsize=1)
def given_names() -> frozenset[str]:
    """Given names of some thirty countries, folded."""
    return frozenset(row["name"] for row in tables.read(FOLDER / "given_names.xz").rows)
