"""What identification must know of the store, as files of the data folder: opt-outs, CRM accounts, links.

Written by the process that owns the store and by the command that changed something; only when the content
differs, so that the file's date says when it did.
"""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

from enrichment import gleif, links, wikidata
from enrichment.crm import FILE as CRM
from enrichment.crm import HEADING
from enrichment.links import FILE as LINKS
from enrichment.optouts import FILE as OPTOUTS
from enrichment.optouts import SHOWN
from enrichment.sources.operator import FILE as OPERATORS
from enrichment.sources.registry import FILE as REGISTRY
from tracker.companies import floor, learnt, optouts
from tracker.store import Store

#: Files below the data folder that identification must read again when they change.
PUBLISHED = (
    OPTOUTS,
    CRM,
    LINKS,
    *(f"enrichment/{name}" for name in (gleif.FILE, wikidata.FILE, REGISTRY, OPERATORS)),
)


def publish(store: Store, data_dir: Path, *, now: int = 0) -> bool:
    """True if a file changed: identification must read them again. ``now`` (UTC ms): learn links too."""
    changed = [
        _write(data_dir / OPTOUTS, _optouts(store)),
        _write(data_dir / CRM, _accounts(store)),
        now > 0 and _write(data_dir / LINKS, links.write(learnt.every(store, now=now))),
    ]
    return any(changed)


def _optouts(store: Store) -> str:
    lines = sorted(item.id for item in optouts.every(store))
    if floor.choice(store).sole_traders:
        lines.append(SHOWN)
    return "".join(f"{line}\n" for line in lines)


def _accounts(store: Store) -> str:
    names = store.read("companies/of_source", source="crm", field="name")
    roles = {
        row["company"]: row["value"]
        for row in store.read("companies/of_source", source="crm", field="relation")
    }
    told = optouts.teller(store)
    rows = [
        (row["company"], row["value"], roles.get(row["company"], ""))
        for row in names
        if not told(row["company"])
    ]
    out = io.StringIO()
    if rows:
        csv.writer(out, lineterminator="\n").writerows([HEADING, *rows])
    return out.getvalue()


def _write(path: Path, text: str) -> bool:
    data = text.encode()
    try:
        if path.read_bytes() == data:
            return False
    except FileNotFoundError:
        if not data:
            return False
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    draft.write_bytes(data)
    draft.replace(path)
    return True
