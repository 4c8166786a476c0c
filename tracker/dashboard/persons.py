"""People and touches in the reader's words: channels, departments, legal bases, what became of a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from reports.i18n import N_, Translator
from reports.words import word

CHANNELS: Final = {
    "fair": N_("trade fair"),
    "event": N_("event"),
    "phone": N_("phone"),
    "email": N_("e-mail"),
    "social": N_("social network"),
    "chat": N_("live chat"),
    "meeting": N_("meeting"),
    "webinar": N_("webinar"),
    "other": N_("elsewhere"),
}
#: What can be entered by hand, in the order of the form.
BY_HAND: Final = {
    "fair_concrete": N_("Trade fair: knows what they want to buy"),
    "fair_info": N_("Trade fair: wants to know more"),
    "fair_badge": N_("Trade fair: left a card"),
    "phone_inbound": N_("They called"),
    "sales_talk": N_("Sales spoke with them"),
    "meeting": N_("Meeting agreed"),
    "question": N_("Question by mail or social network"),
    "mail_reply": N_("Answered a mail"),
    "chat": N_("Question in the live chat"),
    "webinar_attended": N_("Took part in a webinar"),
    "demo": N_("Asked for a demo"),
    "quote": N_("Asked for a quote"),
    "social": N_("Follows us in a social network"),
    "unsubscribe": N_("Unsubscribed"),
}
FUNCTIONS: Final = {
    "purchasing": N_("purchasing"),
    "engineering": N_("engineering"),
    "production": N_("production"),
    "it": N_("IT"),
    "sales": N_("sales"),
    "finance": N_("finance"),
    "marketing": N_("marketing"),
    "hr": N_("human resources"),
    "management": N_("management"),
    "education": N_("study and training"),
}
SENIORITY: Final = {
    "executive": N_("decides"),
    "director": N_("director"),
    "manager": N_("head of a team"),
    "specialist": N_("specialist"),
    "learner": N_("in training"),
}
BASES: Final = {
    "request": N_("they asked us something"),
    "consent": N_("consent"),
    "contract": N_("contract"),
    "legitimate_interest": N_("legitimate interest"),
}
SOURCES: Final = {
    "form": N_("form"),
    "chat": N_("live chat"),
    "fair": N_("trade fair"),
    "phone": N_("phone"),
    "mail": N_("e-mail"),
    "list": N_("list"),
    "crm": N_("CRM"),
    "hand": N_("entered by hand"),
    "api": N_("another system"),
}
LEVELS: Final = {
    "Q1": N_("company known"),
    "Q2": N_("department known"),
    "Q3": N_("contact person known"),
}
MAILS: Final = {"work": N_("work address"), "private": N_("private address"), "disposable": N_("throw-away")}
ACTIONS: Final = {
    "added": N_("added"),
    "changed": N_("changed"),
    "erased": N_("erased"),
    "exported": N_("exported"),
}
#: What became of a row of a list.
OUTCOMES: Final = {
    "taken": N_("taken in"),
    "known": N_("known already"),
    "added": N_("taken in"),
    "merged": N_("joined to a person known already"),
    "same": N_("nothing new"),
    "empty": N_("empty row"),
    "no_company": N_("no company is named"),
    "ambiguous": N_("several companies have this name"),
    "bad_domain": N_("no domain a company can have"),
    "private_mail": N_("a private address, and no company"),
    "opted_out": N_("asked not to be identified"),
    "sole_trader": N_("a person trading alone: no persons are kept"),
    "no_signal": N_("it does not say what happened"),
    "unknown_signal": N_("the score model knows no such signal"),
    "mail_opened": N_("a mail was opened: that says nothing"),
    "bad_time": N_("no time"),
    "future": N_("lies in the future"),
    "sales_stage": N_("a list cannot put anybody into sales"),
    "channel_off": N_("a channel that is not in use here"),
    "no_datum": N_("neither mail address nor phone number"),
    "bad_mail": N_("no mail address"),
    "bad_phone": N_("no phone number"),
    "no_basis": N_("no legal basis is stated"),
    "no_consent": N_("consent without its day and text"),
    "erased": N_("was erased; only a later consent brings them back"),
    "work_mail_only": N_("a private address, where a work address is asked for"),
    "disposable_mail": N_("a throw-away address"),
    "person_left_out": N_("person not kept: no legal basis"),
    "left_out": N_("value left out"),
}


@dataclass(frozen=True)
class Persons:
    """One method per vocabulary; a code no table has is shown as it is."""

    t: Translator

    def channel(self, code: str) -> str:
        return word(self.t, CHANNELS, code)

    def signal(self, code: str) -> str:
        return word(self.t, BY_HAND, code)

    def function(self, code: str) -> str:
        return word(self.t, FUNCTIONS, code)

    def seniority(self, code: str) -> str:
        return word(self.t, SENIORITY, code)

    def code(self, field: str, code: str) -> str:
        """A code of ``contacts.codes``."""
        return {"function": self.function, "seniority": self.seniority, "mail": self.mail}[field](code)

    def basis(self, code: str) -> str:
        return word(self.t, BASES, code)

    def source(self, code: str) -> str:
        return word(self.t, SOURCES, code)

    def level(self, code: str) -> str:
        return word(self.t, LEVELS, code)

    def mail(self, code: str) -> str:
        return word(self.t, MAILS, code)

    def action(self, code: str) -> str:
        return word(self.t, ACTIONS, code)

    def outcome(self, code: str) -> str:
        return word(self.t, OUTCOMES, code)
