"""Whatever comes in: the pipeline accounts for every event, and keeps nothing it must not keep."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.pipelinekit import NOW, run
from tracker.event import MAX_AGE_MS, to_row
from tracker.rules.model import Subject, slug
from tracker.steps.mask import masked

# Lone surrogates cannot come: JSON bodies are UTF-8.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
NUMBER = st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBER | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
NAME = st.sampled_from(
    ["pv", "en", "out", "dl", "ct", "form", "purchase", "chat", "md", "identify"]
) | TEXT.filter(lambda text: 1 <= len(text) <= 64)
EVENT = st.tuples(NAME, st.integers(0, 2**32 - 1), NUMBER, JSON).map(list)
WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)
MAIL = st.builds(lambda user, host: f"{user}@{host}.example", WORD, WORD)

LIMITS = {
    "name": 64, "url_host": 253, "url_path": 1024, "url_query": 1024, "title": 300, "ref_host": 253,
    "ref_path": 512, "utm_source": 200, "utm_medium": 200, "utm_campaign": 200, "utm_content": 200,
    "utm_term": 200, "props": 2048, "currency": 3, "bot": 64, "browser": 64, "os": 64,
    "visitor": 24, "address_key": 24,
}  # fmt: skip

calm = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@calm
@given(
    events=st.lists(EVENT, min_size=1, max_size=5),
    url=TEXT.map(lambda text: "https://" + text),
    title=TEXT,
    age=NUMBER,
    address=TEXT,
    agent=st.none() | TEXT,
    consent=st.sampled_from(["anon", "yes", "no"]),
)
def test_every_event_is_kept_within_its_limits_or_dropped_with_a_reason(
    events: list[Any], url: str, title: str, age: float, address: str, agent: str | None, consent: str
) -> None:
    outcome = run(*events, u=url, t=title, a=age, address=address, agent=agent, c=consent)
    assert len(outcome.drafts) + outcome.dropped.total() == len(events)
    for draft in outcome.drafts:
        row = to_row(draft)
        assert {key: len(row[key]) for key, most in LIMITS.items() if len(row[key]) > most} == {}
        assert 0 <= draft.engaged_ms <= MAX_AGE_MS
        assert 0 <= draft.scroll <= 100
        assert NOW - 7 * 86_400_000 <= draft.ts <= NOW + 300_000
        assert draft.target == "" or draft.name == "ct" or draft.target.startswith(("https://", "http://"))
        assert len(draft.signals) == len(set(draft.signals)) == len(draft.rules)


@calm
@given(mail=MAIL, before=WORD, after=WORD)
def test_no_mail_address_is_kept_anywhere(mail: str, before: str, after: str) -> None:
    url = f"https://www.example.com/{before}/{quote(mail)}/{after}?ref={quote(mail)}&utm_term={mail}#/{mail}"
    events = [
        ["pv", 0, 0, [f"https://partner.example/{mail}?m={mail}", mail]],
        ["form", 1, 0, [mail, f"https://www.example.com/{mail}", "email"]],
        ["custom", 2, 0, {"who": mail, mail: 1}],
        ["out", 3, 0, f"https://a.example/{quote(mail)}"],
        ["ct", 4, 0, f"mailto:{mail}"],
        ["identify", 5, 0, [mail, {"x": mail}]],
    ]
    for consent, visitor in (("anon", ""), ("yes", mail)):
        outcome = run(*events, u=url, t=f"{before} {mail} {after}", c=consent, x=visitor)
        assert len(outcome.drafts) == len(events)
        text = repr([to_row(draft) for draft in outcome.drafts])
        assert mail not in text
        assert quote(mail) not in text


@calm
@given(text=TEXT)
def test_masking_again_changes_nothing(text: str) -> None:
    assert masked(masked(text)) == masked(text)


@calm
@given(words=st.lists(WORD, min_size=1, max_size=5), extra=WORD)
def test_a_word_is_met_whole_or_not_at_all(words: list[str], extra: str) -> None:
    subject = Subject("url", path="/x/" + "-".join(words))
    for word in words:
        assert word in subject.words
        assert (word + extra in subject.words) == (word + extra in words)
    assert slug("_".join(words) + ".html") == "-".join(words)
