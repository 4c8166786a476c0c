"""What accounts are called, for lists that hold their keys alone."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.read.profiles import known
from tracker.store import Store, records


def names(store: Store, site: str, keys: Iterable[str]) -> dict[str, str]:
    """Key → name: as people or a list gave it, else as the newest verdict has it, else the key itself."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    said = {row["key"]: str(row["name"]) for row in store.read("companies/names", companies=wanted)}
    about = known(store, site, wanted, records.EVER)
    return {key: about[key].text("name") or said.get(key) or key.removeprefix("~") for key in wanted}
