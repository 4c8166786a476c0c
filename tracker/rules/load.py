"""Reads rule packs: TOML text to rules, with errors that name the file, the rule and the field.  [pure]"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final

import msgspec

from tracker.rules.matcher import glob_regex
from tracker.rules.model import KINDS, PATTERNS, Rule
from tracker.rules.pack import RulePack

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_SIGNAL: Final = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_PATHS: Final = frozenset({"exact", "prefix", "segment", "word", "glob", "regex", "extension"})
_FITS: Final[dict[str, frozenset[str]]] = {
    "url": _PATHS | {"param"},
    "out": _PATHS | {"host"},
    "dl": _PATHS | {"host"},
    "ct": frozenset({"scheme"}),
    "form": _PATHS | {"fields"},
    "event": frozenset({"name"}),
}


class RuleError(ValueError):
    """A rule pack cannot be used: the text names the file, the rule and the field, and what is allowed."""


@cache
def default_pack() -> RulePack:
    """The rules that ship: German, Dutch and English names of pages, files, forms and events."""
    return RulePack(default_rules())


@cache
def default_rules() -> tuple[Rule, ...]:
    text = files("tracker.rules").joinpath("default.toml").read_text("utf-8")
    return parse_rules(text, "default.toml")


def load_pack(own: str | None, name: str = "rules.toml") -> RulePack:
    """The default pack, with the operator's own rules (TOML text) before it. Raises ``RuleError``."""
    if own is None:
        return default_pack()
    own_rules = parse_rules(own, name)
    known = {rule.id for rule in default_rules()}
    for rule in own_rules:
        if rule.id in known:
            raise RuleError(
                f"{name}: rule {rule.id!r}: the default pack has a rule of this id; choose another"
            )
    return RulePack((*own_rules, *default_rules()), own=len(own_rules))


def parse_rules(text: str, name: str) -> tuple[Rule, ...]:
    """Rules of one file, in order. Raises ``RuleError``."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{name}: not TOML: {error}") from None
    extra = set(document) - {"rule"}
    items = document.get("rule", [])
    if extra or not isinstance(items, list):
        raise RuleError(
            f"{name}: {', '.join(sorted(extra)) or 'rule'}: a pack holds [[rule]] tables and nothing else"
        )
    rules = tuple(_rule(item, number, name) for number, item in enumerate(items, 1))
    _check_unique(rules, name)
    return rules


def _rule(item: Any, number: int, name: str) -> Rule:
    label = (
        f"rule {item.get('id')!r}" if isinstance(item, dict) and item.get("id") else f"rule number {number}"
    )
    where = f"{name}: {label}"
    try:
        rule = msgspec.convert(_lists(item), Rule)
    except msgspec.ValidationError as error:
        raise RuleError(f"{where}: {_readable(str(error))}") from None
    _check_names(rule, where)
    _check_patterns(rule, where)
    return rule


def _lists(item: Any) -> Any:
    """A single text may stand for a list of one."""
    single = {"on", "unless", *PATTERNS}
    if not isinstance(item, dict):
        return item
    return {
        key: [value] if key in single and isinstance(value, str) else value for key, value in item.items()
    }


def _readable(text: str) -> str:
    """msgspec's message in the words of the file."""
    unknown = re.search(r"unknown field `(\w+)`", text)
    if unknown:
        return f"field {unknown[1]!r} is not known; allowed are {', '.join(Rule.__struct_fields__)}"
    missing = re.search(r"missing required field `(\w+)`", text)
    if missing:
        return f"field {missing[1]!r} is missing"
    place = re.search(r"^(.*?) - at `\$\.(\w+)", text)
    return f"field {place[2]!r}: {place[1].replace('`', '').replace('array', 'list')}" if place else text


def _check_names(rule: Rule, where: str) -> None:
    if not _ID.fullmatch(rule.id):
        raise RuleError(f"{where}: field 'id': a-z, 0-9 and '-', at most 64 characters")
    if not _SIGNAL.fullmatch(rule.signal):
        raise RuleError(
            f"{where}: field 'signal': {rule.signal!r}; a-z, 0-9, '_' and '-', at most 32 characters"
        )
    wrong = [kind for kind in rule.on if kind not in KINDS]
    if wrong or not rule.on:
        raise RuleError(f"{where}: field 'on': {', '.join(wrong) or 'empty'}; allowed are {', '.join(KINDS)}")


def _check_patterns(rule: Rule, where: str) -> None:
    used = [field for field in PATTERNS if getattr(rule, field)]
    if not used:
        raise RuleError(f"{where}: no pattern; one of {', '.join(PATTERNS)} is needed")
    for field in used:
        if not any(field in _FITS[kind] for kind in rule.on):
            kinds = ", ".join(kind for kind in KINDS if field in _FITS[kind])
            raise RuleError(f"{where}: field {field!r} is for on = {kinds}, not for {', '.join(rule.on)}")
        for value in getattr(rule, field):
            _check_value(field, value, where)


def _check_value(field: str, value: str, where: str) -> None:
    if not value.strip():
        raise RuleError(f"{where}: field {field!r}: an empty pattern would hit everything")
    if field in {"exact", "prefix", "glob"} and not value.startswith(("/", "*")):
        raise RuleError(f"{where}: field {field!r}: {value!r} must begin with '/'")
    if field in {"segment", "word"} and "/" in value:
        raise RuleError(f"{where}: field {field!r}: {value!r} is one segment, without '/'")
    try:
        re.compile(glob_regex(value) if field == "glob" else value if field in {"regex", "fields"} else "")
    except re.error as error:
        raise RuleError(f"{where}: field {field!r}: {value!r}: {error}") from None


def _check_unique(rules: tuple[Rule, ...], name: str) -> None:
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise RuleError(f"{name}: rule {rule.id!r}: field 'id': used twice")
        seen.add(rule.id)
