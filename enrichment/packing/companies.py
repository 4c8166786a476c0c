"""Pack listed companies: name, domain, place, industry, employees.

From two PyPI wheels: edgartools (SEC's company_tickers.parquet, public domain)
and pytickersymbols (MIT; facts compiled from Wikipedia). Needs pyarrow, only here. Run:
``python -m enrichment.packing.companies edgartools-*.whl pytickersymbols-*.whl YYYY-MM-DD OUT.xz``
"""

from __future__ import annotations

import ast
import importlib
import io
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from enrichment.domains import registrable
from enrichment.packing import tables

HEADING = ("name", "domain", "country", "city", "industry", "employees", "provider", "source")
_NOT_A_NAME = re.compile(r"\b(etf|fund|trust|warrants?|acquisition corp|notes|units)\b", re.IGNORECASE)
#: Industries whose addresses belong to customers; whole words only, or equipment makers would be carriers.
_PROVIDER = re.compile(
    r"(integrated |mobile |fixed[- ]line )?telecom(munications?|s)?( services?| operators?| carriers?)?"
    r"|telekommunikation|cable( television)?( operators?)?|internet service providers?|web hosting.*",
    re.IGNORECASE,
)
_NEAR = re.compile(
    r"telecom|communication serv|wireless|internet|cable|hosting|cloud|data cent|media", re.IGNORECASE
)
_COUNTRIES = {
    "Germany": "DE", "United States": "US", "United Kingdom": "GB", "France": "FR", "Netherlands": "NL",
    "Belgium": "BE", "Switzerland": "CH", "Austria": "AT", "Spain": "ES", "Italy": "IT", "Sweden": "SE",
    "Finland": "FI", "Norway": "NO", "Denmark": "DK", "Japan": "JP", "China": "CN", "Ireland": "IE",
    "Luxembourg": "LU", "Portugal": "PT", "Poland": "PL", "Canada": "CA", "Australia": "AU", "Brazil": "BR",
    "Turkey": "TR", "Russia": "RU", "India": "IN", "Mexico": "MX", "Hong Kong": "HK", "South Korea": "KR",
}  # fmt: skip


def sec(wheel: Path) -> Iterator[tuple[str, ...]]:
    """Names of companies that file with the SEC, without funds and shells."""
    parquet: Any = importlib.import_module("pyarrow.parquet")
    with zipfile.ZipFile(wheel) as archive:
        data = archive.read("edgar/reference/data/company_tickers.parquet")
    for name in set(parquet.read_table(io.BytesIO(data), columns=["name"])["name"].to_pylist()):
        clean = re.sub(r"\s*/[A-Z]{2,3}/?\s*$", "", name or "").strip()
        if clean and not _NOT_A_NAME.search(clean):
            yield clean, "", "", "", "", "", "", "sec"


def listed(wheel: Path) -> Iterator[tuple[str, ...]]:
    """Members of twenty stock indices."""
    with zipfile.ZipFile(wheel) as archive:
        module = ast.parse(archive.read("pytickersymbols/indices_data.py").decode())
    table = next(node.value for node in module.body if isinstance(node, ast.Assign))
    for index in ast.literal_eval(table).values():
        for company in index["companies"]:
            yield _listed_row(company)


def _listed_row(company: dict[str, Any]) -> tuple[str, ...]:
    facts = company.get("metadata") or {}
    industries = [str(item) for item in company.get("industries") or ()]
    place = str(facts.get("headquarters") or "").split(" , ")[0].split(",")[0].strip()
    staff = re.search(r"\d{1,3}(?:,\d{3})+|\d+", str(facts.get("employees") or ""))
    return (
        re.sub(r"\s+", " ", str(company["name"])).strip(),
        _domain(str(facts.get("website") or "")),
        _COUNTRIES.get(str(company.get("country") or ""), ""),
        place if len(place) < 40 else "",
        industries[0] if industries else "",
        staff[0].replace(",", "") if staff else "",
        _provider(industries),
        "indices",
    )


def _provider(industries: list[str]) -> str:
    """yes: its addresses are its customers'; maybe: some of them could be."""
    if any(_PROVIDER.fullmatch(item.strip()) for item in industries):
        return "yes"
    return "maybe" if any(_NEAR.search(item) for item in industries) else ""


def _domain(website: str) -> str:
    first = re.split(r"[\s,]+", website.strip())[0]
    return registrable(re.sub(r"^https?://", "", first).split("/")[0]) if first else ""


def main(edgartools: str, pytickersymbols: str, built: str, out: str) -> None:
    source = f"PyPI {Path(edgartools).name} (SEC, public domain), {Path(pytickersymbols).name} (MIT)"
    rows = [*sec(Path(edgartools)), *listed(Path(pytickersymbols))]
    sys.stdout.write(f"{tables.write(Path(out), built, source, HEADING, rows)} rows\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
