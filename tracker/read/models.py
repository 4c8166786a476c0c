"""Which score model a site uses: the version in force (``tracker.modelbook``), at any past instant too."""

from __future__ import annotations

from tracker.intent import Model, default_model, parse_model
from tracker.intent.parse import default_text
from tracker.modelbook.book import ALL_SITES, DEFAULT, IN_FORCE, take
from tracker.read.shares import as_measured
from tracker.store import Store, records


def model_of(store: Store, site: str, *, known_at: int = records.EVER) -> Model:
    """The site's own model, else that of all sites, else the default; as of ``known_at`` (UTC ms)."""
    places = (site, ALL_SITES) if known_at == records.EVER else (site, ALL_SITES, DEFAULT)
    for place in places:
        doc = records.get(store, IN_FORCE, place, known_at=known_at)
        if doc is not None:
            return as_measured(store, site, parse_model(doc["text"]), known_at=known_at)
    return default_model()


def note_default(store: Store) -> None:
    """Write down the default model once per version: an upgrade must not change what was known before it."""
    model = default_model()
    doc = records.get(store, IN_FORCE, DEFAULT)
    if doc is None or doc["version"] != model.version:
        text = {"text": default_text(), "version": model.version, "name": model.name}
        records.put(store, IN_FORCE, DEFAULT, text, actor="visitrace")


def save_model(
    store: Store, site: str, text: str, *, actor: str, reason: str = "taken as it was given"
) -> Model:
    """Make this TOML the site's model from now on, unsigned. Raises ``ModelError``, and ``NotAgreed`` once
    marketing and sales have agreed on one; then nothing is saved."""
    return parse_model(take(store, text, site=site, by=actor, reason=reason).text)
