"""What a rule is, and what of an event it looks at.  [pure]"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from typing import Final, NamedTuple
from urllib.parse import unquote

import msgspec

#: The kinds of event a rule may look at: a view's URL, an outbound link, a download, a contact link,
#: a form, or any event by its name.
KINDS: Final = ("url", "out", "dl", "ct", "form", "event")

#: Longer segments are headlines ("what-nobody-tells-you-about-our-prices"), not pages of that name.
MAX_WORDS: Final = 5

_EXTENSION: Final = re.compile(r"\.(?:html?|php\d?|aspx?|jsp|cfm|do|shtml|xhtml)$")
_LETTERS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_NO_WORD: Final = re.compile(r"[^a-z0-9]+")


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule; it hits if any of its patterns does and no segment of ``unless`` is in the path."""

    id: str
    signal: str
    on: tuple[str, ...] = ("url",)
    # The path of a view's URL, of an outbound link, of a download, or a form's action.
    exact: tuple[str, ...] = ()  # the whole path
    prefix: tuple[str, ...] = ()  # the path begins so, at a segment's border
    segment: tuple[str, ...] = ()  # a whole segment: "preise" in /de/preise
    word: tuple[str, ...] = ()  # words in a segment of at most MAX_WORDS: "preise" in /unsere-preise
    glob: tuple[str, ...] = ()  # "*" within a segment, "**" across
    regex: tuple[str, ...] = ()  # searched in the path
    extension: tuple[str, ...] = ()  # of a file, without the dot
    host: tuple[str, ...] = ()  # of an outbound link: the host or one below it
    param: tuple[str, ...] = ()  # name of a query parameter that is there
    name: tuple[str, ...] = ()  # event: its name
    scheme: tuple[str, ...] = ()  # ct: mailto, tel …
    fields: tuple[str, ...] = ()  # form: regex over the whole signature, e.g. "email"
    unless: tuple[str, ...] = ()  # segments that veto
    note: str = ""


#: Fields of a rule that hold patterns.
PATTERNS: Final = (
    "exact", "prefix", "segment", "word", "glob", "regex", "extension", "host", "param", "name", "scheme",
    "fields",
)  # fmt: skip


class Hit(NamedTuple):
    signal: str
    id: str
    why: str  # the pattern and what it met, e.g. 'segment "preise"'


class Subject:
    """What of one event the rules look at, taken apart once."""

    def __init__(
        self, kind: str, *, host: str = "", path: str = "", params: frozenset[str] = frozenset(),
        name: str = "", scheme: str = "", fields: str = "",
    ) -> None:  # fmt: skip
        self.kind = kind
        self.host = host
        self.path = normal_path(path)
        self.params = params
        self.name = name
        self.scheme = scheme
        self.fields = fields

    @cached_property
    def segments(self) -> tuple[str, ...]:
        return tuple(part for part in (slug(piece) for piece in re.split(r"[/#!]+", self.path)) if part)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every run of words of a segment that is no headline: "free-trial" of start-your-free-trial."""
        runs: set[str] = set()
        for segment in self.segments:
            words = segment.split("-")
            if len(words) <= MAX_WORDS:
                runs.update(
                    "-".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)
                )
        return frozenset(runs)

    @cached_property
    def extension(self) -> str:
        stem, dot, extension = self.path.rpartition("/")[2].rpartition(".")
        return extension if dot and stem and len(extension) <= 8 else ""


def normal_path(path: str) -> str:
    """Lower case, decoded, umlauts spelled out, accents off: "/Gr%C3%B6%C3%9Fen" is "/groessen"."""
    text = unicodedata.normalize("NFC", unquote(path)).lower().translate(_LETTERS)
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def slug(segment: str) -> str:
    """Words joined by "-", without a page's extension: "Unsere_Preise.html" is "unsere-preise"."""
    return _NO_WORD.sub("-", _EXTENSION.sub("", normal_path(segment))).strip("-")
