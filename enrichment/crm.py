"""CRM accounts as identification reads them: account key, the CRM's name, what the company is to us.

The file is published from the store (an import of the CRM's export); a damaged line is an error.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from enrichment.model import BadData

FILE: Final = "enrichment/crm.csv"
HEADING: Final = ("account", "name", "relation")


@dataclass(frozen=True, slots=True)
class Account:
    """``key``: domain or "~name"."""

    key: str
    name: str
    relation: str = ""

    @property
    def domain(self) -> str:
        return "" if self.key.startswith("~") else self.key


def read(path: Path) -> list[Account]:
    """Raises ``BadData``; no file, no accounts."""
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadData(f"{path}: {error}") from None
    if rows and tuple(rows[0]) != HEADING:
        raise BadData(f"{path}: the heading must be {','.join(HEADING)}; import the CRM's export again")
    for line, row in enumerate(rows[1:], 2):
        if len(row) != len(HEADING) or not row[0] or not row[1]:
            raise BadData(f"{path}, line {line}: {','.join(HEADING)} are needed")
    return [Account(*row) for row in rows[1:]]
