"""What somebody is working on in the editor: one sketch per site and person, until it becomes a version."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from tracker.intent import Model, parse_model
from tracker.modelbook.content import to_toml, whole
from tracker.modelbook.versions import EVERYWHERE, Handover, Version
from tracker.store import Store, records

KIND: Final = "model_sketch"


class Sketch(msgspec.Struct, frozen=True, kw_only=True):
    """``data``: the whole model, as TOML would say it; ``base``: id of the version it began from."""

    data: dict[str, Any]
    base: str
    handover: Handover = Handover()
    site: str = EVERYWHERE

    @property
    def text(self) -> str:
        return to_toml(self.data)

    @property
    def model(self) -> Model:
        return parse_model(self.text)


def begun_from(version: Version, *, site: str, handover: Handover) -> Sketch:
    """A sketch that differs in nothing yet."""
    return Sketch(data=whole(version.text), base=version.id, site=site, handover=handover)


def sketch_of(store: Store, site: str, user: str) -> Sketch | None:
    doc = records.get(store, KIND, _key(site, user))
    return msgspec.convert(doc, Sketch) if doc else None


def save_sketch(store: Store, site: str, user: str, sketch: Sketch | None) -> None:
    """None throws it away."""
    doc = None if sketch is None else msgspec.to_builtins(sketch)
    records.put(store, KIND, _key(site, user), doc, actor=user)


def _key(site: str, user: str) -> str:
    return f"{site}/{user}"
