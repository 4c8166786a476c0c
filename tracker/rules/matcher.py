"""Which rules of one kind meet a subject: tables for words and names, the rest asked in turn.  [pure]"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from tracker.rules.model import Rule, Subject, normal_path, slug

Test = Callable[[Subject], str]  # why it matched, "" if it did not


class Match(NamedTuple):
    """``vetoes`` are the segments that stop the rule; empty if it hits."""

    rule: Rule
    why: str
    vetoes: frozenset[str]


class Matcher:
    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._tables: dict[str, dict[str, list[int]]] = {}
        self._tests: list[tuple[int, Test]] = []
        self._vetoes = [frozenset(map(slug, rule.unless)) for rule in rules]
        for number, rule in enumerate(rules):
            for field, keys in table_keys(rule).items():
                for key in keys:
                    self._tables.setdefault(field, {}).setdefault(key, []).append(number)
            self._tests += [(number, test) for test in _tests(rule)]

    def matches(self, subject: Subject) -> Iterator[Match]:
        """In order of rules, each with the first pattern that matched."""
        found: dict[int, str] = {}
        for field, table in self._tables.items():
            for key in _keys_of(subject, field):
                for number in table.get(key, ()):
                    found.setdefault(number, f'{field} "{key}"')
        for number, test in self._tests:
            if number not in found and (why := test(subject)):
                found[number] = why
        for number in sorted(found):
            vetoes = self._vetoes[number].intersection(subject.segments)
            yield Match(self._rules[number], found[number], vetoes)


def table_keys(rule: Rule) -> dict[str, list[str]]:
    """The patterns of a rule that are looked up whole, by field, in the spelling of ``Subject``."""
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


def _keys_of(subject: Subject, field: str) -> Iterable[str]:
    if field == "segment":
        return subject.segments
    if field == "word":
        return subject.words
    if field == "param":
        return subject.params
    if field == "exact":
        return (subject.path.rstrip("/") or "/",)
    return (str(getattr(subject, field)),)


def _tests(rule: Rule) -> Iterator[Test]:
    for value in rule.prefix:
        yield _prefix_test(normal_path(value).rstrip("/"))
    for value in rule.glob:
        yield _glob_test(re.compile(glob_regex(normal_path(value))), f'glob "{value}"')
    for value in rule.regex:
        yield _regex_test(re.compile(value))
    for value in rule.fields:
        yield _fields_test(re.compile(value))
    for value in rule.host:
        yield _host_test(value.lower())


def _prefix_test(prefix: str) -> Test:
    why = f'prefix "{prefix}"'
    return lambda subject: why if subject.path == prefix or subject.path.startswith(prefix + "/") else ""


def _host_test(host: str) -> Test:
    why = f'host "{host}"'
    return lambda subject: why if subject.host == host or subject.host.endswith("." + host) else ""


def _glob_test(pattern: re.Pattern[str], why: str) -> Test:
    return lambda subject: why if pattern.search(subject.path) else ""


def _regex_test(pattern: re.Pattern[str]) -> Test:
    def test(subject: Subject) -> str:
        match = pattern.search(subject.path)
        return f'regex finds "{match[0]}"' if match else ""

    return test


def _fields_test(pattern: re.Pattern[str]) -> Test:
    return lambda subject: f'fields "{subject.fields}"' if pattern.fullmatch(subject.fields) else ""


def glob_regex(glob: str) -> str:
    """ "*" is anything within a segment, "**" anything at all."""
    pieces = {"**": ".*", "*": "[^/]*"}
    parts = [pieces.get(part, re.escape(part)) for part in re.split(r"(\*\*?)", glob)]
    return rf"\A{''.join(parts)}/?\Z"
