"""`tracker ledger` and `tracker dead-letters`: what people and scripts see."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tracker.event import Envelope, encode_envelope
from tracker.spool import Buried, Plan, Spool

Tool = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def tool(tmp_path: Path) -> Tool:
    def call(*arguments: str) -> tuple[int, Any, str]:
        command = [sys.executable, "-m", "tracker", *arguments, "--json", "--data-dir", str(tmp_path)]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        return done.returncode, json.loads(done.stdout or "null"), done.stderr

    return call


def spool_with_dead(folder: Path, name: str, bodies: list[bytes]) -> None:
    with contextlib.closing(Spool(folder / "spool" / f"{name}.db")) as spool:
        envelopes = [Envelope("shop", "js", 1, b"", None, body) for body in bodies]
        spool.append_many([(encode_envelope(envelope), 2) for envelope in envelopes])
        batch = spool.freeze()
        assert batch is not None
        dead = [Buried(index, "poison", "why\x1b[31m") for index in range(len(bodies))]
        spool.finish(batch, Plan(dead=dead))


def test_the_ledger_sums_over_spools(tool: Tool, tmp_path: Path) -> None:
    spool_with_dead(tmp_path, "serve-0", [b"a"])
    spool_with_dead(tmp_path, "collect-0", [b"b", b"c"])
    code, answer, _ = tool("ledger")
    assert code == 0
    assert answer["closes"] is True
    assert answer["sum"] == {
        "accepted": 6, "stored": 0, "duplicate": 0, "dropped": 0, "dead": 6, "erased": 0, "pending": 0,
    }  # fmt: skip


def test_a_ledger_that_does_not_close_says_so(tool: Tool, tmp_path: Path) -> None:
    spool_with_dead(tmp_path, "serve-0", [b"a"])
    with contextlib.closing(Spool(tmp_path / "spool" / "serve-0.db")) as spool:
        spool._desk._db.execute("DELETE FROM dead")
    code, answer, _ = tool("ledger")
    assert code == 1
    assert answer["closes"] is False


def test_no_spool_is_an_empty_ledger(tool: Tool, tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()  # an installation that has taken in nothing yet
    code, answer, _ = tool("ledger")
    assert code == 0
    assert answer["spools"] == {}


def test_letters_are_listed_replayed_and_dropped_by_name(tool: Tool, tmp_path: Path) -> None:
    spool_with_dead(tmp_path, "serve-0", [b"one", b"two\x07", b"three"])
    _, rows, _ = tool("dead-letters", "list")
    assert [row["letter"] for row in rows] == ["serve-0:1", "serve-0:2", "serve-0:3"]
    assert (rows[1]["body"], rows[1]["detail"], rows[1]["site"]) == ("two�", "why�[31m", "shop")
    assert tool("dead-letters", "replay", "serve-0:2")[:2] == (0, {"action": "replay", "letters": 1})
    assert tool("dead-letters", "drop", "serve-0:1")[:2] == (0, {"action": "drop", "letters": 1})
    _, answer, _ = tool("ledger")
    assert answer["closes"] is True
    assert (answer["sum"]["pending"], answer["sum"]["dropped"], answer["sum"]["dead"]) == (2, 2, 2)
    assert tool("dead-letters", "replay")[:2] == (0, {"action": "replay", "letters": 1})


@pytest.mark.parametrize("name", ["17", "serve-0:x", "nobody:1"])
def test_a_wrong_name_is_explained(tool: Tool, tmp_path: Path, name: str) -> None:
    spool_with_dead(tmp_path, "serve-0", [b"a"])
    code, _, said = tool("dead-letters", "drop", name)
    assert code == 2
    assert "serve-0" in said


@pytest.mark.parametrize("workers", ["0", "65"])
def test_a_wrong_number_of_workers_is_explained(tool: Tool, workers: str) -> None:
    code, _, said = tool("collect", "--workers", workers)
    assert code == 2
    assert "1 to 64" in said
