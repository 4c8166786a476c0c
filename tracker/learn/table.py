"""A table of behaviour and outcomes out of any CSV.  [pure]"""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

ROWS_MIN: Final = 60  # 30 won and 30 lost: below, chance writes the points
EACH_MIN: Final = 30
LEVELS_MAX: Final = 200  # more different words than that name a row, not a kind
_YES: Final = frozenset({"1", "true", "yes", "y", "t", "won", "1.0"})
_NO: Final = frozenset({"0", "false", "no", "n", "f", "lost", "0.0"})
BLANK: Final = frozenset({"", "na", "n/a", "nan", "null", "none", "-"})


class TableError(ValueError):
    """The table cannot be learnt from; the text names what is wrong and what is allowed."""


@dataclass(frozen=True)
class Column:
    """``kind`` "number": ``values`` hold it, NaN where blank. "word": ``words`` hold it, "" where blank."""

    name: str
    kind: Literal["number", "word"]
    values: Floats
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """``y`` is 1.0 for a won row, 0.0 for a lost one; ``skipped`` counts rows left out, by reason.

    ``aside``: columns that were asked for beside, as they stand in the file; nothing is learnt from them.
    """

    target: str
    columns: tuple[Column, ...]
    y: Floats
    skipped: dict[str, int]
    left_out: dict[str, str]  # column: why
    aside: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def rows(self, picked: Flags | NDArray[np.intp]) -> Table:
        """The same table with these rows only."""
        where = np.flatnonzero(picked) if picked.dtype == np.bool_ else picked
        columns = tuple(
            Column(item.name, item.kind, item.values[where], tuple(item.words[i] for i in where))
            if item.kind == "word"
            else Column(item.name, item.kind, item.values[where])
            for item in self.columns
        )
        aside = {name: tuple(texts[i] for i in where) for name, texts in self.aside.items()}
        return Table(self.target, columns, self.y[where], self.skipped, self.left_out, aside)


def read_table(
    text: str,
    *,
    target: str,
    exclude: Iterable[str] = (),
    order: str = "",
    share_blank: float = 0.95,
    aside: Iterable[str] = (),
    with_open: bool = False,
) -> Table:
    """Columns of numbers and words, and the outcome. Rows keep their order, or are sorted by ``order``.

    Separator "," ";" or tab, with a header line. ``aside``: columns to hand on as they are. ``with_open``:
    rows without an outcome stay, as lost ones; the column aside that is called as the target tells them.
    Raises ``TableError``: no such column, a target that is neither 0/1, true/false nor yes/no, fewer than 30
    rows of either outcome, lines of another length.
    """
    header, lines = _lines(text)
    wanted, beside = list(dict.fromkeys(exclude)), list(dict.fromkeys(aside))
    for name in [target, *wanted, *beside, *([order] if order else [])]:
        if name not in header:
            raise TableError(f"there is no column {name!r}; columns: {', '.join(header)}")
    if order:
        lines.sort(key=_ordering(lines, header.index(order)))
    at = header.index(target)
    skipped: Counter[str] = Counter()
    kept = [line for line in lines if _has_outcome(line[at], target, skipped) or with_open]
    y = np.array([line[at].strip().lower() in _YES for line in kept], dtype=np.float64)
    enough(y, target)
    columns, left_out = [], dict.fromkeys(wanted, "excluded")
    for index, name in enumerate(header):
        if name in (target, order, *wanted, *beside):
            continue
        column, why = _column(name, [line[index].strip() for line in kept], share_blank)
        if column is None:
            left_out[name] = why
        else:
            columns.append(column)
    if not columns:
        raise TableError(f"beside {target!r} no column is left to learn from")
    texts = {
        name: tuple(line[header.index(name)].strip() for line in kept)
        for name in dict.fromkeys([*beside, *([target] if with_open else [])])
    }
    return Table(target, tuple(columns), y, dict(skipped), left_out, texts)


def _lines(text: str) -> tuple[list[str], list[list[str]]]:
    head = text.removeprefix("\ufeff").lstrip("\n")
    first = head.split("\n", 1)[0]
    separator = max(";,\t", key=first.count)
    try:
        rows = [row for row in csv.reader(io.StringIO(head), delimiter=separator, strict=True) if row]
    except csv.Error as error:
        raise TableError(f"not a CSV file: {error}") from None
    if len(rows) < 2:
        raise TableError(
            "the file holds no rows: a header line and one line per account or session are needed"
        )
    header = [name.strip() for name in rows[0]]
    twice = [name for name, n in Counter(header).items() if n > 1]
    if twice:
        raise TableError(f"the header names a column twice: {', '.join(map(repr, twice))}")
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(header):
            raise TableError(f"line {number} has {len(row)} fields, the header {len(header)}")
    return header, rows[1:]


def _ordering(lines: Sequence[Sequence[str]], at: int) -> Callable[[list[str]], Any]:
    """Sort as numbers where all are numbers, else as text (ISO dates sort as text)."""
    numeric = all(_number(line[at]) is not None for line in lines)
    return (lambda line: _number(line[at])) if numeric else (lambda line: line[at])


def _has_outcome(value: str, target: str, skipped: Counter[str]) -> bool:
    word = value.strip().lower()
    if word in _YES or word in _NO:
        return True
    if word in BLANK:
        skipped["no outcome"] += 1
        return False
    raise TableError(
        f"target {target!r} holds {value[:40]!r}: 0/1, true/false, yes/no, won/lost or blank are allowed"
    )


def enough(y: Floats, target: str) -> None:
    """Raises ``TableError`` where one outcome is too seldom."""
    won = int(y.sum())
    lost = len(y) - won
    if min(won, lost) < EACH_MIN:
        raise TableError(
            f"{target!r} has {won} won and {lost} lost rows: at least {EACH_MIN} of each are needed, "
            "with fewer chance would write the points"
        )


def _column(name: str, texts: list[str], share_blank: float) -> tuple[Column | None, str]:
    blank = sum(text.lower() in BLANK for text in texts)
    if blank > share_blank * len(texts):
        return None, "nearly always blank"
    numbers = [math.nan if text.lower() in BLANK else _number(text) for text in texts]
    known = {text for text in texts if text.lower() not in BLANK}
    if len(known) < 2 and not blank:
        return None, "always the same"
    if None not in numbers:
        return Column(name, "number", np.array(numbers, dtype=np.float64)), ""
    if len(known) > LEVELS_MAX:
        return None, f"{len(known)} different words: it names rows, not kinds"
    words = tuple("" if text.lower() in BLANK else text for text in texts)
    return Column(name, "word", np.zeros(len(words)), words), ""


def _number(text: str) -> float | None:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
