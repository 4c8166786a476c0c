"""The rule pack: what hits, what does not, what is vetoed, and what a broken pack says."""

from __future__ import annotations

import pytest

from tests.unit.pipelinekit import one
from tracker.rules import RuleError, RulePack, default_pack, load_pack
from tracker.rules.explain import explain
from tracker.rules.load import default_rules, parse_rules
from tracker.rules.pack import subject_of

PAGES = {
    "pricing": "/preise /preisliste /prijzen /tarieven /pricing /plans /kosten /de/Preise.html "
    "/unsere-preise /price-list /produkt/preise/ /pricing-plans /%50reise /PREISE /preise.php /shop/#/preise",
    "trial": "/probemonat /testen /kostenlos-testen /proefperiode /free-trial /start-your-free-trial",
    "cart": "/warenkorb /winkelwagen /cart /basket /shopping-cart /de/warenkorb/",
    "checkout": "/kasse /afrekenen /checkout /checkout/step-2 /zur-kasse",
    "demo": "/demo /demo-anfordern /book-a-demo /demo-aanvragen /produkt/live-demo",
    "contact": "/kontakt /contact /contact-us /kontakt-aufnehmen /neem-contact-op /contact-sales",
    "quote": "/angebot-anfordern /offerte-aanvragen /get-a-quote /rfq",
    "meeting": "/termin-buchen /afspraak-maken /book-a-call",
    "call": "/rueckruf /terugbelverzoek /call-me",
    "newsletter": "/newsletter /nieuwsbrief /newsletter-anmeldung",
    "webinar": "/webinare /webinar/energie /on-demand-webinar",
    "course": "/schulungen /cursussen /academy",
    "docs": "/docs/api /handbuch /handleidingen /knowledge-base /faq",
    "careers": "/karriere /jobs /jobs/monteur /stellenangebote /vacatures /werken-bij /careers",
    "support": "/support /hilfe /klantenservice /help-center",
    "login": "/login /anmelden /mijn-account /signin",
    "product": "/produkte/pumpen /producten /products/x /loesungen /features",
    "compare": "/vergleich /alternatieven /compare /produkt-a-vs-produkt-b",
    "reference": "/referenzen /klantverhalen /case-studies/acme /success-stories",
    "integration": "/integrationen /koppelingen /integrations/sap /schnittstellen",
    "security": "/sicherheit /trust-center /security /iso-27001",
    "blog": "/blog/preise-im-wandel /magazin /nieuws",
    "about": "/ueber-uns /%C3%BCber-uns /over-ons /about-us /impressum",
    "campaign": "/aktion/herbst /lp/sps /messe",
    "download": "/downloads /files/handbuch.pdf /cad/part.step /x.zip",
    "whitepaper": "/whitepaper /downloads/whitepaper-energie.pdf",
    "ebook": "/e-books /ebook /downloads/e-book-antriebe.pdf",
    "unsubscribe": "/newsletter/abmelden /unsubscribe",
}
NOT_PAGES = {
    "pricing": "/preisedelstein /preiselbeere /blog/preise /datenschutz/kosten /enterprise /explanations /",
    "contact": "/contactlenses /kontaktlinsen /kontaktlose-zahlung-im-handel-von-morgen-und-uebermorgen",
    "trial": "/testimonials /testergebnis /industrial /clinical-trials/trial",
    "cart": "/cartoon /cartography /discarted",
    "demo": "/democracy /demontage",
    "careers": "/jobst /stellen-sie-sich-vor-sie-waeren-schon-fertig-mit-allem",
    "login": "/newsletter/anmelden /anmeldeformular",
    "support": "/supporters /hilfestellungen",
    "newsletter": "/newsletter/abmelden",
    "compare": "/vstudio /versuche",
    "docs": "/doctor /apikultur",
}


def _rows(pages: dict[str, str]) -> list[tuple[str, str]]:
    return [(path, signal) for signal, paths in pages.items() for path in paths.split()]


def _signals(path: str, query: str = "") -> set[str]:
    return {hit.signal for hit in default_pack().hits("pv", path, query, "", "")}


@pytest.mark.parametrize(("path", "signal"), _rows(PAGES))
def test_page(path: str, signal: str) -> None:
    assert signal in _signals(path)


@pytest.mark.parametrize(("path", "signal"), _rows(NOT_PAGES))
def test_no_page(path: str, signal: str) -> None:
    assert signal not in _signals(path)


