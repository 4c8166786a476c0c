"""The command line's manners: what cannot be is said in a sentence, and asking makes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.served import serving, tracker


@pytest.mark.parametrize(
    "command", ["site list", "ledger", "report --site shop", "export --site shop", "user list"]
)
def test_asking_makes_no_installation(command: str, tmp_path: Path) -> None:
    folder = tmp_path / "nothing"
    done = tracker(*command.split(), data_dir=folder)
    assert done.returncode == 2
    assert "there is no installation in" in done.stderr
    assert not folder.exists()


def test_a_data_folder_that_cannot_be_is_a_sentence_not_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = tracker("serve", "--port", "0", data_dir=tmp_path / "file" / "data")
    assert done.returncode == 2
    assert "cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_no_log_makes_no_site(tmp_path: Path) -> None:
    (tmp_path / "prose.txt").write_text("Dear reader,\nthis is no log.\n")
    done = tracker("import-log", str(tmp_path / "prose.txt"), "--site", "prose", data_dir=tmp_path / "data")
    assert done.returncode == 2
    assert "none of its first 2 lines is one of an access log" in done.stderr
    assert json.loads(tracker("site", "list", "--json", data_dir=tmp_path / "data").stdout) == []


def test_a_line_still_being_written_is_read_when_it_has_its_end(tmp_path: Path) -> None:
    line = '192.0.2.1 - - [01/Aug/2026:00:00:0{n} +0000] "GET /{n} HTTP/1.1" 200 5678\n'
    whole = line.format(n=1) + line.format(n=2)
    log = tmp_path / "access.log"
    for text, added, rejected in ((whole[:-4], 1, {"unfinished": 1}), (whole, 1, {}), (whole, 0, {})):
        log.write_text(text)
        done = tracker("import-log", str(log), "--site", "shop", "--json", data_dir=tmp_path / "data")
        account = json.loads(done.stdout)
        assert (account["added"], account["rejected"]) == (added, rejected)
        assert account["lines"] == account["accepted"] + sum(account["rejected"].values())


def test_links_of_other_commands_name_the_port_that_is_served(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as running:
        (site,) = running.json("site", "add", "shop")
        assert site["snippet"].startswith(f'<script async src="{running.url}/')


def test_bare_command_helps_and_version_is_told(tmp_path: Path) -> None:
    assert "import-log" in tracker(data_dir=tmp_path).stderr + tracker("--help", data_dir=tmp_path).stdout
    assert tracker("--version", data_dir=tmp_path).stdout.startswith("visitrace ")
