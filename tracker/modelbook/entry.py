"""What people write into the fields of the editor, and what is wrong with it.  [pure]"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """``code``: number (``low`` to ``high`` is needed), whole (the same, without decimals), choice (one of
    ``allowed``), falling (each less than the one before), bands, text, name, rates, day, twice, points,
    unit."""

    code: str
    low: float = 0
    high: float = 0
    allowed: tuple[str, ...] = ()
    said: str = ""


@dataclass
class Entered:
    """One form being read: every problem stands at its field, and reading goes on behind it."""

    form: Form
    problems: dict[str, Problem] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.form.get(name, "").strip()

    def on(self, name: str) -> bool:
        return self.form.get(name) == "on"

    def number(self, name: str, low: float, high: float) -> float:
        """Decimal comma or point. A problem at the field where it is none, and then ``low``."""
        said = self.text(name).replace("−", "-")
        try:
            value = float(said.replace(",", "."))
        except ValueError:
            value = float("nan")
        if not isfinite(value) or not low <= value <= high:
            self.problems[name] = Problem("number", low, high, said=said)
            return low
        return int(value) if value == int(value) else value  # 15 and 15.0 are one content, so one hash

    def whole(self, name: str, low: int, high: int) -> int:
        value = self.number(name, low, high)
        if name not in self.problems and value != int(value):
            self.problems[name] = Problem("whole", low, high, said=self.text(name))
        return int(value)

    def choice(self, name: str, allowed: Sequence[str]) -> str:
        value = self.text(name)
        if value not in allowed:
            self.problems[name] = Problem("choice", allowed=tuple(allowed), said=value)
            return allowed[0]
        return value

    def falling(self, names: Sequence[str], values: Sequence[float]) -> None:
        """Each less than the one before."""
        for name, before, value in zip(names[1:], values, values[1:], strict=False):
            if name not in self.problems and value >= before:
                self.problems[name] = Problem("falling", said=self.text(name))


def shown(value: float) -> str:
    """As it stands in a field: 15, 0.6."""
    return f"{value:g}"
