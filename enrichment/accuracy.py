"""How often identification is right: verdicts against a truth somebody else knows.  [pure but for ``read``]

A company is right when its registrable domain is the truth's, or its normalised name (without legal form) is,
or all words of one name stand in the other ("Empresas Melo" in "Red HFC Empresas Melo"), small words aside,
where at least one shared word has five letters. Naming anybody on a row whose truth is a provider is wrong.
Recall counts the rows whose truth is an organisation that a report should name. A mobile network is an access
provider: where the truth says ``isp`` and we say ``mobile``, the kind is right.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any, Final
from zlib import crc32

from enrichment.domains import registrable
from enrichment.model import KINDS, PROVIDERS, BadData, BadSubject, Verdict
from enrichment.names import bare, slug
from enrichment.networks import length_of
from enrichment.subject import parse

#: Words of other lists for our kinds.
_SYNONYMS: Final = {
    "university": "education", "edu": "education", "school": "education", "gov": "government",
    "company": "business", "corporate": "business", "enterprise": "business", "cloud": "hosting",
    "datacenter": "hosting", "cdn": "hosting", "carrier": "isp", "provider": "isp", "telecom": "isp",
    "proxy": "vpn", "tor": "vpn", "relay": "vpn", "crawler": "bot", "": "",
}  # fmt: skip
#: 95 %.
_Z: Final = 1.959964
#: A shared word must be as long as this to count as the same name.
_WORD: Final = 5
_SMALL: Final = frozenset({"of", "the", "and", "de", "la", "del", "do", "da", "und", "et", "for", ""})
RULE: Final = "same registrable domain, same name without legal form, or all words of one name in the other"


@dataclass(frozen=True, slots=True)
class Truth:
    ip: str
    company: str
    domain: str
    kind: str  # one of KINDS, "" if the truth does not say
    columns: Mapping[str, str]

    @property
    def wanted(self) -> bool:
        """An organisation that a report should name."""
        return bool(self.company or self.domain) and self.kind not in PROVIDERS | {"unknown"}


@dataclass(frozen=True, slots=True)
class Judged:
    """One row with its verdict. ``by``: how the names matched, "" if they did not or none was named."""

    truth: Truth
    verdict: Verdict
    by: str

    @property
    def named(self) -> bool:
        return self.verdict.company is not None

    @property
    def right(self) -> bool:
        return bool(self.by) and self.truth.wanted

    @property
    def kind_right(self) -> bool:
        ours = self.verdict.kind
        return self.truth.kind in {ours, "isp" if ours == "mobile" else ours}


def read(path: Path, where: Iterable[tuple[str, str]] = (), half: int | None = None) -> list[Truth]:
    """Rows of a CSV with at least ``ip`` and one of company, domain, kind. ``where``: column = value.
    ``half``: 0 or 1, one half by a hash of the address. Raises ``BadData`` with the line and what is allowed.
    """
    wanted = list(where)
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        heading = [name.strip().lower() for name in reader.fieldnames or ()]
        reader.fieldnames = heading
        _check_heading(path, heading, [name for name, _ in wanted])
        rows = [
            _row(path, reader.line_num, {key: (value or "").strip() for key, value in row.items() if key})
            for row in reader
        ]
    found = [row for row in rows if all(row.columns.get(name, "") == value for name, value in wanted)]
    found = [row for row in found if half is None or crc32(row.ip.encode()) % 2 == half]
    if not found:
        raise BadData(f"{path}: no row is left of {len(rows)}")
    return found


def _check_heading(path: Path, heading: Sequence[str], asked: Sequence[str]) -> None:
    if "ip" not in heading or not {"company", "domain", "kind"} & set(heading):
        raise BadData(f"{path}: the heading needs ip and one of company, domain, kind; found {heading}")
    for name in asked:
        if name not in heading:
            raise BadData(f"{path}: there is no column {name!r}; there are {', '.join(heading)}")


def _row(path: Path, line: int, values: dict[str, str]) -> Truth:
    text = values.get("kind", "").lower()
    kind = _SYNONYMS.get(text, text)
    if kind and kind not in KINDS:
        raise BadData(f"{path}, line {line}: kind {text!r}; allowed: {', '.join(KINDS)}, or empty")
    try:
        parse(values["ip"])
    except BadSubject as error:
        raise BadData(f"{path}, line {line}: {error}") from None
    domain = registrable(values.get("domain", ""))
    return Truth(values["ip"], values.get("company", ""), domain, kind, values)


def judge(rows: Sequence[Truth], verdicts: Sequence[Verdict]) -> list[Judged]:
    return [Judged(row, verdict, match(row, verdict)) for row, verdict in zip(rows, verdicts, strict=True)]


def match(truth: Truth, verdict: Verdict) -> str:
    """ "domain", "name", "part of the name", or ""."""
    company = verdict.company
    if company is None:
        return ""
    if truth.domain and truth.domain == registrable(company.domain):
        return "domain"
    ours, theirs = slug(company.name), slug(truth.company)
    if ours and ours == theirs:
        return "name"
    return "part of the name" if _within(bare(company.name), bare(truth.company)) else ""


def _within(one: str, other: str) -> bool:
    """All words of one in the other, and one of them long enough to mean something."""
    short, long = sorted((_words(one), _words(other)), key=len)
    return short <= long and any(len(word) >= _WORD for word in short)


def _words(name: str) -> frozenset[str]:
    return frozenset(slug(name).split("-")) - _SMALL


def interval(right: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not n:
        return 0.0, 1.0
    share, square = right / n, _Z * _Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    width = _Z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return max(0.0, middle - width), min(1.0, middle + width)


def share(right: int, n: int) -> dict[str, Any]:
    """``{"value": 0.93, "right": 28, "n": 30, "interval": [0.79, 0.98]}``; value None where n is 0."""
    low, high = interval(right, n)
    return {
        "value": round(right / n, 4) if n else None,
        "right": right,
        "n": n,
        "interval": [round(low, 4), round(high, 4)],
    }


def figures(rows: Sequence[Judged]) -> dict[str, Any]:
    """Precision and recall of companies and accuracy of kinds over some rows."""
    known = [row for row in rows if row.truth.company or row.truth.domain or row.truth.kind in PROVIDERS]
    named = [row for row in known if row.named]
    wanted = [row for row in rows if row.truth.wanted]
    kinds = [row for row in rows if row.truth.kind not in {"", "unknown"}]  # who does not know says nothing
    return {
        "rows": len(rows),
        "company": {
            "precision": share(sum(row.right for row in named), len(named)),
            "recall": share(sum(row.right for row in wanted), len(wanted)),
        },
        "kind": {"accuracy": share(sum(row.kind_right for row in kinds), len(kinds))},
    }


def report(rows: Sequence[Judged]) -> dict[str, Any]:
    """All figures: whole, by class, source, country, network size, and what else the truth tells apart."""
    found = figures(rows)
    found["company"]["matched_by"] = dict(sorted(Counter(row.by for row in rows if row.right).items()))
    found["kind"]["confusion"] = _confusion(rows)
    by = {name: _by(rows, key) for name, key in GROUPS.items()}
    if any("level" in row.truth.columns for row in rows):
        by["level"] = _by(rows, lambda row: row.truth.columns.get("level", "") or "not said")
    return {**found, "by": by, "calibration": _calibration(rows), "rule": RULE}


def _by(rows: Sequence[Judged], key: Callable[[Judged], str]) -> dict[str, Any]:
    groups: dict[str, list[Judged]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return {name: figures(groups[name]) for name in sorted(groups)}


def _confusion(rows: Sequence[Judged]) -> dict[str, dict[str, int]]:
    """Truth → what we said → how often."""
    found: dict[str, Counter[str]] = {}
    for row in rows:
        if row.truth.kind not in {"", "unknown"}:
            found.setdefault(row.truth.kind, Counter())[row.verdict.kind] += 1
    return {kind: dict(counts.most_common()) for kind, counts in sorted(found.items())}


def _size(row: Judged) -> str:
    """Of the block that decided, not of the whole system."""
    length = length_of(row.verdict.network)
    if not row.verdict.network:
        return "not known"
    if ":" in row.verdict.network:
        return "IPv6 to /48" if length <= 48 else "IPv6 finer than /48"
    bands = ((16, "/16 and wider"), (20, "/17 to /20"), (24, "/21 to /24"))
    return next((band for limit, band in bands if length <= limit), "finer than /24")


def _registered(row: Judged) -> str:
    return "yes" if any(item.source == "registry" for item in row.verdict.evidence) else "no"


GROUPS: Final[Mapping[str, Callable[[Judged], str]]] = {
    "class": lambda row: row.truth.kind or "not said",
    "source": lambda row: row.verdict.method or "none",
    "country": lambda row: row.truth.columns.get("country") or row.verdict.operator_country or "not known",
    "network size": _size,
    "registry record": _registered,
}


def _calibration(rows: Sequence[Judged]) -> list[dict[str, Any]]:
    """Of the companies named, by the confidence claimed: how many were right."""
    bands = ((0.5, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01))
    found = []
    for low, high in bands:
        here = [row for row in rows if row.named and low <= row.verdict.confidence < high]
        if here:
            claimed = sum(row.verdict.confidence for row in here) / len(here)
            right = share(sum(row.right for row in here), len(here))
            found.append({"from": low, "to": min(high, 1.0), "claimed": round(claimed, 4), "right": right})
    return found
