"""What the rail marks as where one is."""

from __future__ import annotations

import pytest

from tracker.dashboard import places

MARKED = {
    "/site/demo/today": "/site/demo/today",
    "/site/demo/accounts/acme.example": "/site/demo/accounts",
    "/site/demo/why/acme.example": "/site/demo/accounts",
    "/site/demo/move/offer/acme.example": "/site/demo/board",
    "/site/demo/task": "/site/demo/accounts",
    "/site/demo/reports/2026-03-09": "/site/demo/reports",
    "/site/demo/schedules": "/setup",
    "/site/demo/schedules/test": "/setup",
    "/site/demo/destinations/test": "/setup",
    "/site/demo/simulator": "/setup",
    "/site/demo/editor/persona": "/setup",
    "/site/demo/scoring/3": "/setup",
    "/users/ada@example.com": "/setup",
    "/companies/acme.example": "/setup",
    "/setup": "/setup",
}


@pytest.mark.parametrize("path", MARKED)
def test_every_page_marks_the_place_it_belongs_to(path: str) -> None:
    assert places.marked(path) == MARKED[path]


def test_what_is_marked_is_in_the_rail() -> None:
    listed = {place.href("demo") for place in (*places.WORK, *places.KNOW)} | {"/setup"}
    assert set(MARKED.values()) <= listed
