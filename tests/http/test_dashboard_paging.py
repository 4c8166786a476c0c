"""Accounts in pages: fifty rows, the count of all, the next and the one before; no row twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http.dashboard_kit import NOW, SITE, World, add_verdict, add_view, world
from tracker.dashboard.paging import ROWS, Part
from tracker.store import Store

ACCOUNTS = f"/site/{SITE}/accounts"
MANY = ROWS + 2


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path) as made:
        for number in range(MANY):
            add_view(store, key=f"a{number}", view=f"v{number}", at=NOW - 600_000 - number)
            add_verdict(store, key=f"a{number}", company=f"c{number}.example", company_name=f"C{number:02}")
        yield made


def rows(text: str) -> list[str]:
    return re.findall(rf'<a class="row" href="{ACCOUNTS}/([^"]+)"', text)


def test_every_account_stands_on_one_page(place: World) -> None:
    client = place.signed_in()
    first = client.get(f"{ACCOUNTS}?sort=name")
    assert f"{MANY} accounts" in first.text
    assert "1 to 50 of 52" in first.text
    assert 'rel="prev"' not in first.text
    onward = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert onward
    second = client.get(ACCOUNTS + onward[1].replace("&amp;", "&"))
    assert "51 to 52 of 52" in second.text
    assert 'rel="next"' not in second.text
    assert rows(first.text) + rows(second.text) == [f"c{number}.example" for number in range(MANY)]
    assert rows(client.get(f"{ACCOUNTS}?sort=name&page=99").text) == rows(second.text), "the last one"
    for wrong in ("0", "-1", "x", "²", "9" * 30):
        assert client.get(f"{ACCOUNTS}?page={wrong}").status_code == 400, wrong
    assert len(client.get(f"/site/{SITE}/export.csv").text.splitlines()) == 1 + MANY, "the export has all"


@pytest.mark.parametrize(
    ("number", "count", "pages", "first", "last", "before", "after"),
    [(1, 0, 1, 1, 0, "", ""), (1, 50, 1, 1, 50, "", ""), (2, 120, 3, 51, 100, "1", "3")],
)
def test_part(number: int, count: int, pages: int, first: int, last: int, before: str, after: str) -> None:
    part = Part(number, count)
    assert (part.pages, part.first, part.last, part.before, part.after) == (pages, first, last, before, after)
    assert len(part.of(range(count))) == last - first + 1
