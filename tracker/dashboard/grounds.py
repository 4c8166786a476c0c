"""Grounds of identification in the reader's words: why a candidate lost.

Verdicts keep their reasons in English, in the few shapes that resolving has; what has none of them is shown
as it was written.
"""

from __future__ import annotations

import re
from typing import Final

from reports.i18n import N_, Translator
from reports.words import KINDS

_REASONS: Final = (
    (
        re.compile(r"confidence (?P<sure>[\d.]+) is below (?P<floor>[\d.]+)"),
        N_("too unsure: %(sure)s, at least %(floor)s is needed"),
    ),
    (
        re.compile(r"(?P<kind>\w+) \((?P<rule>.*)\): the address belongs to a customer we cannot see"),
        N_("network of the kind “%(kind)s” (%(rule)s): its addresses belong to customers we cannot see"),
    ),
    (
        re.compile(r"(?P<rule>.*): the address belongs to a member we cannot see"),
        N_("the network serves many members (%(rule)s): we cannot see which one it was"),
    ),
    (
        re.compile(r"a nearer (?P<scope>\w+) claim decides \((?P<rule>.*)\)"),
        N_("something nearer to the address decides: %(rule)s"),
    ),
    (re.compile(r"outweighed by (?P<name>.*)"), N_("outweighed by %(name)s")),
    (re.compile(r"corrected by (?P<by>.*)"), N_("corrected by %(by)s")),
    (re.compile(r"agrees"), N_("agrees")),
    (re.compile(r"a nearer source names the operator"), N_("a nearer source names the operator")),
    (
        re.compile(r"the kept network holds several networks of this source"),
        N_("the network that was kept holds several networks of this source"),
    ),
    (re.compile(r"(?P<rule>.*) decides \((?P<scope>\w+)\)"), N_("another rule decides: %(rule)s")),
)
#: How near to the address a statement is.
SCOPES: Final = {
    "own": N_("your own word"),
    "host": N_("this very address"),
    "block": N_("its block"),
    "as": N_("the whole operator"),
}


def reason(t: Translator, text: str) -> str:
    """The reason in the reader's language."""
    for shape, phrase in _REASONS:
        if found := shape.fullmatch(text):
            values = {name: _value(t, name, value) for name, value in found.groupdict().items()}
            return t.gettext(phrase, **values)
    return text


def _value(t: Translator, name: str, value: str) -> str:
    if name == "kind" and value in KINDS:
        return t.gettext(KINDS[value])
    if name in ("sure", "floor"):
        return t.percent(float(value))
    return value


def scope(t: Translator, code: str) -> str:
    return t.gettext(SCOPES[code]) if code in SCOPES else code
