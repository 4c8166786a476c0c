"""Named SQL: ``queries/accounts/of_day.sql`` is the query "accounts/of_day"; migrations are numbered.

A query may include another: ``{{_known}}`` stands for the text of ``queries/_known.sql`` in brackets.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_HERE = files("tracker.store")
_INCLUDE = re.compile(r"\{\{([a-z_/]+)\}\}")


class UnknownQuery(LookupError):
    """No file of that name below queries/."""


@cache
def query(name: str) -> str:
    """The text of a named query, without its final semicolon."""
    path = _HERE.joinpath("queries", *(name + ".sql").split("/"))
    if ".." in name or not path.is_file():
        raise UnknownQuery(f"no query {name!r} in tracker/store/queries")
    text = path.read_text("utf-8").strip().rstrip(";")
    return _INCLUDE.sub(lambda match: f"({query(match[1])})", text)


def migrations() -> list[tuple[str, list[str]]]:
    """(file name, statements) in order of number."""
    folder = _HERE.joinpath("migrations")
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".sql"))
    return [(name, _statements(folder.joinpath(name).read_text("utf-8"))) for name in names]


def _statements(text: str) -> list[str]:
    parts = [part.strip() for part in ("\n" + text).split("\n;")]
    return [part for part in parts if part]
