"""The fields a company is described by, and how a value somebody typed becomes one that is kept.  [pure]

Of several sources the one nearest to the people who know goes first: ``rank`` is that order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Final

from babel import Locale

from enrichment.domains import registrable
from enrichment.mail import general
from enrichment.names import fold

#: What a full profile consists of; completeness counts these eight.
FIELDS: Final = (
    "industry",
    "industry_code",
    "employees",
    "revenue_eur",
    "country",
    "city",
    "website",
    "phone",
)
#: Kept besides, not counted.
MORE: Final = (
    *("name", "region", "owner", "relation", "crm_stage", "lei", "external_id"),
    *("street", "postal_code", "email_general"),
)
#: What a company is to us. "customer" and "competitor" are no prospects, "target" is one we wish for.
RELATIONS: Final = ("customer", "opportunity", "target", "prospect", "partner", "competitor", "former")
#: Sources, the most trusted first; one that is not named stands between "gleif" and "wikidata".
ORDER: Final = ("hand", "own-list", "crm", "import", "gleif", "", "wikidata")

MAX_DIGITS: Final = 12
_BELOW = re.compile(r"^[^\w.]*[-−][^\w]*\d|^\(\s*\d")
_NUMBER = re.compile(r"\d+(?:[.,'’ \u202f\u00a0]\d+)*")
_UNITS = (
    (
        re.compile(
            r"(?i)(?<![a-z])(bn|billions?|mrd\.?|milliarden?|miljard|mld\.?)(?![a-z])|(?<=\d)b(?![a-z])"
        ),
        10**9,
    ),
    (re.compile(r"(?i)(?<![a-z])(mio\.?|mln\.?|millions?|millionen|miljoen|m)(?![a-z])"), 10**6),
    (re.compile(r"(?i)(?<![a-z])(k|tsd\.?|tausend|duizend|thousand|teur)(?![a-z])"), 10**3),
)
_OTHER_MONEY = re.compile(
    r"(?i)\$|£|\b(?:usd|gbp|chf|sek|nok|dkk|pln|czk|jpy|cny|cad|aud|dollars?|pounds?|franken|francs?)\b"
)
_MONEY = {
    "$": "USD", "£": "GBP", "dollar": "USD", "dollars": "USD", "pound": "GBP", "pounds": "GBP",
    "franken": "CHF", "franc": "CHF", "francs": "CHF",
}  # fmt: skip
_CODE = re.compile(
    r"(?i)(?:(nace|wz|sbi|isic|naics|sic)(?:\s?(?:rev\.?\s?\d(?:\.\d)?|20\d\d))?[\s:]*)?[a-u]?\s?(\d{2}(?:\.?\d){0,4})"
)
_PHONE = re.compile(r"\+?[\d][\d\s()./\u2011-]{4,24}")


class BadValue(ValueError):
    """A value that cannot be kept; ``allowed`` says what can."""

    def __init__(self, field: str, text: str, allowed: str) -> None:
        super().__init__(f"{field} {text[:60]!r}; allowed: {allowed}")
        self.field = field
        self.text = text[:60]
        self.allowed = allowed


def rank(source: str) -> int:
    """Place of a source in ``ORDER``: the lower one's word is shown."""
    name = "own-list" if source.startswith("own") else source
    return ORDER.index(name) if name in ORDER else ORDER.index("")


def completeness(fields: Iterable[str]) -> int:
    """How many of the eight are known."""
    return len(set(FIELDS) & set(fields))


def clean(field: str, text: str) -> str:
    """The value as it is kept; "" stays "". Raises ``BadValue``, also for a field there is none of."""
    if field not in _CLEAN:
        raise BadValue("field", field, ", ".join((*FIELDS, *MORE)))
    plain = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return _CLEAN[field](field, plain) if plain else ""


def _text(most: int) -> Callable[[str, str], str]:
    def checked(field: str, text: str) -> str:
        if len(text) > most:
            raise BadValue(field, text, f"at most {most} characters")
        return text

    return checked


def _employees(field: str, text: str) -> str:
    """ "1.250", "ca. 250", "51 - 200", "10,000+", "> 500" → "1250", "250", "51-200", "10000+", "500+"."""
    numbers = _counts(field, text)
    if len(numbers) == 2 and numbers[0] <= numbers[1]:
        return f"{numbers[0]}-{numbers[1]}"
    if len(numbers) != 1:
        raise BadValue(field, text, "a number, or a band such as 51-200 or 10,000+")
    more = "+" if re.search(r"[+>≥]|(?i:\b(over|more than|über|mehr als|meer dan)\b)", text) else ""
    return f"{numbers[0]}{more}"


def _counts(field: str, text: str) -> list[int]:
    found = [re.sub(r"\D", "", part) for part in _NUMBER.findall(text)]
    if _BELOW.match(text):
        raise BadValue(field, text, "a number from 0")
    if any(char.isdigit() and not char.isdecimal() for char in text) or any(
        len(n) > MAX_DIGITS for n in found
    ):
        raise BadValue(field, text, f"numbers of at most {MAX_DIGITS} digits")
    return [int(number) for number in found]


