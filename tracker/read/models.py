"""Which score model a site uses. Versions are append-only records; the newest counts."""

from __future__ import annotations

from tracker.intent import Model, default_model, parse_model
from tracker.store import Store, records

KIND = "model"


def model_of(store: Store, site: str) -> Model:
    """The site's own model, else the default."""
    doc = records.get(store, KIND, site)
    return parse_model(doc["text"]) if doc else default_model()


def save_model(store: Store, site: str, text: str, *, actor: str) -> Model:
    """Make this TOML the site's model from now on. Raises ``ModelError`` and then saves nothing."""
    model = parse_model(text)
    records.put(store, KIND, site, {"text": text, "version": model.version, "name": model.name}, actor=actor)
    return model
