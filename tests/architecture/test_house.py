"""The house rules that no linter knows."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from tracker.event import COLUMNS
from tracker.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
CODE = ("tracker", "enrichment", "reports", "tests", "bench", "js")
LONGEST = 400


def _tracked(*endings: str) -> list[Path]:
    out = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=False,
    )
    if out.returncode:
        pytest.skip("not a git checkout: the list of the project's files is unknown")
    paths = [ROOT / name for name in out.stdout.decode().split("\0") if name]
    return [path for path in paths if path.suffix in endings and path.is_file()]


def test_no_source_file_is_longer_than_400_lines_without_a_reason() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in _tracked(".py", ".js", ".mjs", ".ts", ".css", ".sql")
        if "dist" not in path.parts and "snippet" not in path.parts
        if (count := len(path.read_text("utf-8").splitlines())) > LONGEST
        if "Long because" not in path.read_text("utf-8")[:2000]
    }
    assert not long


def test_nothing_names_a_path_of_one_machine() -> None:
    pattern = re.compile(r"(?<![\w.])/(?:work|root|home/\w+)/")
    hits = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in _tracked(".py", ".md", ".sql", ".toml", ".yml", ".html", ".js", ".json", ".mjs", ".po")
        if path.name != Path(__file__).name
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert not hits


def test_no_data_of_trials_is_committed() -> None:
    forbidden = {
        "edgar-2017-06-30.log",
        "nasa-1995-08-01.log",
        "ip_company.csv",
        "online_shoppers_intention.csv",
        "whois_net_sample.rpsl",
        "whois_org_sample.rpsl",
        "rwhois_sample.csv",
    }
    found = {path.name for path in _tracked(".log", ".csv", ".rpsl")}
    assert not found & forbidden


def test_sql_stands_only_in_the_store() -> None:
    pattern = re.compile(r"\b(?:SELECT\s.+\sFROM|INSERT INTO|ALTER TABLE|CREATE TABLE)\b", re.S)
    # The spool, the address queue, people and what look-ups answered are files of their own (SQLite).
    files = (
        "tracker/spool",
        "tracker/outbox",
        "tracker/addresses",
        "tracker/contacts/book",
        "enrichment/answers",
        "enrichment/budget",
    )
    allowed = {"tracker/store", *files}
    hits = []
    for path in _tracked(".py"):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(("tests/", "bench/")) or any(name.startswith(a) for a in allowed):
            continue
        if pattern.search(path.read_text("utf-8")):
            hits.append(name)
    assert not hits


def test_event_columns_are_the_migrations_columns_in_order() -> None:
    text = (ROOT / "tracker/store/migrations/0001_events.sql").read_text("utf-8")
    body = text.split("CREATE TABLE IF NOT EXISTS events", 1)[1].split("ENGINE", 1)[0]
    assert tuple(re.findall(r"^    (\w+)", body, re.M)) == COLUMNS


def test_every_setting_is_documented_with_its_default() -> None:
    text = (ROOT / "docs/settings.md").read_text("utf-8")
    rows = re.findall(r"^\| `(TRACKER_\w+)` \| (.*?) \| (.*) \|$", text, re.M)
    documented = {key: (default, sentence) for key, default, sentence in rows}
    assert set(documented) == {PREFIX + f.name.upper() for f in fields(Settings)}
    for item in fields(Settings):
        default, sentence = documented[PREFIX + item.name.upper()]
        assert sentence == item.metadata["doc"]
        if item.name != "data_dir":
            assert default == f"`{item.default}`" or (item.default == "" and default == "empty")


def test_importing_the_command_does_not_start_the_engine() -> None:
    code = (
        "import sys, tracker.__main__ as m; m._commands(); "
        "sys.exit(any(n in sys.modules for n in ('chdb', 'pandas', 'pyarrow')))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_every_pytest_skip_says_why() -> None:
    hits = [
        f"{path.relative_to(ROOT)}"
        for path in _tracked(".py")
        if "tests" in path.parts and re.search(r"pytest\.skip\(\s*\)", path.read_text("utf-8"))
    ]
    assert not hits
