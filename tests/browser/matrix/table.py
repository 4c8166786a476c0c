"""Which case runs in which engine, and why not.

``python -m tests.browser.matrix.table`` writes docs/snippet-matrix.md from it.
"""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Final

DOC: Final = Path(__file__).parents[3] / "docs/snippet-matrix.md"
MODULES: Final = ("test_views", "test_clicks", "test_privacy", "test_pages", "test_delivery")
ENGINES: Final = ("chromium", "firefox", "webkit")

NO_SPECULATION: Final = "knows no Speculation Rules, so nothing is ever prerendered"
WRONG_BUTTON: Final = "its driver presses the button asked for and releases the left one: a left click"

# (case, or one of its rows, and engine) → why it cannot run there. All else runs.
EXCLUDED: Final[dict[tuple[str, str], str]] = {
    ("31", "firefox"): NO_SPECULATION,
    ("31", "webkit"): NO_SPECULATION,
    ("54-middle", "webkit"): WRONG_BUTTON,
    ("54-right", "webkit"): WRONG_BUTTON,
}

_NAME: Final = re.compile(r"test_(\d\d)_\w+?(?:\[(?:chromium|firefox|webkit)(-\w+)?\])?")


def label(name: str) -> str:
    """ "54-middle" for a test called "test_54_…[webkit-middle]". Raises ``ValueError``."""
    found = _NAME.fullmatch(name)
    if not found:
        raise ValueError(f"{name}: a test of the matrix is called test_NN_…")
    return found[1] + (found[2] or "")


def excluded(name: str, engine: str) -> str | None:
    """Why the test cannot run in this engine; None if it can."""
    row = label(name)
    return EXCLUDED.get((row, engine)) or EXCLUDED.get((row[:2], engine))


def cases() -> dict[str, list[str]]:
    """Names of the tests of each case ("01" …)."""
    found: dict[str, list[str]] = {}
    for module in MODULES:
        for name in vars(import_module(f"tests.browser.matrix.{module}")):
            if name.startswith("test_"):
                found.setdefault(label(name), []).append(name)
    return dict(sorted(found.items()))


def _cell(row: str, engine: str) -> str:
    reasons = {
        name: reason for (name, where), reason in EXCLUDED.items() if where == engine and name[:2] == row
    }
    if not reasons:
        return "yes"
    said = "; ".join(f"{name[3:]}: {reason}" if name != row else reason for name, reason in reasons.items())
    return f"no: {said}" if row in reasons else f"yes, without {said}"


def document() -> str:
    """The page docs/snippet-matrix.md."""
    rows = [
        f"| {row} | {' / '.join(_sentence(name) for name in names)} | "
        + " | ".join(_cell(row, engine) for engine in ENGINES)
        + " |"
        for row, names in cases().items()
    ]
    return HEAD + "\n".join(rows) + "\n"


def _sentence(name: str) -> str:
    return name[8:].replace("_", " ")


HEAD: Final = """# What the snippet is tried with

Each row runs in a real browser, on a page of its own (`tests/browser/matrix/pages`), against a collector that
keeps what it gets. Beside its own point every case asserts: no preflight, no cookie sent, `text/plain`, no
error in the page. The table is written by `python -m tests.browser.matrix.table`, and a test holds it.

| engine | how it is driven | how an error in the page is known |
|---|---|---|
| Chromium (Debian) | Playwright | the driver tells it, and the page itself |
| Firefox ESR (Debian) | WebDriver BiDi, spoken by the browser | the driver tells it, and the page itself |
| WebKitGTK (Debian's MiniBrowser) | WebKitWebDriver, in Xvfb | `error` and `unhandledrejection` in the page |

Two minutes of doing nothing (50) are made by putting the page's `performance.now` forward. Where the driver
cannot cut the network (18 in WebKitGTK), the collector hangs up and the page is told by the `online` event.
What React, Next, Astro, Turbo Drive, tag managers and optimisers do (42 to 48) is done by the page in their
order. Without the Navigation API (WebKitGTK) the script looks twice a second: of a chain of routes within
that time it sees where it ended (32, 45).

| case | | chromium | firefox | webkit |
|---|---|---|---|---|
"""

if __name__ == "__main__":
    DOC.write_text(document(), "utf-8")
