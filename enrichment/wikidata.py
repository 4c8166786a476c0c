"""Companies of a Wikidata dump (CC0) as a local index by domain: built by command.

Reads a JSON dump, whole or filtered (one entity a line, as the dumps are; plain, .gz or .bz2), twice: first
the items with an official website that are no persons, then the labels of what they point to. Kept: name,
industry, employees, revenue in euros, country, city, street, postal code, telephone, general mailbox, LEI.
The newest value counts; other currencies do not.
"""

from __future__ import annotations

import bz2
import gzip
import json
import re
from collections import Counter
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any, Final

from enrichment import hashfile
from enrichment.domains import registrable
from enrichment.mail import personal
from enrichment.model import BadData

FILE: Final = "wikidata.idx"
FORMAT: Final = "visitrace-wikidata-1"
LICENCE: Final = "CC0 1.0 (Wikidata, https://www.wikidata.org)"
HUMAN: Final = "Q5"
EURO: Final = "Q4916"
#: Properties: field → (property, points to another item).
ITEMS: Final = {"industry": "P452", "country": "P17", "city": "P159"}
KIND, WEBSITE, STAFF, REVENUE, LEI, ISO, WHEN = "P31", "P856", "P1128", "P2139", "P1278", "P297", "P585"
#: Of the headquarters or the firm as such: field → property.
CONTACT: Final = {"street": "P6375", "postal_code": "P281", "phone": "P1329", "email_general": "P968"}
LANGUAGES: Final = ("en", "de", "nl")
#: One of these makes an item with a website a company's.
SIGNS: Final = (STAFF, REVENUE, LEI, "P452", "P1454", "P414")
_ID: Final = re.compile(rb'"id":\s*"(Q\d+)"')
Entity = dict[str, Any]


def build(source: Path, out: Path, *, dated: str) -> dict[str, int]:
    """Counts of companies kept and lines left out. Raises ``BadData``, ``OSError``."""
    counts: Counter[str] = Counter()
    every = entities(source, counts, holding=f'"{WEBSITE}"'.encode())
    found = [company for entity in every if (company := _company(entity, counts))]
    if not found:
        raise BadData(
            f"{source}: no company with an official website in it; one JSON entity a line is needed"
        )
    pointed = {company[field] for _, company in found for field in ITEMS if field in company}
    labels, codes = _labels(source, pointed)
    head = {"format": FORMAT, "built": dated, "source": source.name[:200], "licence": LICENCE}
    kept = hashfile.write(out, head, ((domain, _named(row, labels, codes)) for domain, row in found))
    return {"kept": kept, **counts}


def entities(
    source: Path, counts: Counter[str], *, holding: bytes = b"", wanted: Container[bytes] | None = None
) -> Iterator[Entity]:
    """Each entity that is worth parsing: with that text in its line, of those ids; odd lines are counted."""
    with _open(source) as file:
        for line in file:
            text = line.strip().rstrip(b",")
            if text in (b"", b"[", b"]") or holding not in text:
                continue
            head = _ID.search(text, 0, 200) if wanted is not None else None
            if head is not None and wanted is not None and head[1] not in wanted:
                continue
            try:
                entity = json.loads(text)
                if not isinstance(entity, dict) or not isinstance(entity.get("claims", {}), dict):
                    raise ValueError("no entity")
            except ValueError:
                counts["unreadable"] += 1
                continue
            yield entity


def _open(source: Path) -> Any:
    openers: dict[str, Any] = {".gz": gzip.open, ".bz2": bz2.open}
    return openers.get(source.suffix, Path.open)(source, "rb")


def _company(entity: Entity, counts: Counter[str]) -> tuple[str, dict[str, str]] | None:
    sites = [str(value) for value in _values(entity, WEBSITE)]
    domain = next((name for site in sites if (name := _domain(site))), "")
    if not domain:
        counts["no website"] += 1
        return None
    if not any(_statements(entity, code) for code in SIGNS):
        counts["no company"] += 1
        return None
    if HUMAN in [_item(value) for value in _values(entity, KIND)]:
        counts["persons"] += 1
        return None
    row = {"name": _label(entity), "website": domain, "lei": _text(entity, LEI)}
    row |= {field: next((_item(v) for v in _values(entity, code)), "") for field, code in ITEMS.items()}
    row |= {field: _words(entity, code) for field, code in CONTACT.items()}
    row["employees"] = _amount(entity, STAFF)
    row["revenue_eur"] = _amount(entity, REVENUE, unit=EURO)
    return domain, {field: value for field, value in row.items() if value}


def _domain(site: str) -> str:
    name = registrable(site.partition("://")[2].split("/")[0].partition(":")[0])
    return "" if personal(name) else name


def _statements(entity: Entity, code: str) -> list[dict[str, Any]]:
    """Without deprecated ones; preferred ones alone where there are any."""
    every = entity.get("claims", {}).get(code, [])
    sound = [item for item in every if isinstance(item, dict) and item.get("rank") != "deprecated"]
    preferred = [item for item in sound if item.get("rank") == "preferred"]
    return preferred or sound


def _value(statement: dict[str, Any]) -> Any:
    snak = statement.get("mainsnak") or {}
    return (snak.get("datavalue") or {}).get("value")


def _values(entity: Entity, code: str) -> list[Any]:
    return [value for item in _statements(entity, code) if (value := _value(item)) is not None]


def _item(value: Any) -> str:
    return str(value.get("id", "")) if isinstance(value, dict) else ""


def _text(entity: Entity, code: str) -> str:
    return next((value for value in _values(entity, code) if isinstance(value, str)), "")


def _words(entity: Entity, code: str) -> str:
    """A text, also one that says its language."""
    values = (value.get("text") if isinstance(value, dict) else value for value in _values(entity, code))
    return next((value[:200] for value in values if isinstance(value, str)), "")


def _amount(entity: Entity, code: str, unit: str = "") -> str:
    """The newest whole amount, "" where there is none (in that unit)."""
    best = max(_statements(entity, code), key=_when, default=None)
    value = _value(best) if best else None
    if not isinstance(value, dict) or (unit and not str(value.get("unit", "")).endswith(f"/{unit}")):
        return ""
    amount = str(value.get("amount", "")).lstrip("+").partition(".")[0]
    return amount if amount.isdecimal() and amount.isascii() and 0 < int(amount) < 10**15 else ""


def _when(statement: dict[str, Any]) -> str:
    dates = (statement.get("qualifiers") or {}).get(WHEN) or [{}]
    value = (dates[0].get("datavalue") or {}).get("value")
    return str(value.get("time", "")) if isinstance(value, dict) else ""


def _label(entity: Entity) -> str:
    labels = entity.get("labels") or {}
    found = (labels.get(code) for code in (*LANGUAGES, "mul", *sorted(labels)))
    return next((str(item.get("value", "")) for item in found if isinstance(item, dict)), "")


def _labels(source: Path, wanted: set[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Item → label, and country → ISO code, of what companies point to."""
    labels: dict[str, str] = {}
    codes: dict[str, str] = {}
    for entity in entities(source, Counter(), wanted={item.encode() for item in wanted}):
        key = str(entity.get("id", ""))
        if key in wanted:
            labels[key] = _label(entity)
            codes[key] = _text(entity, ISO)
    return labels, codes


def _named(row: dict[str, str], labels: dict[str, str], codes: dict[str, str]) -> dict[str, str]:
    """Pointers become words; one that the dump does not explain is left out."""
    words = {
        field: (codes if field == "country" else labels).get(value, "") if field in ITEMS else value
        for field, value in row.items()
    }
    return {field: value for field, value in words.items() if value}
