"""Languages: texts from .po files, and dates, numbers and lists as each language writes them.

English is the source; every folder of ``reports/locale`` is one more language. All .po files of a
folder are read as one catalogue (``reports.po`` is this package's, ``dashboard.po`` the dashboard's).
Placeholders are ``%(name)s`` everywhere. Texts that wait in tables are marked with ``N_``.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel import Locale, dates, lists, numbers, units
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import Environment

from reports.i18n_extract import extract_messages as extract_messages

SOURCE: Final = "en"
LOCALE_DIR: Final = Path(__file__).parent / "locale"
LANGUAGES: Final = (
    SOURCE,
    *sorted(path.name for path in LOCALE_DIR.iterdir() if path.is_dir() and any(path.glob("*.po"))),
)
#: English here means international: 24-hour clock, day before month.
_LOCALES: Final = {"en": "en_GB"}


class LanguageError(ValueError):
    """No such language; the text names those there are."""


def N_(text: str) -> str:  # noqa: N802 - the name extraction tools know
    """Mark a text for translation where it stands in a table; it is translated when it is read."""
    return text


def load_catalog(language: str) -> Catalog:
    """All .po files of a language as one Babel catalogue. Raises ``LanguageError``."""
    check_language(language)
    merged = Catalog(locale=language)
    if language != SOURCE:
        for path in sorted((LOCALE_DIR / language).glob("*.po")):
            with path.open("rb") as file:
                for message in read_po(file, locale=language):
                    if message.id and message.string:
                        merged.add(message.id, message.string, context=message.context)
    return merged


def check_language(language: str) -> str:
    if language not in LANGUAGES:
        raise LanguageError(f"language {language!r}: there are {', '.join(LANGUAGES)}")
    return language


@lru_cache(maxsize=32)
def _translations(language: str) -> gettext.NullTranslations:
    catalog = load_catalog(language)
    if language == SOURCE:
        return gettext.NullTranslations()
    binary = io.BytesIO()
    write_mo(binary, catalog)
    binary.seek(0)
    return gettext.GNUTranslations(binary)


@dataclass(frozen=True)
class Translator:
    """One language and one time zone. Made by ``translator``."""

    language: str
    zone: str

    @cached_property
    def locale(self) -> Locale:
        return Locale.parse(_LOCALES.get(self.language, self.language))

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def gettext(self, text: str, **values: Any) -> str:
        """The text in this language; ``values`` fill its placeholders."""
        found = _translations(self.language).gettext(text)
        return found % values if values else found

    def ngettext(self, one: str, many: str, n: int, **values: Any) -> str:
        """The form for ``n``, which also fills ``%(n)s`` as this language writes numbers."""
        found = _translations(self.language).ngettext(one, many, n)
        return found % {"n": self.number(n), **values}

    def number(self, value: float, digits: int = 0) -> str:
        """Grouped, with at most ``digits`` decimals: 1.234,5 in German."""
        pattern = "#,##0" + ("." + "#" * digits if digits else "")
        return str(numbers.format_decimal(value, format=pattern, locale=self.locale))

    def percent(self, share: float, digits: int = 0) -> str:
        """``share`` of 1 as percent."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        sign = "\u202f%" if self.language == "de" else "%"
        return str(numbers.format_percent(share, format=pattern + sign, locale=self.locale))

    def signed(self, value: float, digits: int = 0) -> str:
        """With its sign, the true minus; "±0" where nothing changed at that precision."""
        rounded = round(value, digits)
        text = self.number(abs(rounded), digits)
        return f"+{text}" if rounded > 0 else f"\u2212{text}" if rounded < 0 else f"±{text}"

    def day(self, day: str, style: str = "long") -> str:
        """A "YYYY-MM-DD" day; style: short, medium, long, full (with the weekday) or "brief" (9 March)."""
        moment = date.fromisoformat(day)
        if style == "brief":
            return str(dates.format_skeleton("MMMMd", moment, locale=self.locale))
        return str(dates.format_date(moment, style, locale=self.locale))

    def span(self, first: str, last: str) -> str:
        """Several days: 2–8 March 2026."""
        begin, end = date.fromisoformat(first), date.fromisoformat(last)
        return str(dates.format_interval(begin, end, skeleton="yMMMMd", locale=self.locale))

    def time(self, ms: int) -> str:
        """Hour and minute of a UTC millisecond in this zone."""
        return str(dates.format_time(self._local(ms), "short", locale=self.locale))

    def moment(self, ms: int) -> str:
        """Day and time of a UTC millisecond in this zone."""
        day = dates.format_date(self._local(ms), "medium", locale=self.locale)
        return f"{day}, {self.time(ms)}"

    def _local(self, ms: int) -> datetime:
        return datetime.fromtimestamp(ms / 1000, UTC).astimezone(self._zone)

    def duration(self, seconds: int) -> str:
        """Rough length, in the largest unit that says enough: 45 s, 12 min, 3 h."""
        for size, unit in ((3600, "hour"), (60, "minute")):
            if seconds >= size:
                return self._unit(round(seconds / size), unit)
        return self._unit(seconds, "second")

    def _unit(self, value: int, unit: str) -> str:
        return str(units.format_unit(value, f"duration-{unit}", length="short", locale=self.locale))

    def country(self, code: str) -> str:
        """Name of an ISO 3166 alpha-2 code; the code itself if there is no name."""
        return str(self.locale.territories.get(code.upper(), code))

    def listing(self, items: Iterable[str]) -> str:
        """a, b and c."""
        return str(lists.format_list(list(items), style="standard", locale=self.locale))


@lru_cache(maxsize=256)
def translator(language: str, zone: str = "UTC") -> Translator:
    """Raises ``LanguageError``; ``zone`` is an IANA name, checked by the settings."""
    return Translator(check_language(language), zone)


def equip(environment: Environment, language: str) -> Environment:
    """Give a jinja2 environment ``_()``, ``ngettext()`` and ``{% trans %}`` of one language.

    New style: values are given to the call (``_("%(n)s views", n=…)``) and escaped where autoescape is on.
    """
    environment.add_extension("jinja2.ext.i18n")
    found = _translations(check_language(language))
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        found.gettext, found.ngettext, newstyle=True
    )
    return environment
