"""Codes in the reader's words, for templates: kinds, events, signals, rules, stages, reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from reports import because, charts
from reports.i18n import N_, Translator
from reports.industries import industry
from reports.model import Because, confidence_word
from reports.words import CHANNELS, CONFIDENCE, KINDS, METHODS, NOT_KEPT, SIGNALS, stage, word
from tracker.contacts.codes import CODES
from tracker.dashboard import grounds
from tracker.dashboard.persons import Persons
from tracker.intent import Reason

EVENTS: Final = {
    "pv": N_("viewed"),
    "en": N_("read on"),
    "out": N_("followed a link to"),
    "dl": N_("downloaded"),
    "ct": N_("clicked a contact"),
    "form": N_("sent a form on"),
    "add_to_cart": N_("put into the cart"),
    "begin_checkout": N_("began checkout"),
    "purchase": N_("bought"),
    "search": N_("searched on"),
    "sign_up": N_("signed up on"),
    "chat": N_("chatted on"),
}
#: Rules of the score model that the signal's own word does not say precisely.
RULES: Final = {
    "page_view": N_("other pages"),
    "campaign_visit": N_("campaign"),
    "return_visit": N_("came back on another day"),
    "bounce": N_("left at once"),
    "careers_only": N_("looked at careers pages only"),
    "support_only": N_("looked at support or login only"),
    "unsubscribe": N_("unsubscribed"),
    "breadth": N_("several people"),
    "frequency": N_("several days"),
    "well_informed": N_("read of product, company and references in one visit"),
    "trial_signup": N_("trial sign-up"),
    "cart_add": N_("added to cart"),
    "checkout_start": N_("began checkout"),
    "contact_form": N_("contact form sent"),
    "webinar_signup": N_("webinar sign-up"),
    "course_signup": N_("course booked"),
    "newsletter_signup": N_("newsletter sign-up"),
    "chat_opened": N_("live chat opened"),
    "chat_question": N_("question in the live chat"),
    "demo_request": N_("demo request"),
    "meeting_booked": N_("meeting booked"),
    "article_view": N_("article"),
}
MORE_SIGNALS: Final = {
    "call": N_("call-back request"),
    "blog": N_("article"),
    "signup": N_("sign-up"),
    "search": N_("site search"),
    "legal": N_("legal page"),
    "about": N_("about page"),
    "purchase": N_("purchase"),
    "chat_open": N_("live chat opened"),
    "contact_click": N_("clicked a contact"),
    "meeting_click": N_("clicked to book a meeting"),
    "investor": N_("investor relations"),
    "event": N_("event page"),
    "social": N_("social network"),
    "unsubscribe": N_("unsubscribed"),
    "page": N_("page view"),
    "return_visit": N_("return visit"),
}
#: Events that are the act itself: their signal names what was done, not the page it was done on.
DOING: Final = frozenset(
    {"form", "add_to_cart", "begin_checkout", "purchase", "sign_up", "chat", "chat_started"}
)
#: Signal of such an event → what was done.
DONE: Final = {
    "call": N_("call-back request"),
    "cart": N_("added to cart"),
    "chat": N_("question in the live chat"),
    "chat_open": N_("live chat opened"),
    "checkout": N_("checkout started"),
    "contact": N_("contact form sent"),
    "course": N_("course booked"),
    "demo": N_("demo request"),
    "meeting": N_("meeting booked"),
    "newsletter": N_("newsletter sign-up"),
    "purchase": N_("purchase"),
    "quote": N_("quote request"),
    "signup": N_("account created"),
    "trial": N_("trial sign-up"),
    "webinar": N_("webinar sign-up"),
}
#: The same as something still to be done: "a trial sign-up (+50) would be enough".
ACTS: Final = {
    "call": N_("a call-back request"),
    "cart": N_("something put into the cart"),
    "chat": N_("a question in the live chat"),
    "chat_open": N_("an opened live chat"),
    "checkout": N_("a checkout"),
    "contact": N_("a contact form"),
    "contact_click": N_("a click on phone or mail"),
    "course": N_("a course booked"),
    "demo": N_("a demo request"),
    "download": N_("a download"),
    "meeting": N_("a meeting booked"),
    "meeting_click": N_("a click on the calendar"),
    "newsletter": N_("a newsletter sign-up"),
    "purchase": N_("a purchase"),
    "quote": N_("a quote request"),
    "signup": N_("an account created"),
    "trial": N_("a trial sign-up"),
    "webinar": N_("a webinar sign-up"),
}
#: Groups of rules that have a limit together.
GROUPS: Final = {
    "content": N_("content"),
    "views": N_("page views"),
    "signup": N_("sign-ups"),
    "email": N_("e-mail"),
    "social": N_("social networks"),
}
FIELDS: Final = {
    "industry": N_("industry"),
    "employees": N_("company size"),
    "revenue_eur": N_("revenue"),
    "revenue": N_("revenue"),
    "needs": N_("needs they looked at"),
    "function": N_("department of a contact"),
    "seniority": N_("how far a contact decides"),
    "mail": N_("mail address of a contact"),
    "cannot_pay_budget": N_("budget below our smallest offer, €"),
    "cannot_pay_revenue": N_("revenue too small for our smallest offer, €"),
    "cannot_pay_employees": N_("too few people for our smallest offer"),
    "country": N_("country"),
    "city": N_("place"),
    "kind": N_("kind"),
    "name": N_("name"),
    "domain": N_("domain"),
    "industry_code": N_("industry code"),
    "website": N_("website"),
    "phone": N_("phone"),
    "region": N_("region"),
    "owner": N_("owner"),
    "relation": N_("relation"),
    "crm_stage": N_("stage in the CRM"),
    "external_id": N_("number in the CRM"),
    "lei": N_("LEI"),
    "street": N_("street"),
    "postal_code": N_("postal code"),
    "email_general": N_("general mailbox"),
}
#: Where a fact is from, beside the methods of identification.
SOURCES: Final = {
    "hand": N_("entered by hand"),
    "crm": N_("CRM"),
    "import": N_("imported list"),
    "gleif": N_("GLEIF register"),
    "wikidata": N_("Wikidata"),
    "listed": N_("list of listed companies"),
    "own-list": N_("own list"),
    "operator": N_("operator data"),
    "registry": N_("address registry"),
}
#: What a company is to us.
RELATIONS: Final = {
    "customer": N_("customer"),
    "opportunity": N_("open opportunity"),
    "target": N_("target account"),
    "prospect": N_("prospect"),
    "partner": N_("partner"),
    "competitor": N_("competitor"),
    "former": N_("former customer"),
}
DEVICES: Final = {
    "desktop": N_("desktop"),
    "mobile": N_("mobile phone"),
    "tablet": N_("tablet"),
    "other": N_("another device"),
}
CLAIMS: Final = {
    "operator": N_("runs the network"),
    "holder": N_("holds the block"),
    "kind": N_("kind of network"),
    "company": N_("company"),
    "note": N_("note"),
}
_ALL_SIGNALS: Final = {**SIGNALS, **MORE_SIGNALS}


@dataclass(frozen=True)
class Speech:
    """One method per vocabulary; a code no table has is shown as it is."""

    t: Translator
    today: str

    def kind(self, code: str) -> str:
        return word(self.t, KINDS, code)

    def event(self, code: str) -> str:
        return word(self.t, EVENTS, code)

    def signal(self, code: str) -> str:
        return word(self.t, _ALL_SIGNALS, code)

    def mark(self, event: str, signal: str) -> str:
        """A signal beside its event: of what was done the act, of what was viewed the page."""
        done = event in DOING and signal in DONE
        return self.t.gettext(DONE[signal]) if done else self.signal(signal)

    def limit(self, kind: str, group: str, counts: str, of: str) -> str:
        """A limit over several lines. ``counts``, ``of``: points as text."""
        if kind == "floor":
            return self.t.gettext("in all never less than 0")
        if kind == "ceiling":
            return self.t.gettext("in all: %(n)s of %(all)s count", n=counts, all=of)
        what = word(self.t, GROUPS, group)
        return self.t.gettext("%(what)s together: %(n)s of %(all)s count", what=what, n=counts, all=of)

    def channel(self, code: str) -> str:
        return word(self.t, CHANNELS, code) if code else ""

    def stage(self, code: str) -> str:
        return stage(self.t, code)

    def method(self, code: str) -> str:
        return word(self.t, METHODS, code)

    def field(self, code: str) -> str:
        return word(self.t, FIELDS, code)

    def source(self, code: str) -> str:
        """Where a fact is from."""
        return word(self.t, SOURCES, code) if code in SOURCES else self.method(code)

    def not_kept(self, code: str) -> str:
        return word(self.t, NOT_KEPT, code)

    def relation(self, code: str) -> str:
        return word(self.t, RELATIONS, code)

    def device(self, code: str) -> str:
        return word(self.t, DEVICES, code) if code else ""

    def industry(self, text: str) -> str:
        return industry(self.t, text)

    def value(self, field: str, text: str) -> str:
        """What is known in a field of a company."""
        if field in CODES:
            return self.t.listing(
                [Persons(self.t).code(field, code.strip()) for code in text.split(",") if code]
            )
        if field == "country" and len(text) == 2:
            return self.t.country(text)
        return self.industry(text) if field == "industry" else text

    def reason(self, text: str) -> str:
        """Why something that was said did not decide."""
        return grounds.reason(self.t, text)

    def scope(self, code: str) -> str:
        """How near to the address it was said."""
        return grounds.scope(self.t, code)

    def claim(self, code: str) -> str:
        return word(self.t, CLAIMS, code)

    def sure(self, confidence: float) -> str:
        return word(self.t, CONFIDENCE, confidence_word(confidence))

    def rule(self, rule: str, signal: str) -> str:
        if rule in RULES:
            return self.t.gettext(RULES[rule])
        return self.signal(rule if rule in _ALL_SIGNALS else signal or rule.removesuffix("_view"))

    def why(self, reasons: tuple[Reason, ...]) -> str:
        return ", ".join(self._because(reason) for reason in reasons)

    def _because(self, reason: Reason) -> str:
        params = tuple(
            (name, self._folded(str(value)) if name == "signal" else value) for name, value in reason.params
        )
        return because.because(self.t, Because(reason.code, params), self.today)

    def _folded(self, name: str) -> str:
        """A signal's name the reports have a word for, where there is one."""
        short = name.removesuffix("_view")
        return name if name in SIGNALS else short if short in SIGNALS else self.rule(name, name)

    def step(self, reason: Reason) -> str:
        """One thing that would lift the account: what is missing, or a single act and what it adds."""
        phrase = _STEPS.get(reason.code)
        return phrase(self, reason) if phrase else reason.code.replace("_", " ")

    def points(self, values: tuple[float, ...]) -> str:
        return charts.spark(values)


