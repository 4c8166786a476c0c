"""Text for cells of CSV and XLSX that no spreadsheet takes for a formula.  [pure]

Company names, campaigns and page titles are other people's text: a cell that begins with ``=`` runs in
the reader's spreadsheet. Programs look past blanks, byte-order marks and quotes, and some read a comma
file by semicolons, so the text after a separator is looked at, too.
"""

from __future__ import annotations

import re
from typing import Final

#: What may start a formula, with the full-width twins some programs fold.
TRIGGERS: Final = "=+\\-@＝＋－＠\u2212\ufe62\ufe63\ufe66\ufe6b"
_PASSED: Final = r"[\s\x00-\x1f\x7f-\x9f\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069\u00ad\"]"
_LEADING: Final = re.compile(rf"^(?:{_PASSED}|[;,|'])*[{TRIGGERS}]")
_STRIPPED: Final = re.compile(r"^[\s\x00-\x1f\x7f-\x9f\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069\u00ad]+")
_INSIDE: Final = re.compile(rf"([;,|\t\r\n]{_PASSED}*)(?=[{TRIGGERS}])")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
#: Excel's limit for the text of a cell.
MAX_CELL: Final = 32_767


def safe(text: str) -> str:
    """The text, with an apostrophe before anything that could start a formula, and no controls.

    Leading blanks, controls and byte-order marks go where a formula hides behind them.
    """
    text = clean(text)
    if _LEADING.match(text):
        text = _STRIPPED.sub("", text)
        text = text if text.startswith("'") else "'" + text
    return _INSIDE.sub(r"\1'", text)


def clean(text: str) -> str:
    """Without controls, lone surrogates and what no cell can hold; leading tab and line breaks stripped."""
    return _CONTROLS.sub("", text)[:MAX_CELL]
