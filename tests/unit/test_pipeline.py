"""What the pipeline makes of bodies: times, addresses, consent, payloads, channels, visitors."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.unit.pipelinekit import CHROME, NOW, context, one, run
from tracker.event import Envelope, Reason, Rejected, to_row
from tracker.pipeline import STEPS, process
from tracker.steps.address import address_key, normal_address

MINUTE, DAY = 60_000, 86_400_000


def test_steps_read_as_what_they_may_do() -> None:
    assert all(step.__name__.startswith(("put_", "drop_")) for step in STEPS)


@pytest.mark.parametrize(
    ("name", "age", "offset", "expected"),
    [
        ("at once", 0, 0, NOW),
        ("half a second old", 500, 0, NOW - 500),
        ("second event of the batch", 500, 200, NOW - 300),
        ("offline for a day", DAY, 0, NOW - DAY),
        ("age over a day counts as a day", 40 * DAY, 0, NOW - DAY),
        ("negative age counts as none", -5, 0, NOW),
        ("fractions", 500.7, 0.2, NOW - 501),
        ("seven days back is the limit", 0, -7 * DAY, NOW - 7 * DAY),
        ("further back cannot be", 0, -7 * DAY - 1, NOW),
        ("five minutes ahead is the limit", 0, 5 * MINUTE, NOW + 5 * MINUTE),
        ("further ahead cannot be", 0, 5 * MINUTE + 1, NOW),
        ("a clock instead of an offset", 0, NOW, NOW),
        ("absurd", 1e300, 1e300, NOW),
    ],
)
def test_time(name: str, age: float, offset: float, expected: int) -> None:
    draft = one(["pv", 0, offset], a=age)
    told = NOW - age + offset
    assert (draft.ts, draft.moved) == (expected, abs(draft.ts - told) > 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::FFFF:c000:201", "192.0.2.1"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        (" 192.0.2.1 ", "192.0.2.1"),
        ("PPP-1.Provider.EXAMPLE.", "ppp-1.provider.example"),
        ("1.2.3", "1.2.3"),
        ("", ""),
    ],
)
def test_one_spelling_per_address(text: str, expected: str) -> None:
    assert normal_address(text) == expected


def test_address_key_hangs_on_the_day_key_alone() -> None:
    first = one(address="::ffff:192.0.2.1")
    same = one(address="192.0.2.1", site="own", agent="curl/8")
    next_day = one(address="192.0.2.1", received=NOW + DAY)
    assert first.address_key == same.address_key
    assert first.address_key != next_day.address_key
    assert len(first.address_key) == 24
    assert address_key("192.0.2.1", b"another key") != first.address_key


def test_the_day_of_the_keys_is_the_events_not_the_receipts() -> None:
    days: set[str] = set()

    def day_key(day: str) -> bytes:
        days.add(day)
        return b"k" * 32

    one(["pv", 0, 0], a=1000, ctx=context(day_key=day_key))
    assert days == {"2025-12-31"}


def test_no_address_no_key() -> None:
    assert one(address="").address_key == ""


def test_rows_hold_no_address_and_no_agent() -> None:
    text = repr(to_row(one(address="192.0.2.77")))
    assert "192.0.2.77" not in text
    assert "Mozilla" not in text


@pytest.mark.parametrize(
    ("name", "how", "reason"),
    [
        ("objected", {"c": "no"}, Reason.OBJECTION),
        ("not asked yet", {"c": "wait"}, Reason.OBJECTION),
        ("made up", {"c": "YES!"}, Reason.OBJECTION),
        ("site gone", {"site": "none"}, Reason.UNKNOWN_SITE),
        ("another host", {"site": "own", "u": "https://evil.example/"}, Reason.WRONG_HOST),
        ("looks alike", {"site": "own", "u": "https://notexample.com/"}, Reason.WRONG_HOST),
        ("host as a prefix", {"site": "own", "u": "https://example.com.evil.net/"}, Reason.WRONG_HOST),
        ("no host", {"u": "https:///path"}, Reason.BAD_URL),
        ("host of dots", {"u": "https://.../"}, Reason.BAD_URL),
        ("half an IPv6 host", {"u": "https://[::1/"}, Reason.BAD_URL),
        ("impossible host", {"u": "https://exa mple.com/"}, Reason.BAD_URL),
    ],
)
def test_dropped(name: str, how: dict[str, Any], reason: Reason) -> None:
    outcome = run(["pv", 0, 0], ["en", 1, 5, [1, 2]], **how)
    assert not outcome.drafts
    assert outcome.dropped == {reason: 2}


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.com/",
        "https://example.com/",
        "https://de.example.com/",
        "https://SHOP.example.org:8443/x",
    ],
)
def test_own_hosts_and_what_is_below_them(url: str) -> None:
    assert one(site="own", u=url).url_path in {"/", "/x"}


def test_a_log_has_no_host_to_be_wrong() -> None:
    draft = one(site="own", source="log", u="https://host.invalid/preise", agent=None)
    assert (draft.url_host, draft.url_path, draft.bot) == ("", "/preise", "")


def test_what_is_no_batch_is_refused_whole() -> None:
    with pytest.raises(Rejected, match="v=2"):
        run(v=2)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (["en", 0, 0, [4200, 55]], {"engaged_ms": 4200, "scroll": 55}),
        (["en", 0, 0, [1e18, 900]], {"engaged_ms": DAY, "scroll": 100}),
        (["en", 0, 0, [-5, None]], {"engaged_ms": 0, "scroll": 0}),
        (
            ["out", 0, 0, "https://www.linkedin.com/company/x?t=1"],
            {"target": "https://www.linkedin.com/company/x"},
        ),
        (["out", 0, 0, "javascript:alert(1)"], {"target": ""}),
        (["out", 0, 0, " java\tscript:alert(1)"], {"target": ""}),
        (["out", 0, 0, "data:text/html,<script>"], {"target": ""}),
        (
            ["dl", 0, 0, ["https://www.example.com/a.pdf?sig=secret"]],
            {"target": "https://www.example.com/a.pdf"},
        ),
        (["ct", 0, 0, "mailto"], {"target": "mailto"}),
        (["ct", 0, 0, "mailto:a@b.example"], {"target": "mailto"}),
        (["ct", 0, 0, "<b>"], {"target": ""}),
        (
            ["form", 0, 0, ["nl", "https://www.example.com/subscribe?e=1", "email"]],
            {"target": "https://www.example.com/subscribe", "props": '{"form":"nl","fields":"email"}'},
        ),
        (["add_to_cart", 0, 0, [19.9, "eur", 3]], {"value": 19.9, "currency": "EUR", "props": '{"count":3}'}),
        (
            ["purchase", 0, 0, {"value": 5, "currency": "EUR", "items": [1, 2]}],
            {"value": 5.0, "props": '{"count":2}'},
        ),
        (["purchase", 0, 0, ["5", "EURO", True]], {"value": 0.0, "currency": "", "props": ""}),
        (["purchase", 0, 0, [10**18, "EUR", 10**18]], {"value": 1e12, "props": '{"count":1000000}'}),
        (["chat", 0, 0, "intercom"], {"props": '{"vendor":"intercom"}'}),
        (
            ["trial", 0, 0, {"plan": "pro", "seats": 5, "ok": True, "x": None}],
            {"props": '{"plan":"pro","seats":5,"ok":true,"x":null}'},
        ),
        (["trial", 0, 0, {"mail": "me@firm.example", "deep": {"a": 1}}], {"props": '{"mail":"@","_cut":1}'}),
        (["odd name!", 0, 0, 7], {"name": "odd_name_", "props": '{"0":7}'}),
        (["md", 0, 0, "firm.example"], {"props": ""}),
        (["identify", 0, 0, ["u1", {"plan": "x"}]], {"props": ""}),
        (["pv", 0, 0, {"unexpected": 1}], {"ref_host": "", "props": ""}),
        (["pv", 0, 0, ["https://a.example/", "s"]], {"props": '{"kind":"s"}'}),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, list) else "",
)
def test_payload(event: list[Any], expected: dict[str, Any]) -> None:
    draft = one(event)
    assert {key: getattr(draft, key) for key in expected} == expected


def test_consented_payloads() -> None:
    assert one(["md", 0, 0, "jane@Firm.example"], c="yes", x="id").props == '{"domain":"firm.example"}'
    assert one(["identify", 0, 0, ["u1", {"plan": "x"}]], c="yes", x="id").props == '{"id":"u1","plan":"x"}'


def test_properties_are_cut_at_two_kilobytes_and_say_so() -> None:
    text = one(["custom", 0, 0, {f"key{n}": "ü" * 400 for n in range(20)}]).props
    assert len(text.encode()) <= 2048
    props = msgspec.json.decode(text)
    assert props["_cut"] == 20 - (len(props) - 1) > 0


@pytest.mark.parametrize(
    ("name", "url", "referrer", "channel"),
    [
        ("typed in", "/", "", "direct"),
        ("own page", "/", "https://www.example.com/a", "internal"),
        ("own subdomain", "/", "https://blog.example.com/a", "internal"),
        ("search", "/", "https://www.google.de/", "search"),
        ("search in two-part country", "/", "https://www.google.co.uk/", "search"),
        ("search subdomain", "/", "https://de.search.yahoo.com/x", "search"),
        ("search app", "/", "android-app://com.google.android.googlequicksearchbox/", "search"),
        ("shared document is no search", "/", "https://docs.google.com/document/d/1", "referral"),
        ("mail", "/", "https://mail.google.com/mail/u/0", "email"),
        ("assistant", "/", "https://chatgpt.com/", "ai"),
        ("assistant at google", "/", "https://gemini.google.com/app", "ai"),
        ("assistant by source", "/?utm_source=chatgpt.com", "", "ai"),
        ("assistant perplexity", "/", "https://www.perplexity.ai/search/x", "ai"),
        ("assistant copilot", "/", "https://copilot.microsoft.com/", "ai"),
        ("assistant claude", "/", "https://claude.ai/chat/x", "ai"),
        ("social", "/", "https://lnkd.in/abc", "social"),
        ("social xing", "/", "https://www.xing.com/feed", "social"),
        ("t.co but not at.co", "/", "https://at.co/", "referral"),
        ("paid by medium", "/?utm_source=google&utm_medium=CPC", "https://www.google.de/", "paid"),
        ("paid by click id", "/?gclid=abc123", "https://www.google.de/", "paid"),
        ("facebook marks every link", "/?fbclid=abc", "https://l.facebook.com/", "social"),
        ("newsletter", "/?utm_medium=email&utm_source=brevo", "", "email"),
        ("fair", "/?utm_medium=messe&utm_campaign=sps", "", "campaign"),
        ("campaign only", "/?utm_campaign=spring", "", "campaign"),
        ("campaign without known words", "/?utm_source=partnerx", "", "campaign"),
        ("elsewhere", "/", "https://partner.example/page", "referral"),
        ("no URL", "/", "not a url", "direct"),
        ("script", "/", "javascript:alert(1)", "direct"),
    ],
)
def test_channel(name: str, url: str, referrer: str, channel: str) -> None:
    draft = one(["pv", 0, 0, [referrer, None, 1440]], u=f"https://www.example.com{url}")
    assert draft.channel == channel


def test_only_views_have_a_channel() -> None:
    assert one(["en", 1, 0, [1, 1]]).channel == ""


def test_visitor_is_one_per_site_address_agent_and_day() -> None:
    base = one().visitor
    assert len(base) == 24
    assert one(i="another-view").visitor == base
    others = [one(site="own"), one(address="192.0.2.2"), one(agent=CHROME + " x"), one(received=NOW + DAY)]
    assert len({base, *(draft.visitor for draft in others)}) == 5


def test_consented_visitor_stays_the_same_over_days_and_differs_by_site() -> None:
    known = one(c="yes", x="v1").visitor
    assert one(c="yes", x="v1", received=NOW + 30 * DAY, address="198.51.100.1").visitor == known
    assert one(c="yes", x="v1", site="own").visitor != known
    assert one(c="anon", x="v1").visitor == one().visitor


def test_every_event_of_a_batch_is_accounted_for() -> None:
    outcome = run(["pv", 0, 0], ["en", 1, 10, [5, 5]], ["brand-new-event", 2, 20])
    assert [draft.seq for draft in outcome.drafts] == [0, 1, 2]
    assert len({draft.visitor for draft in outcome.drafts}) == 1


@pytest.mark.parametrize(
    ("number", "value"),
    [("9" * 400, 1e12), ("-" + "9" * 400, 0), ("9" * 18, 1e12)],
    ids=["above", "below", "large"],
)
def test_a_number_above_every_float_is_bounded(number: str, value: float) -> None:
    """As text: msgspec itself writes no such number."""
    event = f'["purchase",0,0,[{number},"EUR",{number}]]'
    body = f'{{"v":1,"i":"v","u":"https://www.example.com/","e":[{event}]}}'
    outcome = process(Envelope("open", "js", NOW, b"", CHROME, body.encode()), "192.0.2.1", context())
    assert [draft.value for draft in outcome.drafts] == [value]