def _short(s: Speech, reason: Reason) -> str:
    points = s.t.number(float(reason.get("short", 0)), 1)
    return s.t.gettext("%(n)s more points of engagement for %(stage)s", n=points, stage=reason.get("stage"))


def _facts(s: Speech, reason: Reason) -> str:
    fields = [s.field(name.strip()) for name in str(reason.get("fields")).split(",")]
    return s.t.gettext("knowing more of the company: %(fields)s", fields=s.t.listing(fields))


def _lever(s: Speech, reason: Reason) -> str:
    code = str(reason.get("signal"))
    signal = s.signal(code)
    points = s.t.signed(float(reason.get("points", 0)), 1)
    if reason.get("on") == "view":
        what = s.t.gettext("a view of: %(what)s", what=signal)
    elif code in ACTS:
        what = s.t.gettext(ACTS[code])
    else:
        what = s.t.gettext("an action: %(what)s", what=signal)
    if reason.get("enough"):
        return s.t.gettext("%(act)s (%(points)s) would be enough", act=what, points=points)
    return s.t.gettext("%(act)s (%(points)s)", act=what, points=points)


_STEPS: Final[dict[str, Any]] = {
    "points": _short,
    "buying_signal": lambda s, _r: s.t.gettext("a sign of wanting to buy, such as pricing, cart or trial"),
    "fit_facts": _facts,
    "better_fit": lambda s, r: s.t.gettext("a fit of %(grade)s or better", grade=r.get("grade")),
    "lever": _lever,
    "hurry": lambda s, r: s.t.gettext("word that they are in a hurry, for %(stage)s", stage=r.get("stage")),
}
