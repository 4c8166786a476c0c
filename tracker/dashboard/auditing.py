"""The audit log in the reader's words: a new kind is one line, one not listed is shown as it is.  [pure]"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from reports.i18n import N_, Translator
from reports.words import word
from tracker.audit import Entry

#: What one filters by.
KINDS: Final = {
    "user": N_("Users"),
    "session": N_("Sign-ins"),
    "key": N_("API keys"),
    "site": N_("Sites"),
    "settings": N_("Settings"),
    "optout": N_("Opt-outs"),
    "company": N_("Company data"),
    "link": N_("Learnt networks"),
    "correction": N_("Corrections"),
    "lead": N_("Accounts"),
    "account": N_("Findings"),
    "task": N_("Tasks"),
    "feedback": N_("Feedback"),
    "model": N_("Scoring models"),
    "export": N_("Exports"),
    "schedule": N_("Report schedules"),
    "alert": N_("Alerts"),
    "destination": N_("Destinations"),
    "segment": N_("Segments"),
    "contact": N_("Contacts"),
}
WHAT: Final = {
    "user.invited": N_("invited"),
    "user.admitted": N_("let in by the organisation's sign-in:"),
    "user.link": N_("made a new link for"),
    "user.changed": N_("changed the role of"),
    "user.removed": N_("removed"),
    "user.erased": N_("erased a user, now called"),
    "user.password": N_("set the password of"),
    "session.began": N_("signed in with"),
    "session.ended": N_("signed out a browser"),
    "session.ended_all": N_("signed out everywhere"),
    "key.made": N_("made the API key"),
    "key.revoked": N_("revoked the API key"),
    "site.added": N_("added the site"),
    "site.changed": N_("changed the site"),
    "site.erased": N_("erased the site"),
    "site.hours": N_("changed hours and deadlines of"),
    "settings.floor": N_("changed which companies are too small to be named"),
    "settings.lookups": N_("changed the look-ups that leave this machine"),
    "optout.added": N_("entered the opt-out of"),
    "optout.removed": N_("removed the opt-out of"),
    "company.changed": N_("changed the data of"),
    "company.uploaded": N_("took in a list of companies"),
    "link.removed": N_("forgot the learnt network"),
    "link.allowed": N_("allowed the learnt network again"),
    "correction.made": N_("corrected"),
    "correction.undone": N_("took back a correction of"),
    "lead.changed": N_("changed who looks after, or what is noted of,"),
    "lead.moved": N_("moved"),
    "account.known": N_("wrote down what is known of"),
    "account.wanted": N_("made a target account of"),
    "account.unwanted": N_("no longer wants as a target account"),
    "task.added": N_("set a task on"),
    "task.done": N_("did a task on"),
    "feedback.recorded": N_("wrote down what was said by"),
    "site.working": N_("changed next steps and agreements of"),
    "site.contacts": N_("changed what is agreed on people and touches of"),
    "contact.erased": N_("erased the person"),
    "contact.exported": N_("exported people of"),
    "model.drafted": N_("drafted the scoring model"),
    "model.signed": N_("signed the scoring model"),
    "model.withdrawn": N_("took back the signature under the scoring model"),
    "model.activated": N_("put in force the scoring model"),
    "model.released": N_("gave up the site's own scoring model"),
    "model.taken": N_("took, unsigned, the scoring model"),
    "model.shadow": N_("tries beside the one in force the scoring model"),
    "model.unshadow": N_("no longer tries the scoring model"),
    "model.discarded": N_("discarded the scoring model"),
    "schedule.added": N_("scheduled the report"),
    "schedule.changed": N_("changed the schedule of the report"),
    "schedule.removed": N_("removed the schedule of the report"),
    "alert.added": N_("set up the alert"),
    "alert.changed": N_("changed the alert"),
    "alert.removed": N_("removed the alert"),
    "destination.added": N_("added the destination"),
    "destination.removed": N_("removed the destination"),
    "destination.switched_off": N_("switched off, because it is gone, the destination"),
    "segment.saved": N_("saved the segment"),
    "segment.removed": N_("removed the segment"),
    "export.taken": N_("took a file of accounts as"),
    "export.audit": N_("took the audit log as"),
}
FIELDS: Final = {
    "role": N_("role"),
    "sites": N_("sites"),
    "scopes": N_("may do"),
    "sessions": N_("sessions"),
    "title": N_("title"),
    "hosts": N_("hosts"),
    "timezone": N_("time zone"),
    "note": N_("note"),
    "owner": N_("owner"),
    "follow_up": N_("follow up on"),
    "touched": N_("last talk"),
    "stage": N_("stage"),
    "move": N_("move"),
    "reason": N_("reason"),
    "why": N_("why"),
    "name": N_("name"),
    "version": N_("version"),
    "form": N_("format"),
    "filter": N_("filter"),
    "rows": N_("rows"),
    "lookups": N_("look-ups"),
    "companies": N_("companies"),
    "facts": N_("facts"),
    "source": N_("source"),
    "when": N_("on"),
    "stages": N_("stages"),
    "mails": N_("mail"),
    "recipients": N_("recipients"),
    "to_owner": N_("to the owner"),
    "language": N_("language"),
    "quiet": N_("quiet hours"),
    "digest": N_("together"),
    "digest_at": N_("told at"),
    "active": N_("on or resting"),
    "report": N_("report"),
    "time": N_("time"),
    "formats": N_("files"),
    "segment": N_("segment"),
    "side": N_("on behalf of"),
    "zone": N_("time zone"),
    "times": N_("deadlines"),
    "consent": N_("before consent"),
    "snippet": N_("edition"),
    "modules": N_("parts"),
    "refusal": N_("count after a refusal"),
    "chance": N_("chance in per cent"),
    "value_eur": N_("worth in euros"),
    "budget": N_("budget"),
    "budget_eur": N_("budget in euros"),
    "authority": N_("who decides"),
    "need": N_("need"),
    "urgency": N_("urgency"),
    "commercial": N_("spoke of prices"),
    "goal": N_("goal"),
    "task": N_("task"),
    "outcome": N_("outcome"),
    "accounts": N_("accounts"),
    "countries": N_("countries"),
    "pages": N_("pages"),
    "grade": N_("fit"),
    "target": N_("target accounts only"),
    "weekends": N_("not at weekends"),
    "plays": N_("next steps"),
    "capacity": N_("accounts a day"),
    "checklist": N_("to be answered"),
    "content": N_("what is sent"),
    "weekdays": N_("weekdays"),
    "opens": N_("from"),
    "closes": N_("until"),
    "country": N_("country"),
    "region": N_("region"),
    "problem": N_("problem"),
    "product": N_("product"),
    "nurture": N_("what is sent"),
    "firm": N_("our firm"),
    "values": N_("what matters to them"),
    "fit": N_("fit"),
}


@dataclass(frozen=True)
class Auditing:
    """One method per vocabulary."""

    t: Translator

    def kind(self, code: str) -> str:
        return word(self.t, KINDS, code)

    def what(self, entry: Entry) -> str:
        return word(self.t, WHAT, entry.what)

    def field(self, code: str) -> str:
        return word(self.t, FIELDS, code)

    def value(self, text: str) -> str:
        """Of what is kept in words of the log itself; everything else is shown as it was entered."""
        known = {"yes": self.t.gettext("yes"), "no": self.t.gettext("no"), "all": self.t.gettext("all")}
        known |= {"true": known["yes"], "false": known["no"]}
        return known.get(text, text)
