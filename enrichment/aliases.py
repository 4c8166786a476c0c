"""Second domains of one university: ``washington.edu`` and ``uw.edu`` are one account.  [pure]

A name alone does not join two domains: there are several Lincoln Universities. They are one where the first
labels are the same (``miu.edu``, ``miu.org``), or where under one suffix one label is the name itself and the
other its initials or its beginning (``washington.edu``, ``uw.edu``; ``glasgow.ac.uk``, ``gla.ac.uk``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from enrichment.domains import suffix
from enrichment.names import fold

#: Words that every university has in its name.
_COMMON = frozenset(
    (  # noqa: SIM905 - a list of thirty quoted words reads worse
        "university universite universitat universitaet universidad universidade universita universiteit "
        "universitas college institute school academy of the and at de la del do da di for in"
    ).split()
)
_SMALL = frozenset({"the", "and", "at", "de", "la", "del", "do", "da", "di", "for", "in"})
#: Shorter beginnings are many names'.
_BEGINNING = 3


def aliases(names: Iterable[tuple[str, Sequence[str]]]) -> dict[str, str]:
    """``names``: (name, its domains, the main one first). Domain → the one it stands for."""
    found: dict[str, str] = {}
    for name, domains in names:
        for main, other in combinations(dict.fromkeys(domains), 2):
            if other not in found and _one(name, main, other):
                found[other] = found.get(main, main)
    return found


def _one(name: str, main: str, other: str) -> bool:
    first, second = main.split(".")[0], other.split(".")[0]
    if first == second:
        return _country(main) == _country(other) or "" in {_country(main), _country(other)}
    if suffix(main) != suffix(other):
        return False
    return _pair(name, first, second) or _pair(name, second, first)


def _country(domain: str) -> str:
    """The country of a domain; "" where its ending tells none. ``.edu`` is American, with few exceptions."""
    ending = domain.rpartition(".")[2]
    return ending if len(ending) == 2 or ending == "edu" else ""


def _pair(name: str, whole: str, short: str) -> bool:
    """``whole`` is what tells the name apart, ``short`` its initials or the beginning of it."""
    words = [word for word in fold(name).replace("-", " ").split() if word.isalpha()]
    own = "".join(word for word in words if word not in _COMMON)
    if not own or whole.replace("-", "") != own:
        return False
    great = "".join(word[0] for word in words if word not in _SMALL | {"of"})
    little = "".join(word[0] for word in words if word not in _SMALL)
    return short in {great, little} or (len(short) >= _BEGINNING and own.startswith(short))
