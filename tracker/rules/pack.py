"""The pack: all rules, indexed, so that a path that was never seen costs microseconds.  [pure]"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Final

import msgspec

from tracker.rules.model import Hit, Rule, Subject, normal_path, slug

_CACHE: Final = 16_384
_LINKS: Final = frozenset({"out", "dl"})


class RulePack:
    """Immutable. Rules in order: of each signal the first that hits wins."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._matchers = {
            kind: _Matcher([rule for rule in self.rules if kind in rule.on])
            for kind in {kind for rule in self.rules for kind in rule.on}
        }
        self._of_view = lru_cache(maxsize=_CACHE)(self._view_hits)
        self._of_link = lru_cache(maxsize=_CACHE)(self._link_hits)
        self._of_name = lru_cache(maxsize=1024)(self._name_hits)

    def hits(self, name: str, path: str, query: str, target: str, props: str) -> tuple[Hit, ...]:
        """What the rules say of one event (fields as in ``tracker.event.Draft``), in order of rules."""
        if name == "pv":
            return self._of_view(path, _names_of(query) if query else frozenset())
        if name in _LINKS or name == "ct":
            return self._of_link(name, target)
        if name == "form":
            return self._form_hits(path, target, props)
        return self._of_name(name)

    def first_of_each_signal(self, subjects: Iterable[Subject]) -> tuple[Hit, ...]:
        found: dict[str, Hit] = {}
        for subject in subjects:
            matcher = self._matchers.get(subject.kind)
            for hit in matcher.hits(subject) if matcher else ():
                found.setdefault(hit.signal, hit)
        return tuple(found.values())

    def _view_hits(self, path: str, params: frozenset[str]) -> tuple[Hit, ...]:
        return self.first_of_each_signal([Subject("url", path=path, params=params)])

    def _link_hits(self, name: str, target: str) -> tuple[Hit, ...]:
        return self.first_of_each_signal([link_subject(name, target)])

    def _form_hits(self, path: str, target: str, props: str) -> tuple[Hit, ...]:
        return self.first_of_each_signal(form_subjects(path, target, props))

    def _name_hits(self, name: str) -> tuple[Hit, ...]:
        return self.first_of_each_signal([Subject("event", name=name)])


def link_subject(name: str, target: str) -> Subject:
    if name == "ct":
        return Subject("ct", scheme=target)
    host, _, path = target.partition("://")[2].partition("/")
    return Subject(name, host=host.split(":")[0], path="/" + path)


def form_subjects(path: str, target: str, props: str) -> list[Subject]:
    """A form is judged by its fields, its action and the page it stands on."""
    fields = ""
    if props:
        fields = msgspec.json.decode(props).get("fields", "")
    action = "/" + target.partition("://")[2].partition("/")[2] if target else ""
    return [Subject("form", path=f"{path} {action}".strip().replace(" ", "/"), fields=fields)]


def _names_of(query: str) -> frozenset[str]:
    return frozenset(part.partition("=")[0] for part in query.split("&"))


class _Matcher:
    """The rules of one kind. Words and names are looked up in tables; the rest is asked one by one."""

    def __init__(self, rules: list[Rule]) -> None:
        self._rules = rules
        self._tables: dict[str, dict[str, list[int]]] = {}
        self._tests: list[tuple[int, Callable[[Subject], str]]] = []
        self._vetoes = [frozenset(map(slug, rule.unless)) for rule in rules]
        for number, rule in enumerate(rules):
            self._index(number, rule)

    def hits(self, subject: Subject) -> list[Hit]:
        """Every rule that hits, in order, with the first pattern that did."""
        found: dict[int, str] = {}
        for field, keys in (
            ("segment", subject.segments), ("word", subject.words), ("extension", (subject.extension,)),
            ("exact", (subject.path.rstrip("/") or "/",)), ("param", subject.params),
            ("name", (subject.name,)), ("scheme", (subject.scheme,)),
        ):  # fmt: skip
            table = self._tables.get(field)
            if table:
                self._look_up(table, field, keys, found)
        for number, test in self._tests:
            if number not in found and (why := test(subject)):
                found[number] = why
        return [
            Hit(self._rules[n].signal, self._rules[n].id, found[n])
            for n in sorted(found)
            if not self._vetoes[n].intersection(subject.segments)
        ]

    @staticmethod
    def _look_up(table: dict[str, list[int]], field: str, keys: Iterable[str], found: dict[int, str]) -> None:
        for key in keys:
            for number in table.get(key, ()):
                found.setdefault(number, f'{field} "{key}"')

    def _index(self, number: int, rule: Rule) -> None:
        for field, values in _table_keys(rule).items():
            table = self._tables.setdefault(field, {})
            for value in values:
                table.setdefault(value, []).append(number)
        self._tests += [(number, test) for test in _tests(rule)]


def _table_keys(rule: Rule) -> dict[str, list[str]]:
    keys = {
        "segment": [slug(value) for value in rule.segment],
        "word": [slug(value) for value in rule.word],
        "extension": [value.lower().lstrip(".") for value in rule.extension],
        "exact": [normal_path(value).rstrip("/") or "/" for value in rule.exact],
        "param": [value.lower() for value in rule.param],
        "name": list(rule.name),
        "scheme": list(rule.scheme),
    }
    return {field: values for field, values in keys.items() if values}


def _tests(rule: Rule) -> Iterable[Callable[[Subject], str]]:
    for value in rule.prefix:
        yield _prefix_test(normal_path(value).rstrip("/"))
    for value in rule.glob:
        yield _regex_test(re.compile(glob_regex(normal_path(value))), f'glob "{value}"', "path")
    for value in rule.regex:
        yield _regex_test(re.compile(value), f'regex "{value}"', "path")
    for value in rule.fields:
        yield _regex_test(re.compile(rf"(?:{value})\Z"), f'fields "{value}"', "fields", whole=True)
    for value in rule.host:
        yield _host_test(value.lower())


def _prefix_test(prefix: str) -> Callable[[Subject], str]:
    why = f'prefix "{prefix}"'
    return lambda s: why if s.path == prefix or s.path.startswith(prefix + "/") else ""


def _host_test(host: str) -> Callable[[Subject], str]:
    why = f'host "{host}"'
    return lambda s: why if s.host == host or s.host.endswith("." + host) else ""


def _regex_test(
    pattern: re.Pattern[str], why: str, field: str, *, whole: bool = False
) -> Callable[[Subject], str]:
    find = pattern.match if whole else pattern.search
    return lambda s: why if find(getattr(s, field)) else ""


def glob_regex(glob: str) -> str:
    """ "*" is anything within a segment, "**" anything at all."""
    parts = (
        ".*" if part == "**" else "[^/]*" if part == "*" else re.escape(part)
        for part in re.split(r"(\*\*?)", glob)
    )
    return rf"\A{''.join(parts)}/?\Z"
