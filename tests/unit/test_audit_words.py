"""Whatever is written to the audit log has words for its readers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from tracker.dashboard.auditing import KINDS, WHAT
from tracker.modelbook.versions import What

CODE = Path(__file__).parents[2] / "tracker"
WRITTEN = re.compile(r'"([a-z_]+\.[a-z_]+)"')


def test_every_kind_of_entry_has_words() -> None:
    """Codes stand beside "what": as its value, or as one of two that are chosen from."""
    found = {f"model.{what}" for what in get_args(What)}
    for path in CODE.rglob("*.py"):
        text = path.read_text("utf-8")
        if "audit(" in text:
            for line in re.findall(r"what ?= ?.*", text):
                found |= set(WRITTEN.findall(line))
    assert len(found) > 40
    assert found <= set(WHAT)
    assert {code.partition(".")[0] for code in found} <= set(KINDS)
