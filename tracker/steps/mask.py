"""Masks what must not be kept from text that a page or a person wrote: mail addresses and secrets.  [pure]

Snippets mask already; the server masks again, because not every sender is our snippet.
An e-mail address becomes "@", a token "*".
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final

_MAIL: Final = re.compile(r"[^\s/?&=#;,:<>()\[\]\"'|]{1,64}(?:@|%40)[\w.-]{1,253}\.\w{2,24}", re.IGNORECASE)
# JSON web tokens; UUIDs; hexadecimal of 24 and more; runs that mix case and digits as only encoders do.
_JWT: Final = re.compile(r"eyJ[\w-]{8,}(?:\.[\w-]+){0,2}")
_UUID: Final = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE)
_RUN: Final = re.compile(r"[A-Za-z0-9_~+=-]{20,}")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+")

_SHORTEST_TOKEN: Final = 20


def masked(text: str) -> str:
    """``text`` without mail addresses and tokens."""
    if "@" in text or "%40" in text:
        text = _MAIL.sub("@", text)
    if len(text) >= _SHORTEST_TOKEN and _RUN.search(text):
        text = _JWT.sub("*", text)
        text = _UUID.sub("*", text)
        text = _RUN.sub(_mask_run, text)
    return text


@lru_cache(maxsize=8192)
def plain(text: str, limit: int) -> str:
    """``text`` masked, on one line, without control and direction characters, at most ``limit`` long."""
    if len(text) > 4 * limit:
        text = text[: 4 * limit]
    if not text.isprintable():
        text = _CONTROL.sub(" ", text)
    return masked(text).strip()[:limit]


def _mask_run(match: re.Match[str]) -> str:
    run = match[0]
    return (
        "*" if any(_looks_random(part) for part in run.replace("_", "-").split("-")) or _dense(run) else run
    )


def _looks_random(part: str) -> bool:
    """No word or number has this shape: 24 and more hex digits with letters, or mixed case with digits."""
    if len(part) < _SHORTEST_TOKEN:
        return False
    digits = sum(char.isdigit() for char in part)
    if digits == 0 or digits == len(part):
        return False
    if len(part) >= 24 and all(char in "0123456789abcdefABCDEF" for char in part):
        return True
    return part != part.lower() and part != part.upper()


def _dense(run: str) -> bool:
    """Tokens that contain "-" or "_" themselves (base64url): upper, lower and digits, well mixed."""
    letters = re.sub(r"[^A-Za-z0-9]", "", run)
    changes = sum(_kind(a) != _kind(b) for a, b in pairwise(letters))
    return len(letters) >= 24 and changes * 2 >= len(letters) and len({_kind(c) for c in letters}) == 3


def _kind(char: str) -> str:
    if char.isdigit():
        return "0"
    return "A" if char.isupper() else "a"
