"""Makes bodies and runs them through the pipeline."""

from __future__ import annotations

from typing import Any

import msgspec

from tracker.event import Draft, Envelope
from tracker.pipeline import Outcome, PipelineContext, process
from tracker.rules import default_pack
from tracker.site import Site

NOW = 1_767_225_600_000  # 2026-01-01T00:00:00Z
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/124.0.0.0 Safari/537.36"
)
SITES = {
    "open": Site(id="open", key="k" * 12),
    "own": Site(id="own", key="k" * 12, hosts=("www.example.com", "shop.example.org:8443")),
}


def context(**changes: Any) -> PipelineContext:
    defaults: dict[str, Any] = {
        "site_of": SITES.get,
        "day_key": lambda day: day.encode().ljust(32, b"."),
        "rules": default_pack(),
    }
    return PipelineContext(**{**defaults, **changes})


def run(
    *events: list[Any],
    site: str = "open",
    source: str = "js",
    address: str = "192.0.2.1",
    agent: str | None = CHROME,
    received: int = NOW,
    ctx: PipelineContext | None = None,
    **batch: Any,
) -> Outcome:
    body = {"v": 1, "i": "view1", "u": "https://www.example.com/", "e": [*events] or [["pv", 0, 0]], **batch}
    envelope = Envelope(site, source, received, b"", agent, msgspec.json.encode(body))
    return process(envelope, address, ctx or context())


def one(*events: list[Any], **how: Any) -> Draft:
    """The only event's draft."""
    outcome = run(*events, **how)
    assert not outcome.dropped
    assert len(outcome.drafts) == 1
    return outcome.drafts[0]
