"""What a job title says: the department and how far somebody may decide. In three languages.  [pure]"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from enrichment.names import fold

#: Department → beginnings of words, the first that hits wins. A beginning stands for its compounds.
FUNCTIONS: Final[dict[str, tuple[str, ...]]] = {
    "purchasing": (
        "einkauf", "einkaeuf", "beschaffung", "inkoop", "inkoper", "purchas", "procure", "buyer",
        "sourcing", "materialwirtschaft", "disponent", "supply chain",
    ),
    "engineering": (
        "konstrukt", "konstruktion", "ingenieur", "entwickl", "technik", "technisch", "engineer",
        "entwicklungs", "r&d", "research", "forschung", "ontwikkel", "constructeur", "ontwerp", "techni",
        "cto ", "innovation",
    ),
    "production": (
        "produktion", "fertigung", "werkleit", "betriebsleit", "instandhalt", "montage", "productie",
        "fabriek", "onderhoud", "bedrijfsleid", "production", "manufactur", "plant", "maintenance",
        "operations", "coo ", "logisti", "lager", "magazijn", "qualit", "kwaliteit",
    ),
    "it": (
        "it-", "it ", "edv ", "informatik", "software", "system", "daten", "data", "cio ", "ciso ",
        "ict ", "devops", "developer", "programmier", "digital",
    ),
    "sales": (
        "vertrieb", "verkauf", "verkoop", "sales", "account manag", "key account", "business develop",
        "cso ", "aussendienst", "buitendienst", "kundenberat",
    ),
    "finance": (
        "finanz", "controll", "buchhalt", "kaufmann", "financ", "cfo ", "account", "boekhoud",
        "administrat", "treasur",
    ),
    "marketing": (
        "marketing", "kommunikation", "communicat", "werbung", "brand", "cmo ", "content", "pr ",
    ),
    "hr": (
        "personal", "hr ", "human", "recruit", "people", "werving",
    ),
    "management": (
        "geschaftsfuhr", "geschaeftsfuehr", "inhaber", "vorstand", "direkt", "direct", "eigenaar",
        "bestuur", "ceo ", "founder", "grunder", "oprichter", "owner", "managing", "president",
        "geschaftsleit", "prokurist", "partner",
    ),
    "education": (
        "student", "studier", "professor", "dozent", "docent", "lecturer", "schuler", "praktikant",
        "stagiair", "intern ", "azubi", "auszubild", "phd", "doktorand", "promovend",
    ),
}  # fmt: skip
#: How far somebody decides → beginnings of words.
SENIORITY: Final[dict[str, tuple[str, ...]]] = {
    "learner": (
        "student", "studier", "praktikant", "stagiair", "intern ", "azubi", "auszubild", "schuler",
        "werkstudent", "trainee",
    ),
    "executive": (
        "geschaftsfuhr", "geschaeftsfuehr", "inhaber", "vorstand", "eigenaar", "bestuur", "ceo ", "cto ",
        "cfo ", "coo ", "cio ", "cmo ", "cso ", "ciso ", "chief", "founder", "grunder", "oprichter",
        "owner", "managing director", "president", "geschaftsleit", "algemeen direct",
    ),
    "director": (
        "direkt", "direct", "vp ", "vice pres", "bereichsleit", "prokurist", "werkleit", "betriebsleit",
        "bedrijfsleid", "head of",
    ),
    "manager": (
        "leiter", "leitung", "leitend", "manager", "hoofd", "teamlead", "abteilungsleit", "supervisor",
        "chef", "lead ", "hauptabteilung",
    ),
}  # fmt: skip
_COMPOUND: Final = re.compile(r"(leiter|leitung|manager|hoofd|direktor|directeur)")


@lru_cache(maxsize=20_000)
def function_of(title: str, department: str = "") -> str:
    """One of ``FUNCTIONS``, "" where neither says. The stated department goes first."""
    return _first(department, FUNCTIONS) or _first(title, FUNCTIONS)


@lru_cache(maxsize=20_000)
def seniority_of(title: str) -> str:
    """learner, executive, director, manager; "specialist" for any other title, "" for none."""
    if not title.strip():
        return ""
    found = _first(title, SENIORITY)
    if found:
        return found
    return "manager" if _COMPOUND.search(fold(title)) else "specialist"


def _first(text: str, table: dict[str, tuple[str, ...]]) -> str:
    words = f" {fold(text).replace('-', ' ').replace('/', ' ')} "
    joined = f" {fold(text)} "
    for name, starts in table.items():
        if any(f" {start}" in words or f" {start}" in joined for start in starts):
            return name
    return ""
