"""A running installation takes new data into use without a restart; broken ones change nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from enrichment import BadData
from enrichment.registry.build import build
from tracker.settings import load_settings, make_data_dir
from tracker.store import Store
from tracker.workshop import Workshop

#: In a carrier's network, where operator data alone name nobody.
ADDRESS = "109.145.75.23"
DUMP = """inetnum: 109.145.75.0 - 109.145.75.63
netname: BLOCK-{n}
descr: {name}
country: GB
status: ASSIGNED PA
last-modified: 2026-03-01T10:00:00Z
source: RIPE
"""


def index(folder: Path, name: str) -> None:
    dump = folder / "dump.txt"
    dump.write_text(DUMP.format(n=len(name), name=name), "utf-8")
    build([dump], folder / "enrichment" / "registry.idx", built="2026-11-01", source="test")


def named(workshop: Workshop) -> str:
    """As the job of the server does it: look whether anything is new, then identify."""
    if workshop.own_list_changed():
        workshop.lookups_changed()
    company = workshop.identifier.identify([ADDRESS])[0].company
    return company.name if company else ""


def test_a_new_registry_index_counts_at_once_and_a_broken_one_changes_nothing(
    store: Store, tmp_path: Path
) -> None:
    settings = load_settings({}, data_dir=str(tmp_path))
    make_data_dir(settings)
    workshop = Workshop(settings, store)
    try:
        assert named(workshop) == ""
        index(tmp_path, "Pumpenwerk Kiel GmbH")
        assert named(workshop) == "Pumpenwerk Kiel GmbH"
        used = workshop.identifier
        assert named(workshop) == "Pumpenwerk Kiel GmbH"
        assert workshop.identifier is used, "read again though nothing changed"
        index(tmp_path, "Segelmacherei Nord & Co. KG")
        assert named(workshop) == "Segelmacherei Nord & Co. KG"
        used = workshop.identifier
        broken = tmp_path / "enrichment" / "draft"
        broken.write_bytes(b"no index")
        broken.replace(tmp_path / "enrichment" / "registry.idx")
        with pytest.raises(BadData, match="not a registry index"):
            named(workshop)
        assert named(workshop) == "Segelmacherei Nord & Co. KG", "the old index is still in use"
        assert workshop.identifier is used
    finally:
        workshop.close()
