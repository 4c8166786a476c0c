"""Which event earns which points: the default model, event by event."""

from __future__ import annotations

import pytest

from tests.intent_kit import DAY, MINUTE, MONDAY, touch
from tracker.intent import Activity, Touch, default_model
from tracker.intent.ledger import ledger, total

MODEL = default_model()


def points(touches: list[Touch], at: int) -> dict[str, float]:
    """Points by rule, rounded to 1/1000."""
    found: dict[str, float] = {}
    for line in ledger(Activity.of(touches), MODEL, at):
        found[line.rule] = round(found.get(line.rule, 0.0) + line.points, 3)
    return found


READ = {"engaged_ms": 30_000}

TABLE: dict[str, tuple[list[Touch], int, dict[str, float]]] = {
    "a pricing page read for half a minute": ([touch(0, "pricing", **READ)], 0, {"pricing_view": 15.0}),
    "the same, not measured": ([touch(0, "pricing", measured=False)], 0, {"pricing_view": 7.5}),
    "the same, glanced at for ten seconds": (
        [touch(0, "pricing", engaged_ms=10_000)],
        0,
        {"pricing_view": 5.0},
    ),
    "glanced at for one second: a quarter": (
        [touch(0, "pricing", engaged_ms=1_000)],
        0,
        {"pricing_view": 3.75},
    ),
    "after one half-life": ([touch(0, "pricing", **READ)], 14 * DAY, {"pricing_view": 7.5}),
    "after the window": ([touch(0, "pricing", **READ)], 90 * DAY, {}),
    "a page no rule knows": ([touch(0, **READ)], 0, {"page_view": 1.0}),
    "a careers page": ([touch(0, "careers", **READ)], 0, {}),
    "a careers page, the visit over": (
        [touch(0, "careers", **READ)],
        30 * MINUTE,
        {"careers_only": -9.99, "floor": 9.99},
    ),
    "careers and pricing in one visit": (
        [touch(0, "careers", view="a", **READ), touch(MINUTE, "pricing", view="b", **READ)],
        MINUTE,
        {"pricing_view": 15.0},
    ),
    "a bounce": (
        [touch(0, "pricing", engaged_ms=5_000)],
        40 * MINUTE,
        {"pricing_view": 3.745, "bounce": -0.999},
    ),
    "an unmeasured single view is no bounce": (
        [touch(0, "pricing", measured=False)],
        40 * MINUTE,
        {"pricing_view": 7.49},
    ),
    "put into the cart": ([touch(0, "cart", name="add_to_cart")], 0, {"cart_add": 25.0}),
    "a video on the trial page is no sign-up": (
        [touch(0, "trial", view="a", **READ), touch(1, name="video", view="a", seq=1)],
        1,
        {"trial_view": 12.0},
    ),
    "a form on the trial page is": (
        [touch(0, "trial", view="a", **READ), touch(1, name="form", view="a", seq=1)],
        1,
        {"trial_view": 12.0, "trial_signup": 50.0},
    ),
    "a form that is something else is not": (
        [touch(0, "trial", view="a", **READ), touch(1, "newsletter", name="form", view="a", seq=1)],
        1,
        {"trial_view": 12.0, "newsletter_signup": 8.0},
    ),
    "content is capped as a group": (
        [touch(i, "whitepaper", "download", name="dl", view=f"v{i}") for i in range(3)],
        3,
        {"whitepaper": 30.0, "download": 30.0, "content": -35.0},
    ),
    "a second day": (
        [touch(0, "pricing", **READ), touch(DAY, "pricing", view="b", **READ)],
        DAY,
        {"pricing_view": 29.275, "return_visit": 4.0, "frequency": 3.0},
    ),
    "three people on one day": (
        [touch(i, visitor=f"p{i // 2}", view=f"v{i}", measured=False) for i in range(6)],
        6,
        {"page_view": 3.0, "breadth": 10.0},
    ),
    "three people on three days might be one": (
        [
            touch(i * DAY + j, visitor=f"p{i}", view=f"v{i}{j}", measured=False)
            for i in range(3)
            for j in (0, 1)
        ],
        2 * DAY + 1,
        {"page_view": 2.805, "frequency": 6.0, "return_visit": 3.903},
    ),
    "applicants are no buying group": (
        [touch(i, "careers", visitor=f"p{i // 2}", view=f"v{i}") for i in range(6)],
        6,
        {},
    ),
    "more than twenty of one rule, visitor and day": (
        [touch(i, "product", view=f"v{i}", engaged_ms=3_000_000) for i in range(25)],
        25,
        {"product_view": 20.0, "views": -5.0},
    ),
    "nothing earns more than a hundred": (
        [touch(i, name, name="form", view=f"v{i}") for i, name in enumerate(["trial", "demo", "quote"])],
        3,
        {"trial_signup": 50.0, "demo_request": 50.0, "quote_request": 50.0, "ceiling": -50.0},
    ),
    "unsubscribed": (
        [touch(0, "pricing", **READ), touch(1, "unsubscribe", view="u", **READ)],
        1,
        {"pricing_view": 15.0, "page_view": 1.0, "unsubscribe": -20.0, "floor": 4.0},
    ),
    "touches after the instant do not exist": (
        [touch(0, "pricing", **READ), touch(DAY, "cart", name="add_to_cart")],
        DAY - 1,
        {"pricing_view": 14.276},
    ),
}


@pytest.mark.parametrize("name", TABLE)
def test_points(name: str) -> None:
    touches, after, expected = TABLE[name]
    assert points(touches, MONDAY + after) == pytest.approx(expected, abs=0.002)


def test_twenty_one_views_count_as_twenty() -> None:
    touches = [touch(i, "product", view=f"v{i}", **READ) for i in range(25)]
    lines = ledger(Activity.of(touches), MODEL, MONDAY + 25)
    assert (
        sum(line.rule == "product_view" and line.kind == "signal" for line in lines) == MODEL.daily_count_cap
    )


def test_a_view_read_longer_earns_more_and_stays_one_line() -> None:
    read = [touch(0, "pricing", view="a")]
    read += [touch(s * 1000, name="en", view="a", seq=s, engaged_ms=s * 1000) for s in (6, 15, 40)]
    shares = [points(read, MONDAY + s * 1000)["pricing_view"] for s in (0, 6, 15, 40)]
    assert shares == pytest.approx([3.75, 3.75, 7.5, 15.0], abs=0.001)
    assert len(ledger(Activity.of(read), MODEL, MONDAY + 40_000)) == 1


def test_every_line_names_its_event() -> None:
    lines = ledger(Activity.of([touch(0, "pricing", view="a", path="/preise", **READ)]), MODEL, MONDAY + DAY)
    assert [(line.ts, line.view, line.url, line.base, line.factor) for line in lines] == [
        (MONDAY, "a", "shop.example/preise", 15.0, 1.0)
    ]
    assert lines[0].points == pytest.approx(lines[0].base * lines[0].factor * lines[0].decay, abs=1e-10)
    assert total(lines) == lines[0].points
