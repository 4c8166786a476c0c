"""The worklist, tasks, what sales finds out, what buyers say, and next steps: shown, kept, refused."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http.dashboard_kit import NOW, SITE, Client, World, add_buyer, add_verdict, add_view, world
from tests.http.test_dashboard_moves import KEY, PAGE, bring_to
from tracker.audit import entries
from tracker.companies import feedback, knowledge, tasks, working
from tracker.lead import act
from tracker.lifecycle import Given, Request
from tracker.qualify import qualify
from tracker.store import Store

DAY = 86_400_000
WORK, PLAYS, FEEDBACK = (f"/site/{SITE}/{name}" for name in ("work", "plays", "feedback"))


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[World]:
    with world(store, tmp_path) as made:
        add_buyer(made)
        yield made


def send(client: Client, path: str, **form: str) -> int:
    return client.post(f"/site/{SITE}/{path}", {"csrf": client.csrf, "account": KEY, **form}).status_code


def test_the_list_says_what_to_do_next_and_what_it_may_be_worth(place: World) -> None:
    client = place.signed_in_as("sales")
    text = client.get(WORK).text
    assert "Acme GmbH" in text
    assert "Find out size and industry first" in text
    said = {"urgency": "high", "active": "no", "commercial": "yes", "budget": "range"}
    assert send(client, "known", value_eur="100.000", **said) == 303
    text = client.get(WORK).text
    assert re.search(r"3,000 €", text), "three in a hundred of MQL2 are usual"
    row = f'data-href="{PAGE}"'
    codes = ("urgent", "active", "passive", "mine", "commercial", "budget")
    shown = {code for code in codes if row in client.get(f"{WORK}?show={code}").text}
    assert shown == {"urgent", "passive", "commercial", "budget"}
    assert client.get(f"{WORK}?show=theirs").status_code == 400


def test_the_account_says_so_too(place: World) -> None:
    add_view(place.store, view="pumps", signals=["product"], url_path="/pumps", title="Pumps")
    text = place.signed_in_as("viewer").get(PAGE).text
    assert "Looked at: Pumps" in text
    assert "Find out size and industry first" in text
    assert "about to decide" in text
    assert re.search(r"Of their own accord</dt><dd[^>]*>0%", text)
    assert "about 3%" in text or "about 3.0%" in text


def test_a_day_holds_so_much(place: World) -> None:
    """What is beyond the capacity is paler, and still there."""
    add_view(place.store, key="a2", view="w", name="pv", signals=["pricing", "cart"], engaged_ms=30_000)
    add_view(place.store, key="a2", view="w2", name="begin_checkout", signals=["checkout"])
    add_verdict(place.store, key="a2", company="beta.example", company_name="Beta BV")
    qualify(place.store, SITE, at=NOW - 60_000, known_at=NOW - 60_000)
    client = place.signed_in_as("admin")
    assert send(client, "plays", capacity="1") == 303
    assert "(2 accounts of 30 days)" in client.get(PLAYS).text
    rows = re.findall(r'<tr data-href="[^"]*" class="(dim)?">', client.get(WORK).text)
    assert rows == ["", "dim"]


def test_a_task_is_set_and_done(place: World) -> None:
    client = place.signed_in_as("marketing")
    form = {"text": "send the <b>catalogue</b>", "due": "2026-03-12", "owner": "sales@example.com"}
    assert send(client, "task", **form) == 303
    assert send(client, "task", text=" ") == 422
    assert send(client, "task", text="x", owner="viewer@example.com") == 422
    assert send(client, "task", text="x", account="none.example") == 404
    ((task_id, task),) = tasks.open_tasks(place.store, SITE).items()
    assert (task.owner, task.account) == ("sales@example.com", KEY)
    for path in (PAGE, WORK):
        assert "send the &lt;b&gt;catalogue&lt;/b&gt;" in client.get(path).text
    place.now = NOW + 5 * DAY
    assert "1 overdue" in place.signed_in_as("sales").get(WORK).text
    assert send(client, "task/done", task="none") == 404
    assert send(client, "task/done", task=task_id) == 303
    assert tasks.open_tasks(place.store, SITE) == {}


def test_what_is_known_is_shown_and_what_cannot_be_is_refused(place: World) -> None:
    client = place.signed_in_as("sales")
    assert (
        send(client, "known", budget="confirmed", budget_eur="5000", need="pumps", goal="Test in May") == 303
    )
    assert send(client, "known", budget="plenty") == 422
    assert send(client, "known", account="none.example", need="x") == 404
    working.save(place.store, SITE, {"least_eur": 9000, "checklist": "bant"}, by="ada", at=NOW)
    text = client.get(PAGE).text
    for word in ("confirmed", "pumps", "Test in May", "below our smallest offer", "Our contact, Urgency"):
        assert word in text, word
    assert knowledge.knowledge_of(place.store, SITE, KEY).budget_eur == 5000


def test_a_plan_is_asked_for_once_sales_took_it_on(place: World) -> None:
    bring_to(place, "SAL")
    client = place.signed_in_as("sales")
    assert "No sales plan yet" in client.get(PAGE).text
    send(client, "known", goal="Trial in April")
    text = client.get(PAGE).text
    assert "No sales plan yet" not in text
    assert "Trial in April" in text


def test_who_was_lost_is_asked_and_counted(place: World) -> None:
    bring_to(place, "LOST")
    client = place.signed_in_as("sales")
    assert "Nobody has been asked yet" in client.get(FEEDBACK).text
    assert "What spoke against us?" in client.get(PAGE).text
    said = {"product.price": "on", "values.fast": "on", "values.moon": "on", "competitor": "Beta BV"}
    assert send(client, "feedback", **said, renewal="2027-03-10", text="Too <i>dear</i>") == 303
    kept = feedback.every_answer(place.store, SITE)[KEY]
    assert (kept.product, kept.values, kept.outcome) == (("price",), ("fast",), "LOST")
    text = client.get(FEEDBACK).text
    assert "Too &lt;i&gt;dear&lt;/i&gt;" in text
    assert re.search(r'price</th><td class="num">1<', text)
    assert "Beta BV, until 10 Mar 2027" in client.get(PAGE).text


def test_what_nobody_turned_to_lies_idle(place: World) -> None:
    client = place.signed_in_as("sales")
    row = f'data-href="{PAGE}"'
    assert row not in client.get(f"{WORK}?show=idle").text
    place.now = NOW + 15 * DAY
    client = place.signed_in_as("sales")
    assert "idle for 15 days" in client.get(f"{WORK}?show=idle").text
    send(client, "lead", touched="on")
    assert row not in client.get(f"{WORK}?show=idle").text


def test_nobody_is_asked_before_it_is_over(place: World) -> None:
    bring_to(place, "SAL")
    assert send(place.signed_in_as("sales"), "feedback", text="x") == 422


def test_the_analysis_goes_deeper(place: World) -> None:
    """Levels, what a customer costs, and who left, from the same log as the funnel."""
    bring_to(place, "OFFERED")
    bring_to(place, "WON")
    bring_to(place, "CHURNED")
    admin = place.signed_in_as("admin")
    send(admin, "known", value_eur="40000")
    text = admin.get(f"/site/{SITE}/analysis").text
    assert "Say what leads cost" in text
    assert send(admin, "plays", cost_eur="900") == 303
    text = admin.get(f"/site/{SITE}/analysis").text
    assert re.search(r'<th scope="row">MQL2</th>.*?40,000 €', text, re.S)
    assert re.search(r'WON <b class="num">900 €', text)
    assert "Customers that left" in text
    assert "The sieve" in text
    assert "sales and the points agree" in text
    assert re.search(r'id="lost".*?0 of 1.*?By score model.*?<code>m<', text, re.S)
    assert re.search(r"By engagement when offered</h3>.*?1 of 1", text, re.S)


def test_lost_accounts_are_an_audience_by_reason(place: World) -> None:
    """Who was lost for its price is in the list of that, with what those are sent; not in any other."""
    marketing = place.signed_in_as("marketing")
    send(marketing, "known", nurture="Retrofit")
    assert (
        send(marketing, "plays", **{"content.LOST": "news", "content.MQL2": "guide", "content.X": "-"}) == 303
    )
    rows = list(csv.DictReader(io.StringIO(marketing.get(f"/site/{SITE}/export.csv").text)))
    assert [(row["nurture"], row["nurture_content"]) for row in rows] == [("Retrofit", "guide")]
    asked = Request(account=KEY, move="lose", role="sales", who="sales:jo", given=Given(reason="price"))
    bring_to(place, "SAL")
    act(place.store, SITE, asked, zone="UTC", at=NOW)
    assert "export.csv?lost=price" in marketing.get(f"/site/{SITE}/analysis").text

    def listed(reason: str) -> list[dict[str, str]]:
        text = marketing.get(f"/site/{SITE}/export.csv?lost={reason}").text
        return list(csv.DictReader(io.StringIO(text)))

    [row] = listed("price")
    said = [row[name] for name in ("account_id", "stage", "lost_reason", "nurture", "nurture_content")]
    assert said == [KEY, "LOST", "price", "Retrofit", "news"]
    assert (listed("product"), len(listed(""))) == ([], 1)
    assert marketing.get(f"/site/{SITE}/export.csv?lost=weather").status_code == 400


def test_own_next_steps_take_the_place_of_ours(place: World) -> None:
    client = place.signed_in_as("marketing")
    page = client.get(PLAYS).text
    cell = re.search(r'class="cell [^>]*>(\?\d)<', client.get(PAGE).text)
    assert cell
    assert len(re.findall(r'class="play-cell"', page)) == 20
    assert send(client, "plays", **{f"play.{cell[1]}": "Ring <Anna>", "touches": "9", "play.Z9": "x"}) == 303
    agreed = working.working(place.store, SITE)
    assert (agreed.plays, agreed.touches) == ({cell[1]: "Ring <Anna>"}, 0), "marketing decides no gate"
    assert "Ring &lt;Anna&gt;" in client.get(PAGE).text
    admin = place.signed_in_as("admin")
    assert send(admin, "plays", touches="9", checklist="bant", offer_at="MQL3") == 303
    assert send(admin, "plays", touches="many") == 422
    agreed = working.working(place.store, SITE)
    assert (agreed.touches, agreed.checklist, agreed.offer_at) == (9, "bant", "MQL3")
    assert agreed.plays == {cell[1]: "Ring <Anna>"}


def test_a_target_account_fits_or_has_a_reason(place: World) -> None:
    """Nothing is known of the company, so its fit needs a reason; the list has day, owner and reason."""
    client = place.signed_in_as("marketing")
    targets = f"/site/{SITE}/targets"
    assert "No target account yet" in client.get(targets).text
    assert send(client, "target", wanted="on") == 422
    assert send(client, "target", wanted="on", account="none.example") == 404
    assert send(client, "target", wanted="on", reason="The <board> wants it") == 303
    send(client, "lead", owner="sales@example.com")
    text = client.get(targets).text
    counts = re.findall(r'<b class="num">(\d+)</b>', text)[-3:]
    assert counts == ["1", "1", "1"], "captured, qualified, wanted"
    for said in ("Acme GmbH", "The &lt;board&gt; wants it", "10 Mar 2026", "marketing", "sales"):
        assert said in text, said
    assert "target account" in client.get(PAGE).text
    assert [entry.what for entry in entries(place.store, kind="account")] == ["account.wanted"]
    assert send(client, "target") == 303
    assert "No target account yet" in client.get(targets).text


def test_only_what_sales_qualified_is_in_the_pipeline(place: World) -> None:
    client = place.signed_in_as("sales")
    send(client, "known", value_eur="100000")
    bring_to(place, "SAL")
    assert "Expected of what sales qualified" not in client.get(WORK).text
    bring_to(place, "SQL")
    text = client.get(f"{WORK}?sort=worth").text
    assert "Expected of what sales qualified: 25,000 €" in text
    assert 'aria-sort="descending"' in text


@pytest.mark.parametrize("language", ["de", "nl"])
def test_in_other_languages(place: World, language: str) -> None:
    client = place.signed_in_as("sales")
    client.cookies.set("language", language, domain="127.0.0.1")
    words = {"de": ("Arbeitsliste", "Nächste Schritte"), "nl": ("Werklijst", "Volgende stappen")}[language]
    assert words[0] in client.get(WORK).text
    assert words[1] in client.get(PLAYS).text
