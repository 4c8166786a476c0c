"""Named SQL: ``queries/accounts/of_day.sql`` is the query "accounts/of_day"; migrations are numbered.

A query may include another: ``{{_known}}`` stands for the text of ``queries/_known.sql`` in brackets.
``{{_known:_of_companies}}`` does too, and narrows it: ``{{}}`` in there stands for the condition that
``queries/_of_companies.sql`` holds (without a narrower one: true).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tracker.store.protocol import StoreError

_HERE = files("tracker.store")
_INCLUDE = re.compile(r"\{\{([a-z_/]+)(?::([a-z_/]+))?\}\}")
_NARROWED = "{{}}"
_NUMBERED = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


class UnknownQuery(StoreError, LookupError):
    """No file of that name below queries/."""


class BadMigration(ValueError):
    """A file below migrations/ without a number of its own."""


@dataclass(frozen=True)
class Migration:
    number: int
    name: str  # file name
    statements: tuple[str, ...]


@cache
def query(name: str) -> str:
    """The text of a named query, without its final semicolon."""
    path = _HERE.joinpath("queries", *(name + ".sql").split("/"))
    if ".." in name or not path.is_file():
        raise UnknownQuery(f"no query {name!r} in tracker/store/queries")
    text = path.read_text("utf-8").strip().rstrip(";")
    return _INCLUDE.sub(_included, text)


def _included(match: re.Match[str]) -> str:
    condition = f"({query(match[2])})" if match[2] else "true"
    return f"({query(match[1])})".replace(_NARROWED, condition)


@cache
def labelled(name: str) -> str:
    """The query under its name, which then shows wherever ClickHouse lists queries."""
    return f"/* {name} */ {query(name)}"


def migrations() -> list[Migration]:
    """In order of number. Raises ``BadMigration`` for a file without a number of its own."""
    folder = _HERE.joinpath("migrations")
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".sql"))
    found: dict[int, Migration] = {}
    for name in names:
        match = _NUMBERED.fullmatch(name)
        if not match or int(match[1]) in found:
            raise BadMigration(f"migrations/{name}: name it NNNN_words.sql with a number of its own")
        number = int(match[1])
        found[number] = Migration(number, name, _statements(folder.joinpath(name).read_text("utf-8")))
    return list(found.values())


def _statements(text: str) -> tuple[str, ...]:
    parts = (part.strip() for part in ("\n" + text).split("\n;"))
    return tuple(part for part in parts if part)