@pytest.mark.parametrize(
    ("fields", "page", "signal"),
    [
        ("email", "/", "newsletter"),
        ("given-name,family-name,email,checkbox", "/", "newsletter"),
        ("name,email,tel,textarea", "/kontakt", "contact"),
        ("textarea,email", "/", "contact"),
        ("email,new-password", "/registrieren", "signup"),
        ("email,current-password,checkbox", "/login", "login"),
        ("username,password", "/", "login"),
        ("search", "/", "search"),
        ("name,cc-number,cc-exp,cc-csc", "/bezahlen", "checkout"),
        ("number", "/cart/add", "cart"),
        ("email,organization,tel", "/demo", "demo"),
        ("email,tel", "/probemonat", "trial"),
        ("name,tel", "/rueckruf", "call"),
        ("name,email,file", "/karriere/bewerbung", "careers"),
        ("email,organization", "/webinare/energie", "webinar"),
    ],
)
def test_form(fields: str, page: str, signal: str) -> None:
    draft = one(["form", 1, 0, ["f", "", fields]], u=f"https://www.example.com{page}")
    assert signal in draft.signals


@pytest.mark.parametrize(
    ("fields", "page", "signal"),
    [
        ("email,current-password", "/", "newsletter"),
        ("email,current-password", "/", "signup"),
        ("email", "/passwort/password", "newsletter"),
        ("name,email,textarea,file", "/jobs/monteur", "contact"),
        ("text", "/", "search"),
        ("email,tel,textarea", "/", "newsletter"),
    ],
)
def test_no_form(fields: str, page: str, signal: str) -> None:
    draft = one(["form", 1, 0, ["f", "", fields]], u=f"https://www.example.com{page}")
    assert signal not in draft.signals


@pytest.mark.parametrize(
    ("event", "signal", "rule"),
    [
        (["out", 0, 0, "https://de.linkedin.com/company/x"], "social", "social-link"),
        (["out", 0, 0, "https://calendly.com/x"], "meeting_click", "meeting-link"),
        (["out", 0, 0, "https://wa.me/49"], "contact_click", "contact-messenger"),
        (["out", 0, 0, "https://boards.greenhouse.io/x"], "careers", "careers-link"),
        (["dl", 0, 0, "https://e.example/preisliste-2026.pdf"], "pricing", "pricing-file"),
        (["dl", 0, 0, "https://e.example/teile/a.STEP"], "download", "download-cad"),
        (["dl", 0, 0, "https://e.example/datenblatt_x1.pdf"], "download", "download-datasheet"),
        (["dl", 0, 0, "https://e.example/x.unknown"], "download", "download-any"),
        (["ct", 0, 0, "tel"], "contact_click", "contact-link"),
        (["add_to_cart", 0, 0, [1, "EUR", 1]], "cart", "cart-event"),
        (["begin_checkout", 0, 0, [1, "EUR", 1]], "checkout", "checkout-event"),
        (["purchase", 0, 0, [1, "EUR", 1]], "purchase", "purchase-event"),
        (["trial", 0, 0], "trial", "trial-event"),
        (["chat", 0, 0, "x"], "chat_open", "chat-open-event"),
        (["chat_started", 0, 0, "x"], "chat", "chat-event"),
        (["form", 0, 0, ["1a2b", "https://www.example.com/kontakt", "hubspot"]], "contact", "contact-embed"),
        (["meet", 0, 0, "x"], "meeting", "meeting-event"),
    ],
)
def test_event(event: list[object], signal: str, rule: str) -> None:
    draft = one(event)
    assert dict(zip(draft.signals, draft.rules, strict=True))[signal] == rule


def test_what_looks_like_linkedin_is_not() -> None:
    assert "social" not in one(["out", 0, 0, "https://notlinkedin.com/linkedin.com"]).signals


def test_engagement_has_no_signal() -> None:
    assert one(["en", 1, 0, [5, 5]], u="https://e.example/preise").signals == []


def test_campaign_by_parameter() -> None:
    assert "campaign" in _signals("/", "utm_campaign=a")
    assert "campaign" in _signals("/", "gclid=1")
    assert "campaign" not in _signals("/", "ref=a")


def test_one_rule_per_signal_and_the_first_wins() -> None:
    own = """
        [[rule]]
        id = "our-prices"
        signal = "pricing"
        exact = "/preise"

        [[rule]]
        id = "our-prices-again"
        signal = "pricing"
        prefix = "/preise"
    """
    hits = load_pack(own).hits("pv", "/preise", "", "", "")
    assert [(hit.signal, hit.id) for hit in hits] == [("pricing", "our-prices")]


