"""Who holds a block, and what for: from a record to a name that may be kept.  [pure]

A name is kept where it is an organisation's by its legal form, by a word of data/registry_words.toml or of
data/keywords.toml, or because it is one word (no person's full name). Two or three plain words may be a
person's: the block is kept without a name, so that nobody wider is taken for its holder.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from enrichment.data import toml
from enrichment.domains import registrable
from enrichment.keywords import match
from enrichment.names import fold, has_form, legal_form, tidy
from enrichment.registry.records import Block, Organisation
from enrichment.sole_traders import sole_trader
from enrichment.wordindex import pattern

#: Handles where a name should stand: ``PE-TDPERX6-LACNIC``, ``ORG-EB184-RIPE``, a number.
_HANDLE: Final = re.compile(
    r"(?i)[\w-]*-(lacnic|ripe|afrinic|apnic|arin|ap|krnic|jpnic|mnt|net)|[\d\W_]+|net-[\d./-]+|[a-z]{0,3}\d[\w-]*"
)
_LONGEST = 160
#: One word is a name; with more, a person's cannot be told from a firm's.
_ONE_WORD = re.compile(r"[^\W\d_][\w.&'+-]{2,}")
#: Written without blanks: a person's name has four signs at most.
_EAST = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Holder:
    """``name`` "" where it is withheld; ``why`` then says why (one of ``records.REASONS``)."""

    name: str
    use: str
    country: str
    why: str = ""


def holder_of(block: Block, organisation: Organisation | None) -> Holder:
    """The holder of a block, with the organisation that its handle names, if the dump has it."""
    use = use_of(block.status)
    country = block.country or (organisation.country if organisation else "")
    named = organisation.name if organisation else ""
    private = organisation.private if organisation else False
    texts = [text for text in (named, block.name) if text]
    if use == "pool" or _is_pool(clean(next(iter(texts), "")), block.label):
        return Holder("", "pool", country)
    found = [_judge(text, private and text == named) for text in texts]
    name = next((text for text, why in found if not why), "")
    why = "" if name else next((why for _, why in found if why), "no name")
    return Holder(name, use, country, why)


def _is_pool(name: str, label: str) -> bool:
    """A provider's own use: its customers, by name or by the block's label. A firm may be called Pool Ltd."""
    return (
        _is(_words("customers"), name)
        or (_is(_words("pool"), name) and not has_form(name))
        or _is(_words("pool"), label.replace("_", "-"))
    )


def _judge(text: str, private: bool) -> tuple[str, str]:
    """(name, "") or ("", why it is not kept)."""
    name = clean(text)[:_LONGEST]
    if private or sole_trader(name):
        return "", "no organisation's name, perhaps a person's"
    if not name or _HANDLE.fullmatch(name) or _is(_words("placeholder"), name):
        return "", "placeholder name"
    return (name, "") if is_organisation(name) else ("", "no organisation's name, perhaps a person's")


@lru_cache(maxsize=100_000)
def clean(text: str) -> str:
    """Without what the provider wrote in front: ``RED HFC - MELO, S.A.`` → ``MELO, S.A.``"""
    name = tidy(text)
    front, dash, rest = name.partition(" - ")
    if dash and legal_form(rest) and not legal_form(front):
        return tidy(rest)
    return name


@lru_cache(maxsize=100_000)
def is_organisation(name: str) -> bool:
    """No person: a legal form, a word of organisations, a domain, one word, or writing without blanks."""
    return bool(
        has_form(name)
        or match(name)
        or _words("organisation").search(fold(name))
        or _words("pool").search(fold(name))
        or (_ONE_WORD.fullmatch(name) and not _EAST.search(name))
        or registrable(name)
        or (_EAST.search(name) and len(name) > 4)
    )


def _is(words: re.Pattern[str], text: str) -> bool:
    return bool(text) and words.search(fold(text)) is not None


@lru_cache(maxsize=1024)
def use_of(status: str) -> str:
    """Status, network type or net type → one of ``records.USES``."""
    text = fold(status)
    return next((use for use, words in _uses() if text and words.search(text)), "")


@lru_cache(maxsize=1)
def _uses() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = toml("registry_words.toml")["use"]
    return tuple((row["use"], _pattern(row["words"])) for row in rows)


@lru_cache(maxsize=8)
def _words(table: str) -> re.Pattern[str]:
    return _pattern(toml("registry_words.toml")[table]["words"])


def _pattern(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(pattern(word) for word in words))
