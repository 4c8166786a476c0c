"""Which texts the code asks for: read from Python (``_``, ``gettext``, ``N_``, …) and jinja2 templates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file

#: "say" is what code calls gettext by where it needs it often.
KEYWORDS: Final = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None, "say": None}
_METHODS: Final = {".py": "python", ".html": "jinja2", ".jinja": "jinja2", ".svg": "jinja2", ".txt": "jinja2"}
_OPTIONS: Final = {"jinja2": {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"}}
_OWN: Final = frozenset({"i18n.py", "i18n_extract.py", "i18n_update.py"})

MessageId = str | tuple[str, str]


def extract_messages(paths: Iterable[Path]) -> Catalog:
    """A catalogue without translations of every text below ``paths`` (folders or files)."""
    catalog = Catalog()
    for path in sorted(_files(paths)):
        method = _METHODS[path.suffix]
        found = extract_from_file(
            "jinja2.ext:babel_extract" if method == "jinja2" else method,
            str(path),
            keywords=KEYWORDS,
            options=_OPTIONS.get(method, {}),
        )
        for _line, message, comments, context in found:
            text = tuple(message) if isinstance(message, list | tuple) else message
            catalog.add(text, user_comments=comments, locations=[(path.name, 0)], context=context)
    return catalog


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        inside = path.rglob("*") if path.is_dir() else [path]
        yield from (p for p in inside if p.suffix in _METHODS and p.name not in _OWN and p.is_file())


def message_ids(catalog: Catalog) -> set[MessageId]:
    return {message.id for message in catalog if message.id}  # type: ignore[misc]
