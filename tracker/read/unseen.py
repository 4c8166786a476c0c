"""Leads of lists: companies that an imported list names and that were never seen on the site.

They stand at the very beginning (stage LEAD) with no points: a list says that somebody exists, not that they
want anything. The first visit, or the first touch elsewhere, makes an account of them as of anybody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tracker.companies.leads import every_lead
from tracker.intent.levels import LEAD
from tracker.store import Store

SOURCE: Final = "list"


@dataclass(frozen=True, slots=True)
class ListLead:
    """``list``: crm or import; ``dated``: first day a list knew it, YYYY-MM-DD."""

    key: str
    name: str
    country: str
    city: str
    industry: str
    employees: str
    owner: str
    relation: str
    list: str
    dated: str
    stage: str = LEAD
    score: float = 0.0
    source: str = SOURCE

    def says(self, text: str) -> bool:
        """Whether that text is in what is known of it."""
        return text.casefold() in " ".join((self.key, self.name, self.city, self.industry)).casefold()


def list_leads(store: Store, site: str, *, text: str = "") -> list[ListLead]:
    """By name. ``text``: only those of whom it is known."""
    given = {key: lead.owner for key, lead in every_lead(store, site).items() if lead.owner}
    found = [
        ListLead(**{**row, "name": row["name"] or row["key"], "owner": given.get(row["key"], row["owner"])})
        for row in store.read("companies/unseen", site=site)
    ]
    kept = (item for item in found if item.says(text))
    return sorted(kept, key=lambda item: (item.name.casefold(), item.key))
