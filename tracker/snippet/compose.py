"""Joins the built chunks into one script with a site's configuration baked in.  [pure, reads package data]"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import import_module
from importlib.resources import files
from typing import Any, Final

from tracker.site import MODULES_OF_A_NEW_SITE

DEFAULT: Final = MODULES_OF_A_NEW_SITE
_PARAMETER: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KEY: Final = re.compile(r"[a-z0-9]{8,32}")
_PLACE: Final = re.compile(r"__[A-Z]+__")

#: What a field of the configuration may be.
_ALLOWED: Final = {
    "consent": ("wait", "anon"),
    "objection": ("no", "anon"),
    "refusal": ("no", "anon"),
    "edition": ("core", "lite"),
}


@dataclass(frozen=True, kw_only=True)
class SnippetConfig:
    """What is baked in. Raises ``ValueError`` for a value that is not allowed."""

    url: str  # where beacons go when the script's own address cannot be told: ".../PREFIX/KEY"
    key: str
    consent: str = "anon"  # state at the start: "wait" or "anon"
    objection: str = "no"  # what Global Privacy Control or Do Not Track means: "no" or "anon"
    refusal: str = "no"  # what a refusal in the site's consent tool means: "no" or "anon"
    parameters: tuple[str, ...] = ()  # query parameters kept beside utm_*, vt_* and ref
    hashes: bool = False  # every fragment is a page, not only "#/…" and "#!…"
    frames: bool = False  # count inside frames
    edition: str = "core"  # "core", or "lite": views and engaged time only

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise ValueError(f"key {self.key!r}: 8 to 32 characters of a-z and 0-9 are allowed")
        for field, allowed in _ALLOWED.items():
            if getattr(self, field) not in allowed:
                raise ValueError(f"{field} {getattr(self, field)!r}: {' or '.join(allowed)} is allowed")
        if self.edition == "lite" and self.consent == "wait":
            raise ValueError("edition lite knows no consent: with consent 'wait' only core is allowed")
        for name in self.parameters:
            if not _PARAMETER.fullmatch(name):
                raise ValueError(f"parameter {name!r}: letters, digits, '_' and '-' are allowed, at most 64")


@dataclass(frozen=True)
class Script:
    """A script as it goes out, and its compressed forms (made once)."""

    body: bytes

    @cached_property
    def digest(self) -> str:
        """16 hex digits of the content, for the pinned address and the ETag."""
        return hashlib.sha256(self.body).hexdigest()[:16]

    @cached_property
    def integrity(self) -> str:
        return "sha384-" + base64.b64encode(hashlib.sha384(self.body).digest()).decode()

    @cached_property
    def gzip(self) -> bytes:
        # A fixed time in the header: the same script has the same bytes in every process.
        return gzip.compress(self.body, 9, mtime=0)

    @cached_property
    def brotli(self) -> bytes | None:
        """None where the library is not installed."""
        try:
            library = import_module("brotli")
        except ImportError:  # optional: gzip is enough to stand on
            return None
        return bytes(library.compress(self.body, quality=11))


@lru_cache(maxsize=64)
def chunk(name: str) -> str:
    """A built file by its name, e.g. "core.js". Raises ``FileNotFoundError``."""
    return files("tracker.static.snippet").joinpath(name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def manifest() -> dict[str, Any]:
    """What the build wrote about itself: version, modules, pages, sizes, hashes."""
    return dict(json.loads(chunk("manifest.json")))


#: Names of the modules there are, in the order in which they are joined.
MODULES: Final[tuple[str, ...]] = tuple(manifest()["modules"])


def checked(names: Iterable[str]) -> tuple[str, ...]:
    """Those modules once each, in the order of joining. Raises ``ValueError`` for an unknown one."""
    wanted = frozenset(names)
    for name in sorted(wanted.difference(MODULES)):
        raise ValueError(f"module {name!r} is not known; allowed are {', '.join(MODULES)}")
    return tuple(name for name in MODULES if name in wanted)


def compose(config: SnippetConfig, modules: Iterable[str] = DEFAULT) -> Script:
    """The script of one site: one closure, core first, then each module in a block of its own.

    The order and repetition of ``modules`` do not matter; "lite" takes none and ignores them.
    Raises ``ValueError`` for an unknown module.
    """
    return _compose(config, () if config.edition == "lite" else checked(modules))


@lru_cache(maxsize=512)
def _compose(config: SnippetConfig, modules: tuple[str, ...]) -> Script:
    parts = [chunk(f"{config.edition}.js"), *(f"{{{chunk(f'{name}.js')}}}" for name in modules)]
    values = _values(config)
    # ";": files are merged behind files that end without one. "try": no page hears an error of ours.
    text = _PLACE.sub(lambda place: values[place[0]], ";(()=>{try{" + ";".join(parts) + "}catch{}})()")
    return Script(text.encode())


def _values(config: SnippetConfig) -> dict[str, str]:
    return {
        "__URL__": _literal(config.url),
        "__KEY__": config.key,
        "__CONSENT__": _consent(config),
        "__OBJECTION__": _literal(config.objection),
        "__REFUSAL__": _literal(config.refusal),
        "__QUERY__": "".join(f"|{name}=" for name in config.parameters),
        "__HASHES__": str(int(config.hashes)),
        "__FRAMES__": str(int(config.frames)),
    }


def _consent(config: SnippetConfig) -> str:
    """The state at the start. A page that the install verifier opens reports itself, without waiting."""
    start = _literal(config.consent)
    return f'(/[?&]vt_verify=/.test(location)?"anon":{start})' if config.consent == "wait" else start


def _literal(value: str) -> str:
    """A JavaScript string that also may stand inside a ``<script>`` element."""
    text = json.dumps(value, ensure_ascii=True)
    return text.replace("<", "\\u003c")
