"""Text can be read in both themes: contrast of every text colour on every surface it is used on."""

from __future__ import annotations

import re

import pytest

from reports.tokens import STATIC, colours, filled

SURFACES = ("paper", "raised", "sunken", "hover")
TEXTS = ("ink", "ink-2", "ink-3", "accent", "good", "attention", "lost")
PAIRS = [
    *((text, surface) for text in TEXTS for surface in SURFACES),
    *((name, f"{name}-soft") for name in ("accent", "good", "attention", "lost")),
    ("on-accent", "accent"),
]


def _luminance(colour: str) -> float:
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "surface"), PAIRS)
def test_text_reaches_four_and_a_half(text: str, surface: str, theme: int) -> None:
    assert contrast(colours()[text][theme], colours()[surface][theme]) >= 4.5


@pytest.mark.parametrize("name", ["report.css", "mail.css"])
def test_styles_use_tokens_only(name: str) -> None:
    css = (STATIC / name).read_text(encoding="utf-8")
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb\(|hsl\(", css)


@pytest.mark.parametrize("dark", [False, True])
def test_mail_knows_plain_values_only(dark: bool) -> None:
    css = filled((STATIC / "mail.css").read_text(encoding="utf-8"), dark=dark)
    assert "var(" not in css
    assert "light-dark" not in css
