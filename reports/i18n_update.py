"""Bring the .po files up to date: ``python -m reports.i18n_update [DOMAIN…]``.

New texts are added without a translation, those nobody asks for any more are taken out, translations
stay as they are. Nothing is guessed (no fuzzy entries). A test refuses what is not translated.
Each domain is one file per language; a text two domains share belongs to the first.

Two people may run it at once in the same checkout: the second waits, and what somebody saved meanwhile by
hand is read again rather than written over.
"""

from __future__ import annotations

import fcntl
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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


def bring_up_to_date(path: Path, language: str, template: Catalog) -> list[str]:
    """Write the file, whole or not at all; the texts it does not translate yet."""
    while True:
        before = path.read_bytes() if path.exists() else b""
        content, missing = updated(path, language, template)
        if not before and len(list(template)) <= 1:
            return missing
        new = path.with_name(f".{path.name}.{os.getpid()}")
        new.write_bytes(content)
        if (path.read_bytes() if path.exists() else b"") == before:
            new.replace(path)
            return missing


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One at a time. From before the texts are collected: whoever collected earlier and wrote later
    would take out the texts that came in between."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def main(wanted: list[str]) -> int:
    """Write the files of the domains wanted (none named: all); exit code 1 if something is untranslated."""
    with alone(LOCALE_DIR):
        left = [
            f"{domain}.po {language}: {text}\n"
            for domain, template in templates().items()
            if domain in (wanted or DOMAINS)
            for language in LANGUAGES
            if language != SOURCE
            for text in bring_up_to_date(LOCALE_DIR / language / f"{domain}.po", language, template)
        ]
    sys.stdout.writelines(left)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
