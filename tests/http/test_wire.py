"""What browsers do to batches on their way, through the whole line: each by rule, each counted."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.served import Served, eventually, serving

DAY_MS = 86_400_000


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("wire") / "data") as running:
        done = running.command("site", "add", "shop", "--host", "www.example.com")
        assert done.returncode == 0, done.stderr
        yield running


def batch(view: str, *events: list[Any], **more: Any) -> dict[str, Any]:
    return {"v": 1, "i": view, "u": "https://www.example.com/", "e": list(events), **more}


VIEW, TIME, LATER = ["pv", 0, 0], ["en", 1, 900, [900, 40]], ["en", 2, 4000, [4000, 80]]
#: name: bodies in order of arrival; statuses; events stored, duplicates
CASES: dict[str, tuple[list[dict[str, Any]], list[int], tuple[int, int]]] = {
    "in order": ([batch("a1", VIEW), batch("a1", TIME, LATER)], [204, 204], (3, 0)),
    "out of order": ([batch("b1", LATER), batch("b1", TIME), batch("b1", VIEW)], [204] * 3, (3, 0)),
    "repeated whole": ([batch("c1", VIEW, TIME)] * 3, [204] * 3, (2, 4)),
    "repeated in other batches": ([batch("d1", VIEW, TIME), batch("d1", TIME, LATER)], [204] * 2, (3, 1)),
    "the same number in another view": ([batch("e1", VIEW), batch("e2", VIEW)], [204] * 2, (2, 0)),
    "older than a day": ([batch("f1", VIEW, a=3 * DAY_MS)], [204], (1, 0)),
    "from the future": ([batch("g1", ["pv", 0, 9 * DAY_MS])], [204], (1, 0)),
    "events nobody knows": ([batch("h1", ["no_such_event", 0, 0, {"x": 1}])], [204], (1, 0)),
    "a key nobody knows": ([batch("i1", VIEW, z=1)], [204], (1, 0)),
    "a future version": ([batch("j1", VIEW, v=2), batch("j2", VIEW)], [400, 204], (1, 0)),
    "of another host": ([batch("k1", VIEW, u="https://evil.test/"), batch("k2", VIEW)], [403, 204], (1, 0)),
}


GOOD = json.dumps(batch("z1", VIEW)).encode()
#: reason: body, headers, status
REFUSED: dict[str, tuple[bytes, dict[str, str], int]] = {
    "too_large": (b"x" * 2**20, {}, 413),
    "encoded": (gzip.compress(GOOD), {"Content-Encoding": "gzip"}, 415),
    "objection": (GOOD, {"Sec-GPC": "1"}, 204),
    "no_events": (json.dumps(batch("z2")).encode(), {}, 400),
}
#: What the page Health then says. Kept all the same: one view of three days ago, one of nine days ahead.
TOLD = {
    "over a day old or in the future: kept, its time corrected": 2,
    "sent twice": 5,
    "unknown message version": 1,
    "page of another host": 1,
    "body too large": 1,
    "compressed body refused": 1,
    "visitor objected (GPC, Do Not Track, opt-out)": 1,
    "message without events": 1,
}


def _health(client: httpx.Client) -> dict[str, int]:
    page = client.get("/health").text
    part = page.partition('id="not-kept"')[2].partition("</section>")[0]
    rows = re.findall(r'<th scope="row">(.*?)</th><td class="num">(\d+)</td>', part)
    return {html.unescape(words): int(n) for words, n in rows}


def _sign_in(client: httpx.Client, served: Served) -> None:
    link = served.welcome()
    csrf = re.search(r'name="csrf" value="([^"]+)"', client.get(link).text)
    assert csrf
    form = {"csrf": csrf[1], "token": link.partition("token=")[2], "later": "1"}
    assert client.post("/welcome", data=form).status_code == 303


def _ledger(served: Served) -> dict[str, int]:
    found = served.json("ledger")
    assert found["closes"]
    return dict(found["sum"])


def test_each_batch_is_taken_by_rule_and_every_event_counted(served: Served) -> None:
    """One run for all rows: the ledger must close over their sum, view ids keep them apart."""
    key = served.json("site", "list")[0]["key"]
    stored = duplicates = 0
    with httpx.Client(base_url=served.url) as client:
        # The collector hears of a new site within a second.
        eventually(lambda: client.post(f"/s/{key}").status_code == 400)
        for name, (bodies, statuses, (kept, twice)) in CASES.items():
            said = [client.post(f"/s/{key}", content=json.dumps(body)).status_code for body in bodies]
            assert said == statuses, name
            stored, duplicates = stored + kept, duplicates + twice
        for name, (body, headers, status) in REFUSED.items():
            answer = client.post(f"/s/{key}", content=body, headers=headers)
            assert (answer.status_code, answer.headers["x-tracker-reason"]) == (status, name)
    eventually(lambda: _ledger(served)["pending"] == 0)
    loaded = _ledger(served)
    assert (loaded["stored"], loaded["duplicate"]) == (stored, duplicates)
    assert loaded["accepted"] == stored + duplicates
    with httpx.Client(base_url=served.url) as reader:
        _sign_in(reader, served)
        told = eventually(lambda: found if TOLD.items() <= (found := _health(reader)).items() else None)
    # Asking until the site is known left a few of these.
    assert told.keys() - TOLD.keys() <= {"unknown site key", "unreadable message"}
