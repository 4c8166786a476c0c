"""Bring the .po files up to date: ``python -m reports.i18n_update [DOMAIN…]``.

New texts are added without a translation, those nobody asks for any more are taken out, translations
stay as they are. Nothing is guessed (no fuzzy entries). A test refuses what is not translated.
Each domain is one file per language; a text two domains share belongs to the first.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from reports.i18n import LANGUAGES, LOCALE_DIR, SOURCE
from reports.i18n_extract import extract_messages

_ROOT: Final = Path(__file__).parents[1]
#: domain → the folders it covers, in order of precedence
DOMAINS: Final = {
    "reports": [_ROOT / "reports"],
    "dashboard": [_ROOT / "tracker" / "dashboard"],
}


def templates() -> dict[str, Catalog]:
    """What each domain must translate, each text in one domain only."""
    seen: set[object] = set()
    result: dict[str, Catalog] = {}
    for domain, paths in DOMAINS.items():
        own = Catalog()
        for message in extract_messages(path for path in paths if path.exists()):
            if message.id and message.id not in seen and _singular(message.id) not in seen:
                seen |= {message.id, _singular(message.id)}
                own.add(message.id, context=message.context, locations=message.locations)
        result[domain] = own
    return result


def _singular(message_id: object) -> object:
    return message_id[0] if isinstance(message_id, tuple) else message_id


def updated(path: Path, language: str, template: Catalog) -> tuple[bytes, list[str]]:
    """The file's new content and the texts it does not translate yet."""
    catalog = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=110, sort_output=True, no_location=True, omit_header=True)
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n\n'
    )
    missing = [str(item.id) for item in catalog if item.id and not _complete(item.string)]
    return header.encode() + buffer.getvalue(), missing


def _complete(text: object) -> bool:
    return all(text) if isinstance(text, tuple | list) else bool(text)


def main(wanted: list[str]) -> int:
    """Write the files of the domains wanted (none named: all); exit code 1 if something is untranslated."""
    left = 0
    for domain, template in templates().items():
        if wanted and domain not in wanted:
            continue
        for language in LANGUAGES:
            if language == SOURCE:
                continue
            path = LOCALE_DIR / language / f"{domain}.po"
            content, missing = updated(path, language, template)
            if len(list(template)) > 1 or path.exists():
                path.write_bytes(content)
            for text in missing:
                sys.stdout.write(f"{path.name} {language}: {text}\n")
            left += len(missing)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