@pytest.mark.parametrize(
    ("pattern", "hit", "miss"),
    [
        ('exact = "/a/b"', "/a/b/", "/a/b/c"),
        ('prefix = "/a/b"', "/a/b/c", "/a/bc"),
        ('segment = "größe"', "/x/Gr%C3%B6sse", "/x/groessen"),
        ('word = "free trial"', "/my-free_trial", "/my-freetrial"),
        ('glob = "/a/*/c"', "/a/b/c", "/a/b/b/c"),
        ('glob = "/a/**"', "/a/b/b/c", "/b/a"),
        ("regex = '^/\\d+$'", "/123", "/123a"),
        ('extension = "dwg"', "/x/Plan.DWG", "/dwg"),
        ('param = "utm_campaign"', "/?utm_campaign=x", "/?utm_source=x"),
        ('segment = "a"\nunless = ["b"]', "/a", "/b/a"),
    ],
)
def test_pattern(pattern: str, hit: str, miss: str) -> None:
    pack = RulePack(parse_rules(f'[[rule]]\nid = "r"\nsignal = "s"\n{pattern}\n', "t"))
    found = [bool(pack.hits("pv", *url.partition("?")[::2], "", "")) for url in (hit, miss)]
    assert found == [True, False]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[rule]", r"mine.toml: not TOML"),
        ("[rule]\nid = 'x'", r"mine.toml: rule: a pack holds \[\[rule\]\] tables"),
        ("[[rules]]\nid = 'x'", r"mine.toml: rules: a pack holds"),
        ("[[rule]]\nsignal = 's'\nexact = '/'", r"mine.toml: rule number 1: field 'id' is missing"),
        ("[[rule]]\nid = 'x'\nexact = '/'", r"mine.toml: rule 'x': field 'signal' is missing"),
        ("[[rule]]\nid = 'x'\nsignal = 's'", r"rule 'x': no pattern; one of exact"),
        (
            "[[rule]]\nid = 'x'\nsignal = 's'\nsegmnt = 'a'",
            r"rule 'x': field 'segmnt' is not known; allowed are",
        ),
        ("[[rule]]\nid = 'x'\nsignal = 's'\nsegment = 5", r"rule 'x': field 'segment': Expected"),
        ("[[rule]]\nid = 'x'\nsignal = 's'\nsegment = ''", r"field 'segment': an empty pattern"),
        ("[[rule]]\nid = 'x'\nsignal = 's'\nsegment = 'a/b'", r"field 'segment': 'a/b' is one segment"),
        ("[[rule]]\nid = 'x'\nsignal = 's'\nexact = 'a'", r"field 'exact': 'a' must begin with '/'"),
        ("[[rule]]\nid = 'x'\nsignal = 's'\nregex = '(a'", r"rule 'x': field 'regex': '\(a'"),
        (
            "[[rule]]\nid = 'x'\nsignal = 's'\non = 'page'\nexact = '/'",
            r"field 'on': page; allowed are url, out",
        ),
        ("[[rule]]\nid = 'x'\nsignal = 's'\nname = 'a'", r"field 'name' is for on = event, not for url"),
        ("[[rule]]\nid = 'X y'\nsignal = 's'\nexact = '/'", r"field 'id': a-z, 0-9"),
        ("[[rule]]\nid = 'x'\nsignal = 'S!'\nexact = '/'", r"field 'signal': 'S!'"),
        ("[[rule]]\nid = 'x'\nsignal = 's'\nexact = '/'\n" * 2, r"rule 'x': field 'id': used twice"),
        (
            "[[rule]]\nid = 'pricing-page'\nsignal = 's'\nexact = '/'",
            r"the default pack has a rule of this id",
        ),
    ],
)
def test_a_broken_pack_names_file_rule_and_field(text: str, message: str) -> None:
    with pytest.raises(RuleError, match=message):
        load_pack(text, "mine.toml")


def test_without_own_rules_the_default_pack() -> None:
    assert load_pack(None) is default_pack()


def test_every_default_word_is_written_as_it_is_matched() -> None:
    """A word of more parts than are matched would never hit."""
    for rule in default_rules():
        for value in (*rule.segment, *rule.word, *rule.unless):
            assert value == value.lower()
            assert value.isascii()
        assert all(len(value.split("-")) <= 5 for value in rule.word)


@pytest.mark.parametrize(
    ("url", "verdict", "rule", "why"),
    [
        ("/preise", "hit", "pricing-page", 'segment "preise"'),
        ("/blog/preise", "vetoed", "pricing-page", '"blog" in the path vetoes'),
        ("/preisedelstein", "near", "pricing-page", 'only a part of a word in "preisedelstein"'),
        ("/preisse", "near", "pricing-page", '"preisse" resembles'),
        ("/unser-test-testen", "near", "trial-page", "must be the whole segment"),
        ("/x/preisliste.pdf", "second", "pricing-file", "pricing-page came first"),
    ],
)
def test_explained(url: str, verdict: str, rule: str, why: str) -> None:
    found = explain(default_pack(), subject_of("pv", url, "", "", ""))
    assert [item.why for item in found if (item.verdict, item.rule) == (verdict, rule)] != []
    assert why in next(item.why for item in found if item.rule == rule)
