"""A list of wanted accounts: a table with headings, or simply one domain or name a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from enrichment import BadData
from enrichment.columns import recognise
from enrichment.domains import registrable
from enrichment.importing import Plan, Row, plan
from enrichment.sheets import parse


def targets_of(data: bytes, name: str, *, opted_out: Callable[[str], bool] = lambda _key: False) -> Plan:
    """Raises ``BadData``, ``BadMapping``."""
    headings, rows = parse(data, name)
    columns = recognise(headings)
    if not columns.usable and len(headings) == 1:
        columns = recognise(["domain", "name"])
        return plan(_lines(headings[0], rows), columns, opted_out=opted_out)
    if not columns.usable:
        raise BadData(
            "%(file)s, line 1: no column of %(columns)s is a domain, a website or a name; "
            "call one of them “domain” or “company”",
            file=name,
            columns=", ".join(headings),
        )
    return plan(rows, columns, opted_out=opted_out)


def _lines(first: str, rows: Iterator[Row]) -> Iterator[Row]:
    """A list without a heading: its first line is an account too."""
    yield 1, _account(first)
    for line, row in rows:
        yield line, _account(next(iter(row.values()), ""))


def _account(text: str) -> dict[str, str]:
    is_domain = " " not in text and bool(registrable(text.partition("://")[2].split("/")[0] or text))
    return {"domain": text, "name": ""} if is_domain else {"domain": "", "name": text}