def _revenue(field: str, text: str) -> str:
    """ "12,5 Mio. €", "EUR 1.2bn", "5.000.000" → euros. What is in another currency stays in it, and says so:
    "£3m" → "3000000 GBP". Whoever scores it knows the rate and its day.
    """
    currency = _currency(field, text)
    if _BELOW.match(text):
        raise BadValue(field, text, "an amount from 0")
    parts = _NUMBER.findall(text)
    factor = next((by for unit, by in _UNITS if unit.search(text)), 1)
    try:
        amounts = [round(_decimal(part, small=factor > 1) * factor) for part in parts]
    except ValueError:
        amounts = []
    if not 1 <= len(amounts) <= 2 or max(amounts) >= 10**15:
        raise BadValue(field, text, "an amount such as 1200000, 12.5 million or a band of two")
    return "-".join(map(str, amounts)) + currency


def _currency(field: str, text: str) -> str:
    """ " GBP" behind an amount that is not in euros. A bare "$" is taken for that of the United States."""
    if "¥" in text:
        raise BadValue(field, text, "an amount in one currency")  # yen or yuan
    found = {_MONEY.get(hit.casefold(), hit.upper()) for hit in _OTHER_MONEY.findall(text)}
    if len(found) > 1:
        raise BadValue(field, text, "an amount in one currency")
    return f" {found.pop()}" if found else ""


def _decimal(text: str, *, small: bool) -> float:
    """What follows the only mark is a fraction before a unit ("12,5 Mio."), or if it is not three long."""
    plain = re.sub(r"['’ \u202f\u00a0]", "", text)
    whole, mark, rest = plain.rpartition("," if plain.rfind(",") > plain.rfind(".") else ".")
    lonely = mark and mark not in whole
    if lonely and (len(rest) != 3 or small):
        return float(f"{re.sub(r'[.,]', '', whole) or '0'}.{rest}")
    return float(re.sub(r"[.,]", "", plain))


def _code(field: str, text: str) -> str:
    """ "WZ 2008 62.01.0", "J62.01", "SBI 6201" → "WZ 62.01.0", "NACE 62.01", "SBI 62.01"."""
    found = _CODE.fullmatch(text)
    if found is None:
        raise BadValue(field, text, "a code such as 62.01, WZ 62.01.0, SBI 6201 or NACE J62")
    system, digits = (found[1] or "NACE").upper(), found[2].replace(".", "")
    if system in {"NAICS", "SIC"}:
        return f"{system} {digits}"
    parts = [digits[:2], digits[2:4], digits[4:]]
    return f"{system} {'.'.join(part for part in parts if part)}"


def _country(field: str, text: str) -> str:
    """Alpha-2, or the name in English, German or Dutch."""
    if len(text) == 2 and text.upper() in _territories().values():
        return text.upper()
    code = _territories().get(fold(text).strip(". "), "")
    if not code:
        raise BadValue(field, text, "a code such as DE, or a country's name in English, German or Dutch")
    return code


@lru_cache(maxsize=1)
def _territories() -> Mapping[str, str]:
    names = {
        fold(name): code
        for language in ("en", "de", "nl", "fr", "es", "it")
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha() and code not in {"EU", "UN", "EZ", "ZZ", "QO", "XA", "XB"}
    }
    more = {"usa": "US", "u.s.a": "US", "uk": "GB", "great britain": "GB", "england": "GB", "holland": "NL",
            "the netherlands": "NL", "brd": "DE", "czech republic": "CZ", "deu": "DE", "nld": "NL",
            "gbr": "GB",
            "united states of america": "US", "aut": "AT", "che": "CH", "bel": "BE", "fra": "FR"}  # fmt: skip
    return {**names, **more}


def _website(field: str, text: str) -> str:
    """The host name, without scheme, path and "www."."""
    host = (
        re.sub(r"(?i)^https?://", "", text).split("/")[0].split("?")[0].partition(":")[0].lower().strip(".")
    )
    if not registrable(host) or "@" in host:
        raise BadValue(field, text, "a web address such as www.acme.com")
    return host.removeprefix("www.")


def _phone(field: str, text: str) -> str:
    if not _PHONE.fullmatch(text) or not 5 <= sum(map(str.isdigit, text)) <= 16:
        raise BadValue(field, text, "a number such as +49 30 123456")
    return text


def _mailbox(field: str, text: str) -> str:
    """A company's own mailbox, lower case. What stands before the "@" of any other is not repeated: it names
    a person."""
    mail = text.lower().removeprefix("mailto:")
    if not general(mail):
        raise BadValue(field, f"…@{mail.rpartition('@')[2]}", "a general mailbox such as info@acme.com")
    return mail


def _relation(field: str, text: str) -> str:
    if text not in RELATIONS:
        raise BadValue(field, text, ", ".join(RELATIONS))
    return text


_CLEAN: Final[dict[str, Callable[[str, str], str]]] = {
    "industry": _text(120),
    "industry_code": _code,
    "employees": _employees,
    "revenue_eur": _revenue,
    "country": _country,
    "city": _text(80),
    "website": _website,
    "phone": _phone,
    "name": _text(160),
    "region": _text(80),
    "owner": _text(120),
    "relation": _relation,
    "crm_stage": _text(80),
    "lei": _text(20),
    "external_id": _text(80),
    "street": _text(120),
    "postal_code": _text(16),
    "email_general": _mailbox,
}
