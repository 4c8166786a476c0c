"""What a list or a correction was refused for, in the reader's language.

Identification knows no language: its errors carry the English text and its values, here the texts are named
so that they are translated (a test holds both together).
"""

from __future__ import annotations

import re
from typing import Final

from enrichment import EnrichmentError
from reports.i18n import N_
from tracker.dashboard.page import Page

#: Of enrichment/sheets.py, columns.py and corrections.py, tracker/companies/targets.py and outlook.py.
TEXTS: Final = (
    N_("%(file)s: over %(most)s MB; split the list"),
    N_("%(file)s: no row in it; the first line names the columns"),
    N_("%(file)s, line %(line)s: over %(most)s rows; split the list"),
    N_("%(file)s, line 1: two columns are called “%(column)s”; each needs a name of its own"),
    N_("%(file)s, line %(line)s: a cell without end; is a quote never closed?"),
    N_(
        "%(file)s, line %(line)s: cannot be read (%(why)s); allowed: cells with commas, semicolons or tabs "
        "between"
    ),
    N_("%(file)s: neither a CSV nor an XLSX file"),
    N_("%(file)s: unpacks to over %(most)s MB; split the list"),
    N_("%(file)s: not a workbook that can be read (%(why)s); save it as .xlsx or CSV"),
    N_("there is no column “%(column)s”; the file has %(columns)s"),
    N_("%(column)s=%(field)s: no such field; allowed: %(allowed)s"),
    N_(
        "%(file)s, line 1: no column of %(columns)s is a domain, a website or a name; "
        "call one of them “domain” or “company”"
    ),
    N_("%(accounts)s accounts; at most %(most)s in one forecast"),
    N_("“%(given)s”: a correction says %(allowed)s"),
    N_("a correction needs the company or the network it speaks of"),
    N_("which company is it not? Its account key is needed"),
    N_("domain “%(given)s”: a domain such as acme.com is needed"),
    N_("which company is it? A name or a domain is needed"),
    N_("kind “%(given)s”: allowed are %(allowed)s"),
    N_("network “%(given)s”: one such as 192.0.2.0/24 is needed"),
    N_("network %(given)s: wider than any one party's"),
)
#: What may stand in a cell: enrichment/profile.py and importing.py. A number in it is "%(n)s".
ALLOWED: Final = (
    N_("a domain such as acme.com"),
    N_("a company's own domain"),
    N_("a domain, a website or a name"),
    N_("companies; no persons are kept"),
    N_("at most %(n)s characters"),
    N_("numbers of at most %(n)s digits"),
    N_("a number, or a band such as 51-200 or 10,000+"),
    N_("a number from 0"),
    N_("an amount in one currency"),
    N_("an amount from 0"),
    N_("an amount such as 1200000, 12.5 million or a band of two"),
    N_("a code such as 62.01, WZ 62.01.0, SBI 6201 or NACE J62"),
    N_("a code such as DE, or a country's name in English, German or Dutch"),
    N_("a web address such as www.acme.com"),
    N_("a number such as +49 30 123456"),
)
_COUNTED: Final = tuple(text for text in ALLOWED if "%(n)s" in text)


def refusal(page: Page, error: EnrichmentError) -> str:
    """The error's text. One that nobody translates is said as it is."""
    if error.text not in TEXTS:
        return str(error)
    return page.gettext(error.text, **error.values)


def allowed(page: Page, text: str) -> str:
    """What is allowed in a cell. Lists of codes stay as they are."""
    for counted in _COUNTED:
        found = re.fullmatch(re.escape(counted).replace(re.escape("%(n)s"), r"(\d+)"), text)
        if found:
            return page.gettext(counted, n=found[1])
    return page.gettext(text) if text in ALLOWED else text
