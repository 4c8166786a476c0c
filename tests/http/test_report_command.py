"""`tracker report` and `tracker export` as people run them: from a log file to mail and spreadsheet."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

import openpyxl
import pytest
from aiosmtpd.handlers import Mailbox

from tests.served import tracker
from tests.unit.test_reports_mail import AnyPort

DAY = "2026-03-11"
OWN_LIST = """network,company,domain,kind,country,city,industry,employees,revenue_eur
192.0.2.0/28,Beispiel Maschinenbau GmbH,beispiel-maschinenbau.example,business,DE,Ulm,Machinery,420,
198.51.100.0/28,=HYPERLINK("https://evil.example"),nasty.example,business,NL,,,,
203.0.113.0/24,Musternetz,,isp,DE,,,,
"""


def _line(address: str, minute: int, path: str) -> str:
    agent = (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0 Safari/537.36"
    )
    when = f"11/Mar/2026:10:{minute:02}:00 +0000"
    return f'{address} - - [{when}] "GET {path} HTTP/1.1" 200 512 "-" "{agent}"\n'


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation that has read one log."""
    folder = tmp_path_factory.mktemp("report") / "data"
    folder.mkdir()
    (folder / "own-list.csv").write_text(OWN_LIST, encoding="utf-8")
    log = folder.parent / "access.log"
    log.write_text(
        "".join(
            [
                *(_line("192.0.2.1", minute, "/preise") for minute in range(3)),
                _line("192.0.2.1", 4, "/warenkorb"),
                _line("198.51.100.1", 5, "/"),
                _line("203.0.113.9", 6, "/"),
            ]
        ),
        encoding="utf-8",
    )
    done = tracker("import-log", str(log), "--site", "shop", "--json", data_dir=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_report_names_the_companies_and_closes(data_dir: Path) -> None:
    done = tracker("report", "--site", "shop", "--day", DAY, "--json", data_dir=data_dir)
    assert done.returncode == 0, done.stderr
    doc = json.loads(done.stdout)
    assert doc["accounting_closed"] is True
    found = {row["key"]: row for row in doc["report"]["companies"]}
    assert set(found) == {"beispiel-maschinenbau.example", "nasty.example"}
    pages = found["beispiel-maschinenbau.example"]["pages"]
    assert (pages[0]["path"], pages[0]["signals"]) == ("/preise", ["pricing"])
    assert sum(item["views"] for item in doc["report"]["accounting"]["classes"]) == 6


def test_report_is_the_same_bytes_each_time_and_in_a_file(data_dir: Path) -> None:
    asked = ("report", "--site", "shop", "--day", DAY, "--format", "html", "--language", "de")
    first, second = (tracker(*asked, data_dir=data_dir).stdout for _ in range(2))
    assert "Beispiel Maschinenbau GmbH" in first
    assert first == second
    path = data_dir.parent / "day.html"
    tracker(*asked, "--output", str(path), data_dir=data_dir)
    assert path.read_text(encoding="utf-8") == first


def test_mail_reaches_a_real_server(data_dir: Path) -> None:
    inbox = data_dir.parent / "inbox"
    controller = AnyPort(Mailbox(inbox), loop=asyncio.new_event_loop(), hostname="127.0.0.1")
    controller.start()
    try:
        server = f"127.0.0.1:{controller.port}"
        asked = ("report", "--site", "shop", "--day", DAY, "--language", "nl", "--json")
        done = tracker(*asked, "--mail-to", "me@example.org", "--smtp", server, data_dir=data_dir)
    finally:
        controller.stop()
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["sent_to"] == "me@example.org"
    (mail,) = (inbox / "new").iterdir()
    text = mail.read_text(encoding="utf-8")
    assert "To: me@example.org" in text
    assert "Beispiel Maschinenbau GmbH" in text


def test_exports_hold_no_formula(data_dir: Path) -> None:
    until = ("--site", "shop", "--day", "2026-03-20")
    done = tracker("export", *until, "--format", "csv", data_dir=data_dir)
    rows = {row["account_id"]: row for row in csv.DictReader(io.StringIO(done.stdout, newline=""))}
    assert rows["nasty.example"]["name"].startswith("'=HYPERLINK")
    assert rows["beispiel-maschinenbau.example"]["visits_30d"] == "1"

    path = data_dir.parent / "targets.xlsx"
    asked = ("export", *until, "--format", "xlsx", "--output", str(path), "--json")
    summary = json.loads(tracker(*asked, data_dir=data_dir).stdout)
    assert (summary["accounts"], summary["bytes"]) == (2, path.stat().st_size)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # openpyxl's own
        sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    assert sheet.max_row == 3
    assert not [cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]


def test_a_dash_is_stdout_and_no_file(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = ("export", "--site", "shop", "--day", "2026-03-20", "--output", "-")
    done = tracker(*asked, data_dir=data_dir)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("account_id,")
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_is_not_written_to_a_terminal(data_dir: Path) -> None:
    main, terminal = os.openpty()
    try:
        asked = ("export", "--site", "shop", "--day", "2026-03-20", "--format", "xlsx", "--output", "-")
        command = [sys.executable, "-m", "tracker", *asked, "--data-dir", str(data_dir)]
        done = subprocess.run(command, stdout=terminal, stderr=subprocess.PIPE, text=True, check=False)
    finally:
        os.close(terminal)
        os.close(main)
    assert done.returncode == 2
    assert "--output FILE" in done.stderr


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("report", "--site", "nope"), "sites: shop"),
        (("report", "--site", "shop", "--day", "yesterday"), "a day looks like 2026-03-11"),
        (
            ("report", "--site", "shop", "--mail-to", "a@b.example, c@d.example", "--smtp", "h:1"),
            "mail address",
        ),
        (("report", "--site", "shop", "--mail-to", "a@b.example"), "--smtp HOST:PORT"),
        (("report", "--site", "shop", "--mail-to", "a@b.example", "--smtp", "h:x"), "host:port"),
        (("export", "--site", "shop", "--preset", "pdf"), "comma, excel"),
        (("export", "--site", "shop", "--json"), "--output FILE"),
        (("export", "--site", "shop", "--json", "--output", "-"), "--output FILE"),
    ],
)
def test_a_wrong_call_says_what_is_right(data_dir: Path, args: tuple[str, ...], told: str) -> None:
    done = tracker(*args, data_dir=data_dir)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stdout == ""
