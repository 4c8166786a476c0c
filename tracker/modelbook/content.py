"""A model as data, and as TOML that stands on its own: nothing in it depends on what ships later.  [pure]"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from typing import Any, Final

from tracker.intent import ModelError, parse_model
from tracker.intent.parse import default_text

_ORDER: Final = ("signal", "penalty", "bonus", "criterion", "persona", "exclude")


def whole(text: str) -> dict[str, Any]:
    """Everything a model says, with what it takes from the default. Raises ``ModelError``."""
    parse_model(text)
    data = tomllib.loads(text)
    if data.pop("extends", None) is not None:
        data = tomllib.loads(default_text()) | data
    return data


def to_toml(data: Mapping[str, Any]) -> str:
    """TOML that says just this. Raises ``ModelError`` where a model cannot be so."""
    plain = {name: value for name, value in data.items() if not _is_table(value)}
    tables = {name: value for name, value in data.items() if isinstance(value, Mapping)}
    lists = sorted((name for name in data if name not in plain and name not in tables), key=_ORDER.index)
    lines = [f"{name} = {_value(value)}" for name, value in plain.items()]
    for name, table in tables.items():
        lines += ["", f"[{name}]", *(f"{_key(key)} = {_value(value)}" for key, value in table.items())]
    for name in lists:
        for item in data[name]:
            lines += ["", f"[[{name}]]", *(f"{_key(key)} = {_value(value)}" for key, value in item.items())]
    text = "\n".join(lines) + "\n"
    parse_model(text)
    return text


def _is_table(value: object) -> bool:
    if isinstance(value, Mapping):
        return True
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _key(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() and name.isascii() else _value(name)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        # A string of JSON is one of TOML, but for the one character that TOML wants escaped.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items())
        return f"{{ {inner} }}"
    raise ModelError(f"{value!r} has no place in a model")
