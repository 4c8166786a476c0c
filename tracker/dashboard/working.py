"""Words of the daily work: next steps, phases, tasks, what sales knows, what buyers said.  [pure]"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from reports.i18n import N_, Translator
from reports.words import word
from tracker.companies.tasks import Task
from tracker.lifecycle.stages import EARNED

#: What to do next.
PLAYS: Final = {
    "call_now": N_("Call today: they raised a hand"),
    "offer": N_("Offer to sales now"),
    "invite": N_("Invite to a demo or a talk"),
    "deepen": N_("Send a case study that fits what they read"),
    "advertise": N_("Right company, little interest yet: reach it by advertising"),
    "newsletter": N_("Newsletter and webinars, nothing personal"),
    "content": N_("Offer the next piece of content, with a way to ask"),
    "check_fit": N_("Look at the company: is it one for us?"),
    "find_out": N_("Find out size and industry first"),
    "wait": N_("Nothing to do; the points will tell"),
    "leave": N_("Leave it alone"),
    "answer_offer": N_("Sales: accept or reject"),
    "talk": N_("First talk: budget, who decides, need, when"),
    "propose": N_("Make an offer that answers their need"),
    "close": N_("Agree on the last steps and a date"),
    "ask_why": N_("Ask what decided it for us"),
    "stay_in_touch": N_("Stay in touch: news that answers why they said no"),
    "win_back": N_("Find out what would bring them back"),
    "nurture_on": N_("Back to nurturing, with the reason in mind"),
}
PHASES: Final = {
    "orientation": N_("looking around"),
    "comparison": N_("comparing"),
    "decision": N_("about to decide"),
}
TASKS: Final = {
    "ask_why_won": N_("Ask why they chose us"),
    "ask_why_lost": N_("Ask why they did not choose us"),
    "ask_why_not": N_("Ask what was missing"),
    "ask_why_left": N_("Ask why they left"),
    "renewal": N_("Their contract with a competitor ends: call"),
}
#: What sales finds out, by field.
FIELDS: Final = {
    "budget": N_("Budget"),
    "budget_eur": N_("Budget in euros"),
    "authority": N_("Our contact"),
    "problem": N_("Problem"),
    "need": N_("What they need"),
    "product": N_("Product that solves it"),
    "urgency": N_("Urgency"),
    "active": N_("Actively looking"),
    "commercial": N_("Talks of prices and terms"),
    "chance": N_("Chance sales sees, in %"),
    "value_eur": N_("Deal in euros"),
    "metrics": N_("How they measure success"),
    "criteria": N_("How they decide"),
    "process": N_("Who must agree, in which order"),
    "champion": N_("Who speaks for us"),
    "nurture": N_("Nurturing programme"),
}
ANSWERS: Final = {
    "budget": {"none": N_("none"), "range": N_("a range"), "confirmed": N_("confirmed")},
    "authority": {
        "none": N_("has no say"),
        "influences": N_("has a say"),
        "decides": N_("decides"),
        "procurement": N_("buys: controls procurement"),
    },
    "urgency": {"low": N_("low"), "mid": N_("medium"), "high": N_("high")},
    "active": {"yes": N_("yes"), "no": N_("no")},
    "commercial": {"yes": N_("yes"), "no": N_("no")},
}
#: What must be answered before sales qualified.
SCHEMES: Final = {
    "": N_("nothing more"),
    "bant": N_("budget, who decides, need, urgency (BANT)"),
    "bant_prices": N_("BANT, and talks of prices have begun"),
    "meddic": N_("success, who decides, criteria, process, problem, our advocate (MEDDIC)"),
}
QUESTIONS: Final = {
    "firm": N_("Our firm"),
    "product": N_("Our product"),
    "values": N_("What they care for"),
}
SAID: Final = {
    "trust": N_("trust"),
    "references": N_("references"),
    "nearness": N_("near to them"),
    "service": N_("service"),
    "advice": N_("advice"),
    "knew_us": N_("knew us before"),
    "people": N_("the people"),
    "function": N_("what it can do"),
    "quality": N_("quality"),
    "price": N_("price"),
    "integration": N_("fits their systems"),
    "delivery": N_("delivery time"),
    "ease": N_("ease of use"),
    "standard": N_("meets a standard"),
    "reliability": N_("reliability"),
    "low_price": N_("a low price"),
    "fast": N_("speed"),
    "sustainability": N_("sustainability"),
    "personal_contact": N_("personal contact"),
    "innovation": N_("innovation"),
    "data_protection": N_("data protection"),
}


@dataclass(frozen=True)
class Working:
    """One method per vocabulary. ``own``: the site's own next steps by cell."""

    t: Translator
    own: Mapping[str, str]

    def play(self, code: str, cell: str = "", stage: str = "") -> str:
        """The next step; before the offer the site's own words for the cell go first."""
        early = not stage or stage in EARNED
        if early and code != "call_now" and self.own.get(cell):
            return self.own[cell]
        return word(self.t, PLAYS, code)

    def phase(self, code: str) -> str:
        return word(self.t, PHASES, code)

    def task(self, task: Task) -> str:
        return task.text or word(self.t, TASKS, task.code)

    def field(self, code: str) -> str:
        return word(self.t, FIELDS, code)

    def answer(self, field: str, code: str) -> str:
        return word(self.t, ANSWERS[field], code) if code else self.t.gettext("not known")

    def scheme(self, code: str) -> str:
        return word(self.t, SCHEMES, code)

    def question(self, code: str) -> str:
        return word(self.t, QUESTIONS, code)

    def said(self, code: str) -> str:
        return word(self.t, SAID, code)
