"""The pack: all rules, indexed, so that a path that was never seen costs microseconds.  [pure]"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

import msgspec

from tracker.rules.matcher import Match, Matcher
from tracker.rules.model import Hit, Rule, Subject

_CACHE: Final = 16_384
_LINKS: Final = frozenset({"out", "dl", "ct"})


class RulePack:
    """Immutable. Of each signal the first rule that hits wins. The first ``own`` are the operator's."""

    def __init__(self, rules: Sequence[Rule], own: int = 0) -> None:
        self.rules = tuple(rules)
        self.own = frozenset(rule.id for rule in rules[:own])
        kinds = {kind for rule in self.rules for kind in rule.on}
        self._matchers = {kind: Matcher([r for r in self.rules if kind in r.on]) for kind in kinds}
        self._of_view = lru_cache(_CACHE)(lambda path, params: self._first(view_subject(path, params)))
        self._of_link = lru_cache(_CACHE)(lambda name, target: self._first(link_subject(name, target)))
        self._of_name = lru_cache(1024)(lambda name: self._first(Subject("event", name=name)))

    def hits(self, name: str, path: str, query: str, target: str, props: str) -> tuple[Hit, ...]:
        """What the rules say of one event (fields as in ``tracker.event.Draft``), in order of rules."""
        if name == "pv":
            return self._of_view(path, names_of(query))
        if name in _LINKS:
            return self._of_link(name, target)
        if name == "form":
            return self._first(form_subject(path, target, props))
        return self._of_name(name)

    def matches(self, subject: Subject) -> Iterator[Match]:
        """Every rule that meets the subject, in order; also where another came first or a veto stops it."""
        matcher = self._matchers.get(subject.kind)
        return iter(()) if matcher is None else matcher.matches(subject)

    def _first(self, subject: Subject) -> tuple[Hit, ...]:
        found: dict[str, Hit] = {}
        for match in self.matches(subject):
            if not match.vetoes:
                found.setdefault(match.rule.signal, Hit(match.rule.signal, match.rule.id, match.why))
        return tuple(found.values())


def subject_of(name: str, path: str, query: str, target: str, props: str) -> Subject:
    """What the rules look at of an event of that name."""
    if name == "pv":
        return view_subject(path, names_of(query))
    if name in _LINKS:
        return link_subject(name, target)
    return form_subject(path, target, props) if name == "form" else Subject("event", name=name)


def view_subject(path: str, params: frozenset[str]) -> Subject:
    return Subject("url", path=path, params=params)


def link_subject(name: str, target: str) -> Subject:
    if name == "ct":
        return Subject("ct", scheme=target)
    host, _, path = target.partition("://")[2].partition("/")
    return Subject(name, host=host, path="/" + path)


def form_subject(path: str, target: str, props: str) -> Subject:
    """A form is judged by its fields, the page it stands on and its action."""
    fields = msgspec.json.decode(props).get("fields", "") if props else ""
    action = "/" + target.partition("://")[2].partition("/")[2] if target else ""
    return Subject("form", path=path + action, fields=fields)


@lru_cache(maxsize=4096)
def names_of(query: str) -> frozenset[str]:
    """The parameters of a query string."""
    return frozenset(part.partition("=")[0] for part in query.split("&")) if query else _NONE


_NONE: Final[frozenset[str]] = frozenset()
