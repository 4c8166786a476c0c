"""What a check finds, and the page it looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """One thing seen. ``code`` is stable (for translations); ``detail`` names it; ``fix`` says what to do."""

    level: Level
    code: str
    detail: str
    fix: str = ""


@dataclass(frozen=True)
class FetchedPage:
    """``url``: after redirects; ``hops``: every address that redirected; header names in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    html: str
    hops: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    findings: tuple[Finding, ...]
    tag_managers: tuple[str, ...] = ()  # container ids, e.g. "GTM-ABC123"
    systems: tuple[str, ...] = ()  # content management and consent tools recognised
    source: str = ""  # absolute address of the script as the page names it; "" if it does not

    @property
    def ok(self) -> bool:
        """The line is there and nothing on the page is known to stop it."""
        return not any(finding.level is Level.ERROR for finding in self.findings)
