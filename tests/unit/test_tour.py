"""The tour shows every page of the lists, with pictures that are there and light enough to load."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tracker.dashboard import places

DOCS = Path(__file__).parents[2] / "docs"
TABLE = tomllib.loads((DOCS / "tour.toml").read_text("utf-8"))
PAGES = [page for chapter in TABLE["chapter"] for page in chapter["page"]]

MOST_BYTES = 100_000
MOST_IN_ALL = 3_200_000
_PICTURE = re.compile(r"!\[([^\]]+)\]\(([^)]+)\)")


def test_every_page_of_the_lists_is_in_the_tour() -> None:
    every = (*places.WORK, *places.KNOW, *(place for group in places.SETUP for place in group.places))
    shown = {page["path"].partition("?")[0] for page in PAGES}
    assert {place.href("demo") for place in every} - shown == set()


def test_the_text_is_that_of_the_table() -> None:
    text = (DOCS / "tour.md").read_text("utf-8")
    parts = [
        f"### {page['title']}\n\n{page['says']}\n\n![{page['title']}](img/{page['name']}.webp)\n"
        for page in PAGES
    ]
    assert [part for part in parts if part not in text] == [], "run python -m bench.tour"


@pytest.mark.parametrize("name", ["tour.md", "walk.md"])
def test_each_picture_is_there_and_told_in_words(name: str) -> None:
    found = _PICTURE.findall((DOCS / name).read_text("utf-8"))
    assert found
    assert [path for words, path in found if not words or not (DOCS / path).is_file()] == []


def test_pictures_are_light_and_each_is_shown_somewhere() -> None:
    pictures = sorted((DOCS / "img").glob("*.webp"))
    sizes = {path.name: path.stat().st_size for path in pictures}
    assert [name for name, size in sizes.items() if size > MOST_BYTES] == []
    assert sum(sizes.values()) < MOST_IN_ALL
    readme = {
        Path(path).stem
        for path in re.findall(r"docs/img/([\w.-]+)", (DOCS.parent / "README.md").read_text("utf-8"))
    }
    shown = {page["name"] for page in [*PAGES, *TABLE["walk"]]}
    assert {path.stem for path in pictures} == shown | readme
