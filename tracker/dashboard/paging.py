"""A long list in pages: which part is shown, and which come before and after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from tracker.dashboard.page import Page, PageError

ROWS: Final = 50
_DIGITS: Final = 6
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part:
    """Page ``number`` of ``pages`` (from 1) of a list of ``count``."""

    number: int
    count: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // ROWS))

    @property
    def first(self) -> int:
        """The place of the first row shown, from 1."""
        return (self.number - 1) * ROWS + 1

    @property
    def last(self) -> int:
        return min(self.number * ROWS, self.count)

    @property
    def before(self) -> str:
        """The page before as an address has it; "" where there is none."""
        return str(self.number - 1) if self.number > 1 else ""

    @property
    def after(self) -> str:
        return str(self.number + 1) if self.number < self.pages else ""

    def of(self, found: Sequence[T]) -> Sequence[T]:
        return found[self.first - 1 : self.last]


def part(page: Page, count: int) -> Part:
    """The page that ``?page=`` asks for; the last one where there are fewer (a list grows shorter)."""
    asked = page.request.query_params.get("page") or "1"
    if not (asked.isascii() and asked.isdigit() and len(asked) <= _DIGITS and int(asked)):
        raise PageError(400, page.gettext("%(name)s is not one of: %(list)s", name="page", list="1, 2, 3 …"))
    return Part(min(int(asked), Part(1, count).pages), count)
