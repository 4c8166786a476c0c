"""The whole installation in one process, spoken to as its users do: by HTTP and by command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.served import Served, eventually, serving, tracker

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/148.0.0.0 Safari/537.36"
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("serve") / "data") as running:
        yield running


def _site(served: Served, name: str, *hosts: str) -> dict[str, Any]:
    args = [word for host in hosts for word in ("--host", host)]
    site: dict[str, Any] = served.json("site", "add", name, *args)[0]
    return site


def _beacon(view: str, url: str, *more: list[Any]) -> bytes:
    events = [["pv", 0, 0, ["", None, 1200]], *more]
    return json.dumps({"v": 1, "i": view, "u": url, "t": "Preise", "c": "anon", "a": 5, "e": events}).encode()


def _post(served: Served, key: str, body: bytes, **headers: str) -> httpx.Response:
    def send() -> httpx.Response | None:
        answer = httpx.post(f"{served.url}/s/{key}", content=body, headers={"user-agent": CHROME, **headers})
        return None if answer.status_code == 404 else answer

    # A new site is known to the collector about a second after it was added.
    found = eventually(send)
    assert found is not None
    return found


def test_a_site_added_by_command_takes_beacons_and_the_ledger_closes(served: Served) -> None:
    site = _site(served, "ledger", "www.example.com")
    answer = _post(served, site["key"], _beacon("v1", "https://www.example.com/preise"))
    assert answer.status_code == 204
    assert answer.headers.get("x-tracker-reason") is None

    ledger = eventually(lambda: _stored(served, 1))
    assert ledger["closes"]
    assert ledger["sum"]["pending"] == 0


def test_the_same_beacon_again_is_a_duplicate_not_a_second_view(served: Served) -> None:
    site = _site(served, "again")
    before = served.json("ledger")["sum"]["duplicate"]
    for _ in range(3):
        assert _post(served, site["key"], _beacon("same", "https://a.example/x")).status_code == 204
    eventually(lambda: served.json("ledger")["sum"]["duplicate"] == before + 2)
    assert served.json("ledger")["closes"]


@pytest.mark.parametrize("header", ["sec-gpc", "dnt"])
def test_an_objection_is_honoured_and_only_counted(served: Served, header: str) -> None:
    site = _site(served, f"objection-{header}")
    before = served.json("ledger")["sum"]["accepted"]
    answer = _post(served, site["key"], _beacon("gpc", "https://a.example/x"), **{header: "1"})
    assert answer.status_code == 204
    assert answer.headers["x-tracker-reason"] == "objection"
    assert served.json("ledger")["sum"]["accepted"] == before


def test_a_page_of_another_host_is_refused_by_name(served: Served) -> None:
    site = _site(served, "hosts", "www.example.com")
    answer = _post(served, site["key"], _beacon("x", "https://evil.example/x"))
    assert answer.headers["x-tracker-reason"] == "wrong_host"


def test_the_script_of_a_site_carries_no_other_host_and_may_be_cached(served: Served) -> None:
    site = _site(served, "script")
    answer = eventually(lambda: _ok(httpx.get(f"{served.url}/s/{site['key']}.js")))
    assert answer.headers["content-type"].startswith(("text/javascript", "application/javascript"))
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "max-age" in answer.headers["cache-control"]


def test_a_second_server_on_the_same_folder_is_refused_in_plain_words(served: Served) -> None:
    done = tracker("serve", "--port", "0", data_dir=served.data_dir)
    assert done.returncode == 1
    assert "another process" in done.stderr
    assert "Traceback" not in done.stderr


def test_stopping_leaves_nothing_waiting(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as running:
        site = _site(running, "stop")
        for number in range(20):
            _post(running, site["key"], _beacon(f"v{number}", "https://a.example/preise"))
        assert running.stop() == 0
    ledger = json.loads(tracker("ledger", "--json", data_dir=tmp_path / "data").stdout)
    assert ledger["sum"] == {
        "accepted": 20,
        "stored": 20,
        "duplicate": 0,
        "dropped": 0,
        "dead": 0,
        "erased": 0,
        "pending": 0,
    }


def _stored(served: Served, least: int) -> dict[str, Any] | None:
    ledger: dict[str, Any] = served.json("ledger")
    return ledger if ledger["sum"]["stored"] >= least else None


def _ok(answer: httpx.Response) -> httpx.Response | None:
    return answer if answer.status_code == 200 else None
