"""The timed installation takes the README's own steps, and waits for what the Makefile makes."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]
BENCH = runpy.run_path(str(ROOT / "bench" / "install.py"))
README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def commands() -> list[str]:
    """Every line of the README's blocks, without what is said behind it."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", README, re.M | re.S)
    return [line.partition("#")[0].strip() for block in blocks for line in block.splitlines()]


def test_its_steps_are_those_of_the_readme_in_their_order() -> None:
    said = commands()
    assert said.index(BENCH["RUN"]) < said.index(BENCH["ADD"])


def test_what_it_waits_for_is_what_make_run_makes() -> None:
    needs, recipe = re.search(r"^run: (.*)\n> (.*)$", MAKEFILE, re.M).groups()  # type: ignore[union-attr]
    assert needs.replace("$(VENV)", ".venv") == BENCH["INSTALLED"]
    assert f"--data-dir {BENCH['DATA']} --port $(PORT)" in recipe
    assert "--demo" in recipe


def test_the_line_it_looks_for_is_the_one_to_paste() -> None:
    assert [line for line in commands() if BENCH["_LINE"].fullmatch(line)], "as the README shows it"
