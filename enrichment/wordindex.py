"""Which of many word lists fires first in a text. A quick look spares most expressions.  [pure]

Words are written as in ``data/keywords.toml``: ``bank`` a whole word, ``bank*`` its beginning, ``*bank`` its
end, ``*bank*`` any part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[^\W_]+")


def pattern(word: str) -> str:
    """The expression of one word."""
    start = "" if word.startswith("*") else r"(?<![^\W_])"
    end = "" if word.endswith("*") else r"(?![^\W_])"
    return start + re.escape(word.strip("*")) + end


class WordIndex:
    """``lists``: the word lists in their order; texts are folded already (``enrichment.names.fold``)."""

    def __init__(self, lists: Iterable[Sequence[str]]) -> None:
        self._words: list[tuple[int, re.Pattern[str]]] = []  # (number of the list, expression), in order
        self._whole: dict[str, set[int]] = {}
        self._begins: dict[str, set[int]] = {}
        self._parts: dict[str, set[int]] = {}
        for number, words in enumerate(lists):
            for word in words:
                self._add(word, len(self._words))
                self._words.append((number, re.compile(pattern(word))))
        self._lengths = sorted({len(word) for word in self._begins})

    def _add(self, word: str, place: int) -> None:
        """By its first run of letters: where that is missing in a text, the word is."""
        plain = word.strip("*")
        first = _WORD.match(plain)
        if word.startswith("*") or first is None:
            self._parts.setdefault(plain, set()).add(place)
        elif first[0] == plain and word.endswith("*"):
            self._begins.setdefault(plain, set()).add(place)
        else:
            self._whole.setdefault(first[0], set()).add(place)

    def first(self, text: str) -> tuple[int, str] | None:
        """(number, word) of the first list with a word in the text: its leftmost; as one expression would."""
        best: tuple[int, int, str] | None = None
        for place in sorted(self._maybe(text)):
            number, expression = self._words[place]
            if best is not None and number != best[0]:
                break
            found = expression.search(text)
            if found and (best is None or found.start() < best[1]):
                best = number, found.start(), found[0]
        return (best[0], best[2]) if best else None

    def _maybe(self, text: str) -> set[int]:
        found: set[int] = set()
        for part, places in self._parts.items():
            if part in text:
                found |= places
        for word in _WORD.findall(text):
            if word in self._whole:
                found |= self._whole[word]
            for length in self._lengths:
                if length > len(word):
                    break
                if (begin := word[:length]) in self._begins:
                    found |= self._begins[begin]
        return found
