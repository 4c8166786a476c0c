"""The ledger as people read it: caps stand where they bite, and what is shown sums to the score exactly."""

from __future__ import annotations

import pytest

from reports.i18n import translator
from tests.intent_kit import DAY, HOUR, MINUTE, MONDAY, touch
from tracker.dashboard.ledger import Line, lines
from tracker.dashboard.speech import Speech
from tracker.intent import Activity, Assessment, Profile, Reason, Touch, assess, default_model

MODEL = default_model()
GROUPS = {rule.id: rule.group for rule in MODEL.signals}
READ = {"engaged_ms": 60_000}


def _views(signal: str, count: int) -> list[Touch]:
    return [touch(n * MINUTE, signal, view=f"{signal}{n}", **READ) for n in range(count)]


def _done(name: str, signal: str, count: int) -> list[Touch]:
    return [touch(n * MINUTE, signal, name=name, view=f"{signal}{name}", seq=n + 1) for n in range(count)]


CONTENT = [*_done("dl", "whitepaper", 4), *_done("form", "webinar", 3), *_views("reference", 5)]
#: Which caps are met: of a signal, of a group, of the whole.
ACTS: dict[str, tuple[list[Touch], set[str]]] = {
    "nothing capped": (_views("pricing", 1), set()),
    "one signal": (_views("pricing", 6), {"signal"}),
    "a group": (CONTENT, {"signal", "group_cap"}),
    "the whole": (
        [*_views("pricing", 6), *_done("form", "trial", 3), *_done("form", "demo", 3), *CONTENT],
        {"signal", "group_cap", "ceiling"},
    ),
    "below nothing": (_views("careers", 4), {"signal", "floor"}),
}


def _shown(touches: list[Touch]) -> tuple[Assessment, list[Line]]:
    found = assess(Activity.of(touches), Profile(), MODEL, MONDAY + DAY + HOUR)
    return found, lines(found.ledger, GROUPS)


@pytest.mark.parametrize("name", ACTS)
def test_what_is_shown_sums_to_the_engagement(name: str) -> None:
    touches, _ = ACTS[name]
    found, shown = _shown(touches)
    assert sum(line.worth for line in shown) == found.engagement
    assert sum(len(line.entries) for line in shown) == sum(bool(entry.ts) for entry in found.ledger)


@pytest.mark.parametrize("name", [name for name in ACTS if name != "below nothing"])
def test_each_cap_says_what_it_lets_count_of_what(name: str) -> None:
    touches, caps = ACTS[name]
    found, shown = _shown(touches)
    own = {"signal" for line in shown if line.kind == "signal" and line.before is not None}
    assert own | {line.kind for line in shown if line.kind in ("group_cap", "ceiling")} == caps
    limits = {entry.rule: entry.base for entry in found.ledger if entry.kind.endswith("cap")}
    for line in shown:
        if line.before is not None:
            assert line.before > line.limit
            assert line.limit == pytest.approx(limits.get(line.rule, 100.0))


def test_a_groups_cap_stands_below_its_lines() -> None:
    _, shown = _shown(ACTS["the whole"][0])
    places = [n for n, line in enumerate(shown) if line.group == "content"]
    assert places == list(range(places[0], places[0] + len(places)))
    assert [shown[n].kind for n in places][-1] == "group_cap"
    assert shown[-1].kind == "ceiling"


def test_no_two_caps_are_called_the_same() -> None:
    say = Speech(translator("en"), "2026-03-02")
    kinds = (("group_cap", "content"), ("group_cap", "signup"), ("ceiling", "ceiling"), ("floor", "floor"))
    assert [say.limit(kind, rule, "25.0", "38.1") for kind, rule in kinds] == [
        "content together: 25.0 of 38.1 count",
        "sign-ups together: 25.0 of 38.1 count",
        "in all: 25.0 of 38.1 count",
        "in all never less than 0",
    ]


@pytest.mark.parametrize(
    ("signal", "on", "enough", "en", "de"),
    [
        (
            "trial",
            "action",
            1,
            "a trial sign-up (+50) would be enough",
            "eine Anmeldung zum Probezeitraum (+50) würde genügen",
        ),
        ("cart", "action", 0, "something put into the cart (+50)", "etwas im Warenkorb (+50)"),
        ("pricing", "view", 0, "a view of: pricing page (+50)", "ein Aufruf von: Preisübersicht (+50)"),
    ],
)
def test_a_lever_is_an_act(signal: str, on: str, enough: int, en: str, de: str) -> None:
    reason = Reason("lever", (("signal", signal), ("on", on), ("points", 50.0), ("enough", enough)))
    assert [Speech(translator(language), "2026-03-02").step(reason) for language in ("en", "de")] == [en, de]


@pytest.mark.parametrize(
    ("event", "signal", "said"),
    [
        ("pv", "contact", "contact page"),
        ("form", "contact", "contact form sent"),
        ("add_to_cart", "cart", "added to cart"),
        ("form", "trial", "trial sign-up"),
        ("pv", "trial", "trial page"),
        ("form", "whitepaper", "whitepaper"),
        ("dl", "download", "download"),
    ],
)
def test_what_was_done_is_named_as_done(event: str, signal: str, said: str) -> None:
    assert Speech(translator("en"), "2026-03-02").mark(event, signal) == said
