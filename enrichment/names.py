"""Names of companies: tidied for people, normalised for keys.  [pure]"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from enrichment.data import toml

_TIDY = re.compile(r"\s+")
#: What registries put around a name: AS handles in front, notes behind.
_HANDLE = re.compile(
    r"^(?:ASN?[-_:\s]?\d+|[\w-]*\d[\w-]*|[\w-]+-ASN?(?:-AP)?)\s+-\s+(?=\S)|^ASN?[-_:\s]?\d+[-_:\s]+(?=\S)"
)
_TAIL = re.compile(r"\s*\((?:AS\s?\d+|ASN)\)\s*$")
#: Legal forms written without a blank.
_EAST = re.compile(
    "株式会社|有限会社|合同会社|股份有限公司|有限责任公司|有限公司|주식회사|유한회사|[(（][株有주유][)）]|[㈱㈲㈜]|"
    "บริษัท|จำกัด|\\(มหาชน\\)|ذ\\.?م\\.?م\\.?|ش\\.?م\\.?م\\.?"
)
#: Signs that nobody sees, or that turn the order of writing: no part of a name.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
#: Latin letters in the broad writing of East Asia.
_BROAD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
#: Cyrillic and Greek letters that look Latin, folded: read as Latin within a word that has Latin letters.
_ALIKE = str.maketrans("аеорсухіјѕԁһкмтвнαενορτυικχ", "aeopcyxijsdhkmtbhaevoptuikx")
_MIXED = re.compile(r"(?=\S*[a-z])(?=\S*[\u0370-\u04ff\u0501])\S+")
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "æ": "ae", "Æ": "AE", "œ": "oe"}
)


@lru_cache(maxsize=1)
def _forms() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    data = toml("legal_forms.toml")
    ends, starts = data["suffix"], data["prefix"]
    shown = {fold(form): form for form in data["display"]}
    return _pattern(ends, r"(?:^|[\s,.\-&])(?:{0})\.?$"), _pattern(starts, r"^(?:{0})[\s,.]+"), shown


def _pattern(forms: list[str], shape: str) -> re.Pattern[str]:
    parts = sorted((_loose(form) for form in forms), key=len, reverse=True)
    return re.compile(shape.format("|".join(parts)))


def _loose(form: str) -> str:
    """``s.a. de c.v.`` also matches ``sa de cv`` and ``S. A. de C. V.``."""
    return r"\s*".join(
        re.escape(letter) + (r"\.?" if letter.isalpha() else "")
        for letter in fold(form)
        if letter not in " ."
    )


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Lower case without accents, one blank between words; letters that only look Latin become Latin."""
    if text.isascii():
        return " ".join(_UNSEEN.sub("", text).split()).lower()
    plain = unicodedata.normalize("NFKD", _UNSEEN.sub("", text).translate(_LETTERS))
    folded = _TIDY.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip().lower()
    return _MIXED.sub(lambda word: word[0].translate(_ALIKE), folded)


@lru_cache(maxsize=200_000)
def bare(name: str) -> str:
    """The name without legal forms, folded: ``Wal-Mart Stores, Inc.`` → ``wal-mart stores``."""
    ends, starts, _ = _forms()
    text = fold(_EAST.sub(" ", name)).strip(" ,.\"'«»") or fold(name)
    for _ in range(3):
        shorter = starts.sub("", ends.sub("", text).strip(" ,.-&\"'«»")).strip(" ,.-&\"'«»")
        if shorter in {text, ""}:
            break
        text = shorter
    return text


@lru_cache(maxsize=200_000)
def legal_form(name: str) -> str:
    """The legal form at the end, letters only: ``GmbH & Co. KG`` → ``gmbhcokg``; "" if there is none."""
    found = _forms()[0].search(fold(name).strip(" ,\"'«»"))
    return re.sub(r"[^a-z]", "", found[0]) if found else ""


@lru_cache(maxsize=200_000)
def has_form(name: str) -> bool:
    """A legal form before or behind: ``ООО Ромашка``, ``PT Acme``, ``Acme GmbH``, ``株式会社日立``."""
    return bool(legal_form(name) or _EAST.search(name) or bare(name) != fold(name).strip(" ,.-&\"'«»"))


@lru_cache(maxsize=200_000)
def slug(name: str) -> str:
    """What two spellings of one company share: letters and digits of the bare name, hyphens between."""
    text = re.sub(r"[^\w]+", "-", bare(name).replace("&", " and ").replace("'", "")).strip("-_")
    return re.sub(r"^the-", "", text) or re.sub(r"[^\w]+", "-", fold(name)).strip("-")


def account_key(name: str, domain: str = "") -> str:
    """The registrable domain if known, else "~" and the name with hyphens."""
    return domain.lower() if domain else f"~{slug(name)}"


@lru_cache(maxsize=200_000)
def tidy(name: str) -> str:
    """A name as people write it: no handles or trailing codes, one blank, no shouting."""
    seen = _UNSEEN.sub("", unicodedata.normalize("NFC", name)).translate(_BROAD)
    text = _unquoted(_TIDY.sub(" ", seen).strip(" ,;"))
    text = _TAIL.sub("", _HANDLE.sub("", text)) or text
    if text.isupper() and len(text) > 5:
        text = " ".join(_calm(word) for word in text.split(" "))
    return text


def _unquoted(text: str) -> str:
    """Without quotes around the whole, or one left without its partner."""
    if len(text) > 2 and text[0] in _QUOTES and text[-1] in _QUOTES:
        return text[1:-1].strip()
    if sum(text.count(quote) for quote in _QUOTES - {"'"}) == 1:
        return text.translate(_NO_QUOTES).strip()
    return text


_QUOTES = frozenset("\"'«»“”„")
_NO_QUOTES = str.maketrans(dict.fromkeys('"«»“”„', ""))
_PERSON = re.compile(
    r"(?i)\b(trading as|t/a|individual entrepreneur|private entrepreneur|entrepreneur individuel|"
    r"sole proprietor|e\.k\.|e\.u\.|fop|fizicka|jednoosobowa|mei|eireli me)(?![a-z])|^(ip|ип|фоп|spd|flp)\s"
)


def is_person(name: str) -> bool:
    """The name says that a person trades under it: hidden, we name companies."""
    return _PERSON.search(name) is not None


_SMALL = frozenset(
    {
        "OF",
        "AND",
        "THE",
        "DE",
        "DA",
        "DO",
        "DOS",
        "DAS",
        "DEL",
        "LA",
        "LE",
        "ET",
        "Y",
        "E",
        "FOR",
        "VON",
        "UND",
        "DI",
    }
)


def _calm(word: str) -> str:
    _, _, shown = _forms()
    form = shown.get(fold(word).strip(","))
    if form is not None:
        return form + ("," if word.endswith(",") else "")
    if word in _SMALL:
        return word.lower()
    if len(word.strip(".,&-")) <= 3 or any(c.isdigit() for c in word):
        return word
    return "-".join(part.capitalize() for part in word.split("-"))
