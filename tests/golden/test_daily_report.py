"""The report of a seeded day, byte for byte.

After a wanted change: VISITRACE_GOLDEN=write pytest tests/golden, and read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reports.i18n import LANGUAGES
from reports.render import FORMATS, render
from tests.golden.seeded import empty, seeded

STORED = Path(__file__).parent / "daily"
ENDINGS = {"page": "html", "html": "html", "mail": "html", "mail-text": "txt", "text": "txt"}


def _compare(name: str, text: str) -> None:
    path = STORED / name
    if os.environ.get("VISITRACE_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
    assert text.encode() == path.read_bytes(), f"{name} has changed"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMATS)
def test_seeded_day(form: str, language: str) -> None:
    _compare(f"seeded-{form}-{language}.{ENDINGS.get(form, form)}", render(seeded(), form, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_empty_day(language: str) -> None:
    _compare(f"empty-{language}.txt", render(empty(), "text", language))


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_data_gives_the_same_bytes(form: str) -> None:
    assert render(seeded(), form, "de").encode() == render(seeded(), form, "de").encode()
