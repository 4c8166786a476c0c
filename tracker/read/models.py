"""Which score model a site uses. Versions are append-only records; the newest counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker.audit import audit
from tracker.intent import Model, default_model, parse_model
from tracker.intent.parse import default_text
from tracker.store import Store, records

KIND = "model"
#: In place of a site: the model that ships with the product.
DEFAULT = "*"
#: Who writes down the default model; nobody decided that.
_PRODUCT = "visitrace"


def model_of(store: Store, site: str, *, known_at: int = records.EVER) -> Model:
    """The site's own model, else the default; those in force at ``known_at`` (UTC ms)."""
    doc = records.get(store, KIND, site, known_at=known_at)
    if doc is None and known_at != records.EVER:
        doc = records.get(store, KIND, DEFAULT, known_at=known_at)
    return parse_model(doc["text"]) if doc else default_model()


def note_default(store: Store) -> None:
    """Write down the default model once per version: an upgrade must not change what was known before it."""
    model = default_model()
    doc = records.get(store, KIND, DEFAULT)
    if doc is None or doc["version"] != model.version:
        save_model(store, DEFAULT, default_text(), actor=_PRODUCT)


def save_model(store: Store, site: str, text: str, *, actor: str) -> Model:
    """Make this TOML the site's model from now on. Raises ``ModelError`` and then saves nothing."""
    model = parse_model(text)
    before = records.get(store, KIND, site)
    after = {"text": text, "version": model.version, "name": model.name}
    records.put(store, KIND, site, after, actor=actor)
    if actor != _PRODUCT:
        _note(store, site, before or {}, after, actor)
    return model


def _note(store: Store, site: str, before: Mapping[str, Any], after: Mapping[str, Any], actor: str) -> None:
    """The text of a model is in its own history; the log says which version took which one's place."""
    was, now = ({name: doc.get(name, "") for name in ("version", "name")} for doc in (before, after))
    where = "" if site == DEFAULT else site
    audit(store, who=actor, what="model.saved", site=where, subject=now["name"], before=was, after=now)
