"""What a site agreed on for its contacts: how often to turn to a person, channels in use, private mail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from tracker.audit import audit
from tracker.contacts.pressure import BOUNDS, Cap
from tracker.contacts.vocabulary import CHANNELS
from tracker.store import Store, records

KIND: Final = "settings"


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """``off``: channels not in use, which bring no points; ``work_mail_only``: no private addresses."""

    most: int = 3
    days: int = 14
    off: tuple[str, ...] = ()
    work_mail_only: bool = False

    @property
    def cap(self) -> Cap:
        return Cap(self.most, self.days)


def agreed_of(store: Store, site: str) -> Agreed:
    doc = records.get(store, KIND, f"contacts:{site}")
    return msgspec.convert(doc, Agreed) if doc else Agreed()


def agree(store: Store, site: str, wanted: Agreed, *, actor: str) -> None:
    """From now on. Raises ``ValueError`` that names what is allowed, and then saves nothing."""
    for name, (least, most) in BOUNDS.items():
        if not least <= getattr(wanted, name) <= most:
            raise ValueError(f"{name}: {least} to {most}")
    _known(wanted.off)
    before, after = msgspec.to_builtins(agreed_of(store, site)), msgspec.to_builtins(wanted)
    records.put(store, KIND, f"contacts:{site}", after, actor=actor)
    audit(store, who=actor, what="site.contacts", site=site, subject=site, before=before, after=after)


def _known(names: Iterable[str]) -> None:
    unknown = sorted(set(names) - set(CHANNELS))
    if unknown:
        raise ValueError(f"channel {unknown[0]!r}; allowed: {', '.join(CHANNELS)}")
