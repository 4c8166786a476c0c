"""The paid provider of an installation: ``[paid]`` in ``lookups.toml``. Any that answers JSON to a GET.

[paid]
name = "Example Data"
terms = "https://example.com/terms"
url = "https://api.example.com/v1/{address}"
header = "Authorization"                 # how the secret travels; the secret itself is never in this file
value = "Bearer {secret}"
secret_env = "EXAMPLE_TOKEN"             # or secret_file = "/run/secrets/example"
company = "company.name"                 # where in the answer; dots go down, numbers count in lists
domain = "company.domain"
country = "company.country"
network = "network.cidr"
kind = "type"
kinds = { isp = "isp", hosting = "hosting", edu = "education" }   # their word → ours
per_day = 50
per_month = 500
worth = 0.5                              # how near the next stage a visitor must be, 0 to 1
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from enrichment.lookups import FILE, check
from enrichment.model import KINDS, BadData
from enrichment.web import SECONDS, origin

MARK: Final = "{address}"
_NEEDED: Final = ("name", "terms", "url", "company", "per_day", "per_month")
_PLAIN_HOSTS: Final = ("http://127.0.0.1", "http://[::1]", "http://localhost")


@dataclass(frozen=True, slots=True)
class Provider:
    """Paths are dotted; "" where the provider says nothing of the kind. Days, seconds, questions."""

    name: str
    terms: str
    url: str
    company: str
    per_day: int
    per_month: int
    header: str = ""
    value: str = "{secret}"
    secret_env: str = ""
    secret_file: str = ""
    domain: str = ""
    country: str = ""
    network: str = ""
    kind: str = ""
    kinds: Mapping[str, str] | None = None
    confidence: float = 0.8
    worth: float = 0.5
    keep_days: int = 30
    silence_days: int = 7
    timeout: float = SECONDS

    def headers(self) -> dict[str, str]:
        """The secret, read when it is needed, so that it can be changed. Raises ``BadData``."""
        if not self.header:
            return {}
        return {self.header: self.value.replace("{secret}", self._secret())}

    def _secret(self) -> str:
        try:
            text = (
                Path(self.secret_file).read_text("utf-8") if self.secret_file else os.environ[self.secret_env]
            )
        except (OSError, KeyError, UnicodeDecodeError):
            where = self.secret_file or f"the environment's {self.secret_env or 'secret_env'}"
            raise _bad(f"no secret in {where}") from None
        if not text.strip() or not text.strip().isprintable() or not text.isascii():
            raise _bad("the secret must be one line of plain letters")
        return text.strip()


_TYPES: Final = {
    item.name: {"int": int, "float": float, "str": str}.get(str(item.type), dict) for item in fields(Provider)
}


def read_provider(values: Mapping[str, Any]) -> Provider:
    """Raises ``BadData``, naming what is missing or wrong and what is allowed."""
    good = check("paid", values, _TYPES)
    if missing := [name for name in _NEEDED if name not in good]:
        raise _bad(f"missing: {', '.join(missing)}")
    provider = Provider(**good)
    _check_url(provider.url)
    if wrong := sorted(set((provider.kinds or {}).values()) - set(KINDS)):
        raise _bad(f"kinds: {', '.join(map(str, wrong))}; allowed: {', '.join(KINDS)}")
    if provider.worth > 1 or not 0 < provider.confidence < 1:
        raise _bad("worth is 0 to 1, confidence between 0 and 1")
    provider.headers()
    return provider


def _check_url(url: str) -> None:
    try:
        where = origin(url.replace(MARK, "192.0.2.1"))
    except ValueError as error:
        raise _bad(f"url: {error}") from None
    if not where.startswith(("https://", *_PLAIN_HOSTS)):
        raise _bad("url must be https: an address and a secret travel in it")
    if url.count(MARK) != 1 or MARK not in url.partition("://")[2].partition("/")[2]:
        raise _bad(f"url needs {MARK} once, behind the host")


def _bad(why: str) -> BadData:
    return BadData(f"{FILE}, [paid]: {why}")
