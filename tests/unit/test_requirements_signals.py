"""What was asked of signals (docs/requirements.md): which is worth more, and what raises a hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.intent_kit import DAY, HOUR, MINUTE, MONDAY, touch
from tests.unit.pipelinekit import one
from tracker.contacts import offline, vocabulary
from tracker.contacts.match import Accounts
from tracker.intent import Activity, Profile, Touch, assess, default_model
from tracker.intent.ledger import ledger, total
from tracker.intent.touch import OFFLINE
from tracker.lifecycle.stages import EARNED
from tracker.rules import load_pack

MODEL = default_model()


def worth(*touches: Touch, after: int = HOUR) -> float:
    return total(ledger(Activity.of(touches), MODEL, MONDAY + after))


def done(signal: str, name: str = "form") -> Touch:
    return touch(0, signal, name=name)


def seen(signal: str) -> Touch:
    return touch(0, signal, engaged_ms=30_000)


MORE = {
    "webinar attended over webinar booked": (done("webinar_attended"), done("webinar")),
    "they called over we called": (done("phone_inbound", "touch"), done("sales_talk", "touch")),
    "concrete plans over a card left": (done("fair_concrete", "touch"), done("fair_badge", "touch")),
    "a question over an article": (done("question", "touch"), seen("blog")),
    "webinar over newsletter": (done("webinar"), done("newsletter")),
    "course over newsletter": (done("course"), done("newsletter")),
    "a question in the chat over its window": (done("chat", "chat_started"), done("chat_open", "chat_open")),
    "a question about the product over any": (
        done("product_question", "chat_question"),
        done("chat", "chat_started"),
    ),
    "against contact details over for free": (done("gated_download"), done("whitepaper", "dl")),
    "contact data entered over a window opened": (
        done("contact_data", "contact_data"),
        done("chat_open", "chat_open"),
    ),
    "trial over webinar": (done("trial"), done("webinar")),
    "taking a white paper over looking at its page": (done("whitepaper", "dl"), seen("whitepaper")),
    "cart over price list": (done("cart", "add_to_cart"), seen("pricing")),
    "price list over article": (seen("pricing"), seen("blog")),
}


@pytest.mark.parametrize("name", MORE)
def test_more_is_worth_more(name: str) -> None:
    more, less = MORE[name]
    assert worth(more) > worth(less) > 0


@pytest.mark.parametrize("signal", ["trial", "demo", "quote", "call", "meeting", "contact"])
def test_hands(signal: str) -> None:
    """One such act of a company nobody knows: it is seen at once, and a person looks."""
    found = assess(Activity.of([done(signal)]), Profile(), MODEL, MONDAY + MINUTE)
    assert (found.act_now, found.review, found.stage[:3]) == (True, True, "MQL")


def test_a_question_may_raise_a_hand() -> None:
    """By a setting of the model: whichever way a question comes, somebody is told."""
    rules = [replace(rule, act_now=rule.act_now or "question" in rule.id) for rule in MODEL.signals]
    model = replace(MODEL, signals=tuple(rules))
    for signal in ("question", "chat", "product_question"):
        asked = Activity.of([done(signal, "x")])
        hands = [assess(asked, Profile(), used, MONDAY + MINUTE).act_now for used in (MODEL, model)]
        assert hands == [False, True]


def test_a_form_gives_more_than_what_anybody_may_take() -> None:
    kinds = ["f", "https://www.example.com/whitepaper/anfordern", "email"]
    assert one(["form", 1, 0, kinds], u="https://www.example.com/whitepaper").signals == ["gated_download"]
    assert one(["contact_data", 1, 0], u="https://www.example.com/kontakt").signals == ["contact_data"]
    assert one(["chat_question", 1, 0]).signals == ["product_question"]


@pytest.mark.parametrize("signal", ["newsletter", "webinar", "whitepaper", "download", "cart", "pricing"])
def test_interest_raises_no_hand(signal: str) -> None:
    assert not assess(Activity.of([done(signal)]), Profile(), MODEL, MONDAY + MINUTE).act_now


def test_who_reads_of_product_company_and_references_is_better_informed() -> None:
    """Three kinds of pages in one visit earn for the breadth, once the visit is over; two kinds do not."""
    pages = [touch(i * MINUTE, signal, view=signal, engaged_ms=30_000) for i, signal in enumerate(GROUPS)]

    def breadth(touches: list[Touch], after: int) -> float:
        lines = ledger(Activity.of(touches), MODEL, MONDAY + after)
        return sum(line.points for line in lines if line.rule == "well_informed")

    assert breadth(pages, HOUR) == pytest.approx(MODEL.bonuses[0].points, rel=0.01)
    assert breadth(pages, 5 * MINUTE) == breadth(pages[:2], HOUR) == 0
    judged = assess(Activity.of(pages), Profile(), MODEL, MONDAY + HOUR)
    assert {line.kind for line in judged.ledger if line.rule == "well_informed"} == {"bonus"}
    assert judged.missing, "a bonus is no sign of wanting to buy"


GROUPS = ("product", "about", "reference")


def test_what_they_say_and_what_they_do_are_told_apart() -> None:
    """Every rule is one or the other, and what a company is stands in a ledger of its own."""
    said = {rule.id for rule in MODEL.signals if rule.explicit}
    assert {"demo_request", "contact_form", "phone_inbound", "newsletter_signup"} <= said
    assert not said & {"pricing_view", "cart_view", "return_visit", "page_view", "article_view"}
    assert all(rule.on != "view" for rule in MODEL.signals if rule.explicit)


@pytest.mark.parametrize(
    ("interest", "hand"), [("fair_badge", False), ("fair_info", False), ("fair_concrete", True)]
)
def test_who_wants_information_stays_with_marketing(interest: str, hand: bool) -> None:
    """Only a concrete wish is put before sales at once; who wants to know more is nurtured by marketing."""
    good = Profile(industry="x", country="DE", employees=200)
    found = assess(Activity.of([done(interest, OFFLINE)]), good, MODEL, MONDAY + MINUTE)
    assert (found.act_now, found.stage == "MQL3", found.stage in EARNED) == (hand, False, True)


def test_own_initiative_counts_more() -> None:
    """A click on a mail address is self-initiated, the view of a comparison is not."""
    lines = ledger(Activity.of([done("contact_click", "ct"), seen("compare")]), MODEL, MONDAY)
    assert {line.rule: line.factor for line in lines} == {"contact_click": 1.5, "compare_view": 1.0}


def test_three_days_beat_three_visits() -> None:
    once = [touch(i * 2 * HOUR, "product", view=f"v{i}", engaged_ms=30_000) for i in range(3)]
    spread = [touch(i * DAY, "product", view=f"v{i}", engaged_ms=30_000) for i in range(3)]
    assert worth(*spread, after=2 * DAY + HOUR) > worth(*once, after=5 * HOUR)


def test_readers_of_articles_seek_information() -> None:
    reading = [touch(i * DAY, "blog", view=f"v{i}", engaged_ms=60_000) for i in range(12)]
    found = assess(Activity.of(reading), Profile(), MODEL, MONDAY + 12 * DAY)
    assert found.stage == "IQL"


@pytest.mark.parametrize(
    ("file", "signal"),
    [
        ("/x/whitepaper-energie.pdf", "whitepaper"),
        ("/x/ebook-antriebe.pdf", "ebook"),
        ("/x/datenblatt.pdf", "download"),
    ],
)
def test_kinds_of_content_are_apart(file: str, signal: str) -> None:
    found = one(["dl", 1, 0, f"https://www.example.com{file}"]).signals
    assert signal in found
    assert {"whitepaper", "ebook"} & set(found) <= {signal}


@pytest.mark.parametrize(("event", "signal"), [("webinar_signup", "webinar"), ("webinar_attended",) * 2])
def test_booking_a_webinar_is_not_taking_part(event: str, signal: str) -> None:
    assert one([event, 0, 0]).signals == [signal]


def test_a_newsletter_earns_once() -> None:
    once = worth(done("newsletter"))
    twice = [touch(i, "newsletter", name="form", view=f"v{i}", visitor=f"p{i}") for i in range(2)]
    assert worth(*twice) == pytest.approx(once, abs=0.01)


def test_followers_and_questions_of_a_list_have_channel_and_campaign() -> None:
    head = ("domain", "signal", "date", "campaign", "channel")
    rows = [
        ("acme.example", "follower", "2026-03-01", "", "LinkedIn"),
        ("acme.example", "question", "2026-03-02", "Ad in May", "mail"),
    ]
    made = offline.plan(
        [(line, dict(zip(head, row, strict=True))) for line, row in enumerate(rows, 2)],
        vocabulary.columns(head),
        Accounts([{"key": "acme.example", "name": "Acme", "domain": "acme.example"}], lambda _key: False),
        offline.Terms(zone="UTC", now=MONDAY + 9 * DAY, allowed=offline.signals_of(MODEL)),
    )
    found = [(item.account.key, item.signals[0], item.channel, item.campaign) for item in made.touches]
    assert found == [
        ("acme.example", "social", "social", ""),
        ("acme.example", "question", "email", "Ad in May"),
    ]


def test_articles_are_no_downloads() -> None:
    assert one(["pv", 1, 0], u="https://www.example.com/blog/antriebe").signals == ["blog"]


def test_an_address_of_a_campaign() -> None:
    """An address printed on a poster is a campaign by one rule of one's own, with its own id."""
    own = '[[rule]]\nid = "poster-2026"\nsignal = "campaign"\nexact = "/probemonat"'
    hits = {hit.signal: hit.id for hit in load_pack(own).hits("pv", "/probemonat", "", "", "")}
    assert hits["campaign"] == "poster-2026"
    assert hits["trial"] == "trial-page"
