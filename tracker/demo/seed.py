"""Fill an installation with the demonstration: own list, site, and two months of beacons.

The beacons go the whole way: sealed address, spool, loader, pipeline, identification. Nothing is
written past them, so what the pages show is what the product makes of such traffic.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from tracker import sites
from tracker.demo.agreement import agree
from tracker.demo.traffic import Beacon, beacons, trickle
from tracker.demo.world import own_list, parse_world
from tracker.event import Envelope, encode_envelope
from tracker.privacy import KeyRing
from tracker.site import Site
from tracker.spool import Spool, folder
from tracker.store import Store

SITE = "demo"
HOST = "antriebe.example"
SEED = 2026
_CHUNK = 500


def world_text() -> str:
    """The CSV of parties that ships with the package."""
    return files("tracker.demo").joinpath("companies.csv").read_text("utf-8")


def prepare(store: Store, data_dir: Path) -> Site:
    """Make the demonstration's site, own list and customer profile where they are missing."""
    own = data_dir / "own-list.csv"
    if not own.exists():
        own.write_text(own_list(world_text()), "utf-8")
    known = sites.all_sites(store).get(SITE)
    if known is None:
        model = files("tracker.demo").joinpath("model.toml").read_text("utf-8")
        known = sites.new_site(SITE, title="Beispiel Antriebstechnik", demo=True)
        sites.save_site(store, known, actor="demonstration")
        agree(store, SITE, model, zone="Europe/Berlin")
    return known


def fill(site: Site, data_dir: Path, keyring: KeyRing, *, now: int) -> int:
    """Append two months of beacons up to ``now`` (UTC ms) to the spool; how many events that was.

    Resumes where it stopped, and appends nothing when it is complete.
    """
    spool = Spool(folder(data_dir) / "demo.db")
    try:
        anchor = int(spool.state("anchor") or now)
        done = int(spool.state("done") or 0)
        todo = beacons(parse_world(world_text()), seed=SEED, now=anchor, host=HOST)[done:]
        for start in range(0, len(todo), _CHUNK):
            part = todo[start : start + _CHUNK]
            done += len(part)
            items = [(_envelope(beacon, site, keyring), beacon.events) for beacon in part]
            spool.append_many(items, {"anchor": str(anchor), "done": str(done)})
        return sum(beacon.events for beacon in todo)
    finally:
        spool.close()


def _envelope(beacon: Beacon, site: Site, keyring: KeyRing) -> bytes:
    return encode_envelope(
        Envelope(
            site=site.id,
            source="js",
            received=beacon.received,
            address=keyring.seal(beacon.address),
            agent=beacon.agent,
            body=beacon.body,
            origin=f"https://{HOST}",
        )
    )


class Trickle:
    """A visit every few seconds while the demonstration runs, so that the live view lives."""

    def __init__(self, site: Site, data_dir: Path, keyring: KeyRing) -> None:
        self._site = site
        self._keyring = keyring
        self._parties = parse_world(world_text())
        self._spool = Spool(folder(data_dir) / "demo.db")

    def send(self, now: int) -> None:
        """Append one visit that happens ``now`` (UTC ms)."""
        number = int(self._spool.state("trickle") or 0) + 1
        found = trickle(self._parties, number=number, now=now, host=HOST)
        items = [(_envelope(beacon, self._site, self._keyring), beacon.events) for beacon in found]
        self._spool.append_many(items, {"trickle": str(number)})

    def close(self) -> None:
        self._spool.close()
