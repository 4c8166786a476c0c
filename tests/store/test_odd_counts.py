"""Counts of companies as they may stand in an older store: whatever they are, every page opens."""

from __future__ import annotations

import io

import pytest

from reports.exports import export
from reports.i18n import translator
from reports.model import CompanyRow, DailyReport
from reports.present import present
from tests.intent_kit import DAY, MONDAY, event, seed, verdict
from tracker.intent import default_model
from tracker.read.accounts import account, accounts
from tracker.read.profiles import number
from tracker.read.targets import target_row
from tracker.store import Store

ODD = ["\u00b2", "1\u00b2", "9" * 400, "9" * 5000, "1-" + "9" * 400, "\u2468", "\u0661\u0662"]


@pytest.mark.parametrize("value", ODD, ids=lambda text: ascii(text)[:12])
def test_an_account_with_an_odd_size_is_read_shown_and_exported(store: Store, value: str) -> None:
    seed(store, [event(MONDAY, address_key="a0")], [verdict(MONDAY, "a0", "acme.example")])
    fact = {"company": "acme.example", "source": "own_list", "dated": "2026-01-01", "at": MONDAY}
    store.insert(
        "firmographics", [{**fact, "field": name, "value": value} for name in ("employees", "revenue_eur")]
    )
    asked = {"zone": "UTC", "at": MONDAY + DAY, "known_at": MONDAY + DAY, "model": default_model()}
    days = {"from_day": "2026-03-02", "to_day": "2026-03-02"}
    (found,) = accounts(store, "shop", **asked, **days)  # type: ignore[arg-type]
    assert account(store, "shop", found.key, **asked) is not None  # type: ignore[arg-type]
    row = target_row(found, translator("en", "UTC"), "2026-03-02", 0)
    for form in ("csv", "xlsx"):
        export([row], io.BytesIO(), form, "")


@pytest.mark.parametrize("value", ODD, ids=lambda text: ascii(text)[:12])
def test_a_report_shows_an_odd_size_as_text_or_not_at_all(value: str) -> None:
    row = CompanyRow(key="acme.example", name="Acme", employees=value)
    view = present(DailyReport("s", "2026-03-11", "UTC", companies=(row,)), "en")
    sizes = [company.size for section in view.sections for company in section.companies]
    assert len(sizes) == 1
    assert len(sizes[0]) < 500


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("250", 250),
        ("1.000", 1000),
        ("51-200", 125),
        ("\u00b2", None),
        ("9" * 400, None),
        ("1-" + "9" * 400, None),
    ],
    ids=lambda item: ascii(item)[:12],
)
def test_a_count_that_is_none_is_unknown(text: str, count: int | None) -> None:
    assert number(text) == count
