"""A real log, then registry records for it: the difference, and its reports as known then."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from enrichment import Identifier
from enrichment.registry.build import build
from reports.render import FORMATS, render
from tests.store.test_import_log import Desk
from tracker.read.asknown import NOW, THEN, known_report
from tracker.reidentify import reidentify
from tracker.sites import all_sites
from tracker.store import Store
from tracker.workshop import now_ms

ROOT = Path(__file__).parents[2]
DAY = "2017-06-30"
#: Made-up holders of networks that are in the log: a block around what is kept, just that, and a part of it.
RECORDS = """\
inetnum:        109.145.72.0 - 109.145.79.255
netname:        NORDWIND
descr:          Nordwind Pumpen GmbH
country:        GB
status:         ASSIGNED PA
source:         RIPE

inetnum:        95.111.49.0 - 95.111.49.255
netname:        VAARTVEER
descr:          Vaartveer Logistiek B.V.
country:        NL
status:         ASSIGNED PA
source:         RIPE

inetnum:        218.232.78.32 - 218.232.78.47
netname:        KLEINWERK
descr:          Kleinwerk Handels GmbH
country:        KR
status:         ASSIGNED PA
source:         RIPE
"""


@dataclass
class Past:
    desk: Desk
    store: Store
    folder: Path

    def reports(self, known: str) -> dict[str, str]:
        site = all_sites(self.store)["edgar"]
        found = known_report(self.store, site, DAY, zone="UTC", known=known, now=now_ms())
        return {form: render(found, form, "en") for form in FORMATS}


def _shared(name: str) -> Path:
    folder = Path(os.environ.get("TRACKER_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / name).exists():
        pytest.skip(f"{name} of the shared trial data is absent")
    return folder / name


@pytest.fixture
def past(store: Store, tmp_path: Path) -> Iterator[Past]:
    desk = Desk(store, tmp_path / "data")
    desk.read(_shared("logs/edgar-2017-06-30.log"), "edgar")
    yield Past(desk, store, tmp_path / "data")
    desk.workshop.close()


def test_registry_data_change_today_and_not_the_past(past: Past, tmp_path: Path) -> None:
    first = past.reports(NOW)
    dump = tmp_path / "extra.rpsl"
    dump.write_text(RECORDS, "utf-8")
    samples = [_shared(f"registry/{name}_sample.rpsl") for name in ("whois_net", "whois_org")]
    (past.folder / "enrichment").mkdir(exist_ok=True)
    index = past.folder / "enrichment" / "registry.idx"
    build([dump, *samples], index, built="2026-11-22", source="test")

    result = reidentify(past.store, Identifier(past.folder), now_ms=now_ms())

    found = result.as_dict()["sites"]["edgar"]
    assert {row["name"] for row in found["gained"]} == {"Nordwind Pumpen GmbH", "Vaartveer Logistiek B.V."}
    assert (found["lost"], found["renamed"]) == ([], [])
    assert {row["to"] for row in found["classes"]["moved"]} == {"named"}
    assert sum(found["classes"]["before"].values()) == sum(found["classes"]["after"].values())
    assert {row["name"] for row in found["stages"]} == {row["name"] for row in found["gained"]}
    assert result.several >= 1, "a part of a kept network names nobody"
    assert result.written == result.changed >= 2
    assert past.reports(THEN) == first
    now = past.reports(NOW)
    assert "Nordwind Pumpen GmbH" in now["text"]
    assert first != now
