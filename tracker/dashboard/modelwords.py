"""Score models in the reader's words: what differs, what is wrong with an entry, who did what.  [pure]"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from reports.i18n import N_, Translator
from reports.words import word
from tracker.dashboard.speech import GROUPS, Speech
from tracker.intent.model import Criterion
from tracker.modelbook.diff import Difference
from tracker.modelbook.entry import Problem
from tracker.modelbook.persona import FIELDS

STATES: Final = {
    "in_force": N_("in force"),
    "shadow": N_("in shadow"),
    "discarded": N_("discarded"),
    "was": N_("was in force"),
    "agreed": N_("agreed"),
    "draft": N_("draft"),
}
SOURCES: Final = {
    "shipped": N_("comes with the product"),
    "editor": N_("made in the editor"),
    "file": N_("from a file"),
    "learnt": N_("learnt from outcomes"),
    "taken": N_("taken by the operator, unsigned"),
}
STEPS: Final = {
    "signed": N_("signed for %(side)s"),
    "withdrawn": N_("took the signature for %(side)s back"),
    "activated": N_("put in force on %(where)s"),
    "taken": N_("put in force on %(where)s, unsigned"),
    "released": N_("given up on %(where)s"),
    "shadow": N_("in shadow on %(where)s"),
    "unshadow": N_("no longer in shadow on %(where)s"),
    "discarded": N_("discarded"),
}
SETTINGS: Final = {
    "window_days": N_("days that count at all"),
    "cycle_days": N_("days from first contact to order"),
    "proactive_factor": N_("times the points when they made the first step"),
    "dwell_full_seconds": N_("seconds of reading that count in full"),
    "dwell_floor": N_("least share for a glance"),
    "dwell_unmeasured": N_("share where reading is not measured"),
    "daily_count_cap": N_("events of one kind that count a day"),
    "breadth_points": N_("points for each further person"),
    "breadth_cap": N_("at most for several people"),
    "breadth_min_views": N_("pages a person must view to count"),
    "frequency_points": N_("points for each further day"),
    "frequency_cap": N_("at most for several days"),
    "presence_days": N_("days in which people and days are counted"),
    "bounce_ms": N_("milliseconds below which a visit is a bounce"),
    "engagement_bounds": N_("points for engagement 1, 2 and 3"),
    "bounds_mode": N_("what the engagement thresholds are"),
    "engagement_shares": N_("per cent of the own accounts in engagement 1, 2 and 3"),
    "grade_bounds": N_("points for fit A, B and C"),
    "completeness_min": N_("share of the profile that must be known"),
    "mql_min_engagement": N_("least points for an MQL"),
    "leave_factor": N_("share of the threshold below which a level is left"),
    "leave_days": N_("days in a row below it"),
    "act_now_days": N_("days that a raised hand stands"),
    "mql_mode": N_("when an account is an MQL"),
    "iql": N_("the stage IQL is used"),
    "urgency_raises": N_("who is in a hurry is one level higher"),
    "rates_day": N_("day of the rates to the euro"),
    "cannot_pay_points": N_("points off the fit of who cannot pay the smallest offer"),
    "cannot_pay_share": N_("per cent of a year's revenue that one purchase may cost"),
    "cannot_pay_employees": N_("people the smallest offer is made for at least"),
}
HANDOVER: Final = {
    "act_now_hours": N_("business hours to answer a raised hand"),
    "answer_days": N_("business days to accept or reject an offer"),
    "touch_days": N_("business days to the first contact"),
    "decide_days": N_("days to qualify or give back"),
    "idle_days": N_("days to the next step"),
    "people": N_("people in sales"),
    "slots": N_("new accounts each takes on a week"),
}
MODES: Final = {
    "points": N_("by points and fit"),
    "first_contact": N_("from the first contact"),
    "manual": N_("only by marketing's word"),
}
BOUNDS: Final = {"points": N_("so many points"), "share": N_("shares of the own accounts")}
ROLES: Final = {
    "buying": N_("wants to buy"),
    "information": N_("looks for information"),
    "background": N_("background"),
}
ONS: Final = {"view": N_("viewed"), "action": N_("done"), "any": N_("viewed or done")}
SIDES: Final = {"marketing": N_("marketing"), "sales": N_("sales")}
PARTS: Final = {
    "points": N_("%(what)s: %(before)s → %(after)s points"),
    "cap": N_("%(what)s: at most %(before)s → %(after)s points"),
    "half_life_days": N_("%(what)s: half-life %(before)s → %(after)s days"),
    "proactive": N_("%(what)s, counts as their own first step: %(before)s → %(after)s"),
    "act_now": N_("%(what)s, raises a hand: %(before)s → %(after)s"),
    "role": N_("%(what)s, says that somebody: %(before)s → %(after)s"),
    "on": N_("%(what)s, counts when: %(before)s → %(after)s"),
    "weight": N_("%(what)s: weight %(before)s → %(after)s"),
    "currency": N_("%(what)s, currency of the bands: %(before)s → %(after)s"),
    "otherwise": N_("%(what)s, any other answer: %(before)s → %(after)s points"),
    "bands": N_("%(what)s: the answers and their points are other ones"),
    "name": N_("%(what)s: was called %(before)s"),
    "needs": N_("%(what)s, needs: %(before)s → %(after)s"),
    "needs_weight": N_("%(what)s, weight of needs they looked at: %(before)s → %(after)s"),
}
PROBLEMS: Final = {
    "number": N_("A number from %(low)s to %(high)s is needed."),
    "whole": N_("A whole number from %(low)s to %(high)s is needed."),
    "choice": N_("One of these is needed: %(allowed)s."),
    "falling": N_("This must be less than the value before it."),
    "bands": N_("One answer a line, points first: 100 = Machinery, Packaging"),
    "spans": N_("One range a line, points first: 100 = 50 - 1000"),
    "name": N_("A name of its own is needed, of at most 60 characters."),
    "text": N_("A name of small letters, digits and _ is needed, as the rules know it."),
    "rates": N_("One currency a line, with its euros: GBP = 1.17"),
    "day": N_("The day of the rates is needed."),
    "twice": N_("“%(said)s” is here already."),
}
REFUSALS: Final = {
    "shipped": N_("The model as delivered needs no signatures."),
    "discarded": N_("This draft was discarded."),
    "side": N_("Your role does not sign for that side."),
    "signed": N_("That side has signed already, or the signature is not yours."),
    "same_person": N_("You have signed for the other side; it takes two people."),
    "role": N_("Your role may not put a model in force."),
    "site": N_("This version is for another site."),
    "in_force": N_("This version is in force, or was: it stays as it is."),
    "verdict": N_("What was learnt did not hold on the newest outcomes, so it cannot be put in force."),
    "signatures": N_("Not everybody has signed yet."),
    "reason": N_("A reason is needed, of at most 500 characters: whoever looks at it later must know why."),
    "name": N_("A name has 2 to 60 characters."),
    "agreed": N_("Marketing and sales have agreed on a model here; this one needs their signatures too."),
}


@dataclass(frozen=True)
class ModelWords:
    """One method per vocabulary; a code no table has is shown as it is."""

    t: Translator
    say: Speech

    def state(self, code: str) -> str:
        return word(self.t, STATES, code)

    def source(self, code: str) -> str:
        return word(self.t, SOURCES, code)

    def side(self, code: str) -> str:
        return word(self.t, SIDES, code)

    def mode(self, code: str) -> str:
        return word(self.t, MODES, code)

    def role(self, code: str) -> str:
        return word(self.t, ROLES, code)

    def on(self, code: str) -> str:
        return word(self.t, ONS, code)

    def field(self, code: str) -> str:
        """A field of a company."""
        return self.say.field(code) if code in FIELDS else code

    def persona(self, name: str) -> str:
        """A kind of ideal customer."""
        return self.t.gettext("“%(name)s”", name=name) if name else self.t.gettext("ideal customer")

    def three(self, values: tuple[float, ...]) -> str:
        """ "10, 25 and 50"."""
        return self.t.listing([self.t.number(value, 1) for value in values])

    def setting(self, code: str) -> str:
        return word(self.t, {**SETTINGS, **HANDOVER}, code)

    def group(self, code: str) -> str:
        return word(self.t, GROUPS, code)

    def signal(self, rule: str, signal: str, on: str = "") -> str:
        """What a rule is about, so that looking and doing are told apart."""
        what = self.say.rule(rule, signal)
        return self.t.gettext("%(what)s, viewed", what=what) if on == "view" else what

    def step(self, what: str, side: str, site: str) -> str:
        where = site or self.t.gettext("all sites")
        return self.t.gettext(STEPS[what], side=self.side(side), where=where) if what in STEPS else what

    def refusal(self, code: str) -> str:
        return word(self.t, REFUSALS, code)

    def problem(self, problem: Problem) -> str:
        """What is wrong with an entry, and what is allowed."""
        low, high = (self.t.number(value, 2) for value in (problem.low, problem.high))
        text = PROBLEMS[problem.code]
        return self.t.gettext(text, low=low, high=high, allowed=self._allowed(problem), said=problem.said)

    def _allowed(self, problem: Problem) -> str:
        every = {**MODES, **BOUNDS, **ROLES, **ONS}
        named = (
            self.field(item) if item in FIELDS else word(self.t, every, item) for item in problem.allowed
        )
        return ", ".join(item or "–" for item in named)

    def difference(self, item: Difference) -> str:
        """One line a marketer reads: "pricing page: 15 → 25 points"."""
        if item.kind in ("signal", "penalty", "bonus", "criterion", "persona"):
            return self._part(item)
        before, after = self._value(item, item.before), self._value(item, item.after)
        if item.kind == "exclusion":
            text = N_("ruled out: %(what)s") if item.before is None else N_("no longer ruled out: %(what)s")
            return self.t.gettext(text, what=after if item.before is None else before)
        names = {
            "cell": item.name,
            "rate": f"1 {item.name}, €",
            "event": item.name,
            "group": self.group(item.name),
        }
        what = names.get(item.kind) or self.setting(item.name)
        return f"{what[:1].upper()}{what[1:]}: {before} → {after}"

    def _part(self, item: Difference) -> str:
        named = {"criterion": self.field, "persona": self.persona}.get(item.kind)
        what = named(item.name) if named else self._of_rule(item)
        what = f"{what[:1].upper()}{what[1:]}"
        if item.of:
            what = f"{item.of}: {what}"
        if item.field == "":
            text = N_("%(what)s: new") if item.before is None else N_("%(what)s: no longer counts")
            return self.t.gettext(text, what=what)
        before, after = self._value(item, item.before), self._value(item, item.after)
        text = PARTS.get(item.field, "%(what)s: %(before)s → %(after)s")
        if item.field == "name" and not item.before:
            text = N_("%(what)s: has this name now")
        return self.t.gettext(text, what=what, before=before, after=after)

    def _of_rule(self, item: Difference) -> str:
        return self.signal(item.name, item.signal, "view" if item.name.endswith("_view") else "")

    def _value(self, item: Difference, value: Any) -> str:
        if value is None or value in ("", ()):
            return "–"
        if isinstance(value, bool):
            return self.t.gettext("yes") if value else self.t.gettext("no")
        if isinstance(value, int | float):
            return self.t.number(value, 2)
        if isinstance(value, tuple):
            return ", ".join(self._value(item, part) for part in value if not isinstance(part, Criterion))
        if item.kind == "exclusion" and item.name == "kind":
            return self.say.kind(value)
        codes = {"mql_mode": MODES, "bounds_mode": BOUNDS, "role": ROLES, "on": ONS}.get(
            item.field or item.name, {}
        )
        return word(self.t, codes, str(value))
