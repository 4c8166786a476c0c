"""A report of fictional companies, always the same: what the golden files and the pictures show."""

from __future__ import annotations

from reports.model import (
    Accounting,
    Because,
    ClassCount,
    CompanyRow,
    DailyReport,
    Headline,
    PageCount,
)

HOST = "www.musterwerk.example"
DAY = "2026-03-11"


def _because(code: str, **params: str | int | float) -> Because:
    return Because(code, tuple(params.items()))


def _rising(last: float, start: float = 0.0) -> tuple[float, ...]:
    return tuple(round(start + (last - start) * (day / 29) ** 2, 1) for day in range(30))


def _page(path: str, views: int, *signals: str) -> PageCount:
    return PageCount(HOST, path, views, path.strip("/").capitalize(), signals)


def _hot() -> tuple[CompanyRow, ...]:
    return (
        CompanyRow(
            key="beispiel-maschinenbau.example",
            name="Beispiel Maschinenbau GmbH",
            domain="beispiel-maschinenbau.example",
            city="Ulm",
            country="DE",
            industry="Maschinenbau",
            employees="420",
            confidence=0.97,
            method="own-list",
            why=(
                _because("visitors", count=2),
                _because("signal", signal="pricing", count=3),
                _because("signal", signal="cart", count=1, day="2026-03-10"),
            ),
            grade="A",
            cell="A1",
            score=71.4,
            delta=23.6,
            delta_week=41.0,
            spark=_rising(71.4),
            visits=4,
            views=17,
            visitors=2,
            seconds=1325,
            pages=(
                _page("/preise", 3, "pricing"),
                _page("/warenkorb", 1, "cart"),
                _page("/produkte/spannfutter", 6, "product"),
                _page("/referenzen", 2, "reference"),
                _page("/", 5),
            ),
            source="search",
            stage="MQL3",
            previous_stage="MQL2",
            first_seen="2026-02-12",
            owner="Jana Beispiel",
        ),
        CompanyRow(
            key="voorbeeld-logistiek.example",
            name="Voorbeeld Logistiek B.V.",
            domain="voorbeeld-logistiek.example",
            city="Utrecht",
            country="NL",
            industry="Logistics",
            employees="50-249",
            confidence=0.78,
            method="rdap",
            why=(
                _because("act_now", signal="trial_signup", count=1, day=DAY),
                _because("signal", signal="pricing", count=2),
            ),
            grade="?",
            cell="?2",
            score=55.0,
            delta=55.0,
            delta_week=55.0,
            spark=(*([0.0] * 29), 55.0),
            visits=1,
            views=6,
            visitors=1,
            seconds=412,
            pages=(_page("/proefmaand", 2, "trial"), _page("/prijzen", 2, "pricing"), _page("/contact", 2)),
            source="paid",
            campaign="Frühjahr 2026",
            stage="MQL1",
            act_now=True,
            review=True,
            new=True,
            first_seen=DAY,
        ),
    )


def _warm() -> tuple[CompanyRow, ...]:
    return (
        CompanyRow(
            key="example-robotics.example",
            name="Example Robotics Ltd",
            domain="example-robotics.example",
            city="Leeds",
            country="GB",
            industry="Robotics",
            employees="1500",
            confidence=0.91,
            method="own-list",
            why=(_because("days", count=4), _because("signal", signal="docs", count=5)),
            grade="B",
            cell="B2",
            score=47.2,
            delta=-2.1,
            delta_week=6.3,
            spark=(*_rising(49.3, 20)[:-1], 47.2),
            visits=2,
            views=9,
            visitors=1,
            seconds=640,
            pages=(_page("/docs/api", 5, "docs"), _page("/security", 1, "security")),
            source="direct",
            stage="MQL2",
            previous_stage="MQL2",
            first_seen="2026-01-20",
            target=True,
        ),
        CompanyRow(
            key="muster-chemie.example",
            name="Muster Chemie AG",
            domain="muster-chemie.example",
            country="DE",
            confidence=0.82,
            method="rdns",
            why=(_because("target"), _because("returned", days=21)),
            grade="A",
            cell="A4",
            score=3.1,
            delta=3.1,
            delta_week=3.1,
            spark=(*([0.4] * 29), 3.1),
            visits=1,
            views=2,
            visitors=1,
            pages=(_page("/", 1), _page("/produkte", 1, "product")),
            source="referral",
            stage="LEAD",
            previous_stage="LEAD",
            first_seen="2025-12-01",
            target=True,
        ),
    )


def _others() -> tuple[CompanyRow, ...]:
    return (
        CompanyRow(
            key="hochschule-musterstadt.example",
            name="Hochschule Musterstadt",
            domain="hochschule-musterstadt.example",
            city="Musterstadt",
            country="DE",
            kind="education",
            confidence=0.88,
            method="rdap",
            why=(_because("new"), _because("views", count=11)),
            grade="D",
            cell="D4",
            score=8.0,
            delta=8.0,
            spark=(*([0.0] * 29), 8.0),
            visits=3,
            views=11,
            visitors=3,
            seconds=205,
            pages=(_page("/karriere", 8, "careers"), _page("/", 3)),
            source="ai",
            stage="LEAD",
            new=True,
            first_seen=DAY,
        ),
        CompanyRow(
            key="~muster-und-partner",
            name="Muster & Partner Steuerberatung",
            country="AT",
            confidence=0.55,
            method="rdap",
            why=(_because("views", count=1),),
            grade="?",
            cell="?4",
            score=1.0,
            delta=0.0,
            visits=1,
            views=1,
            visitors=1,
            pages=(
                _page("/blog/2026/was-kostet-ein-spannfutter-wirklich-und-woran-erkennt-man-ein-gutes", 1),
            ),
            source="social",
            stage="LEAD",
            previous_stage="LEAD",
            first_seen="2026-03-02",
        ),
    )


def seeded(link: str = "https://visits.example") -> DailyReport:
    """Six companies, all classes of traffic, sums that close."""
    companies = _hot() + _warm() + _others()
    identified = sum(row.views for row in companies if row.kind == "business")
    classes = (
        ClassCount("business", True, identified, 6),
        ClassCount("education", True, 11, 3),
        ClassCount("isp", False, 812, 640),
        ClassCount("mobile", False, 204, 190),
        ClassCount("bot", False, 377, 45),
        ClassCount("hosting", False, 96, 21),
        ClassCount("vpn", False, 18, 9),
        ClassCount("unknown", False, 133, 88),
        ClassCount("private", False, 7, 2),
        ClassCount("pending", False, 4, 3),
    )
    return DailyReport(
        site="musterwerk",
        day=DAY,
        zone="Europe/Berlin",
        site_title="Musterwerk",
        demo=True,
        headline=Headline(1320, 1004, 961, 6, 4, 2, 1, 1288.25),
        companies=companies,
        accounting=Accounting(
            total_views=sum(item.views for item in classes),
            classes=classes,
            not_kept=(("objection", 41), ("duplicate", 12), ("wrong_host", 3)),
        ),
        notes=(
            _because("operator_data", date="2026-02-17", source="RouteViews, NRO, DB-IP Lite"),
            _because("low_confidence", count=1),
            _because("pending", count=4),
        ),
        versions=(("model", "1"), ("operators", "2026-02-17")),
        link=link,
    )


def empty() -> DailyReport:
    """A day without a single event."""
    return DailyReport(site="musterwerk", day=DAY, zone="Europe/Berlin", site_title="Musterwerk")
