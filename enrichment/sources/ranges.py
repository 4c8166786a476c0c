"""Ranges of clouds, VPNs, relays and crawlers, where the optional package ``iporigin`` is installed.

Optional because two of its feeds are used on verbal permission (its NOTICE): we do not ship them.
"""

from __future__ import annotations

import importlib
from collections.abc import Hashable
from datetime import UTC, datetime
from typing import Any

from enrichment.model import Evidence, Subject
from enrichment.source import Options

#: Their word → ours.
_KINDS = {"hosting": "hosting", "cdn": "hosting", "vpn": "vpn", "tor": "vpn", "bot": "bot"}
#: Listed as hosting there, but a carrier: banks and law firms are among its customers' blocks.
_CARRIERS = {"Cogent"}


class RangesSource:
    name = "ranges"

    def __init__(self, dataset: Any) -> None:
        self._find = dataset.find
        self.built = datetime.fromtimestamp(dataset.built_at, UTC).strftime("%Y-%m-%d")
        self.version = f"ranges {self.built}"

    def token(self, subject: Subject) -> Hashable:
        return self._find(subject.number, subject.version) if subject.version else None

    def shape(self, _subject: Subject, token: Hashable) -> tuple[Hashable, str]:
        return token, ""  # its evidence names no block

    def look(self, subject: Subject) -> tuple[Evidence, ...]:
        found = self._find(subject.number, subject.version) if subject.version else None
        if not found or found[1] not in _KINDS or found[0] in _CARRIERS:
            return ()
        provider, kind = found
        rule = f"range of {provider}"
        return (
            Evidence(
                self.name, "kind", _KINDS[kind], rule, 0.93, scope="block", dated=self.built, detail=provider
            ),
        )


def build(_options: Options) -> RangesSource | None:
    try:
        module = importlib.import_module("iporigin._data")
        return RangesSource(module.dataset())
    except Exception:  # absent, or another layout: an optional extra never stops the start
        return None
