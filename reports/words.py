"""Codes in people's words: signals, kinds, stages, channels, methods, notes.

Texts are English and marked; a translator turns them into the reader's language (glossary of the
project: German "Sie", Dutch "je"; MQL, SAL and SQL stay). A code nobody listed is shown as it is.
"""

from __future__ import annotations

from typing import Final

from reports.i18n import N_, Translator

SIGNALS: Final = {
    "about": N_("about us"),
    "article_view": N_("article"),
    "blog": N_("blog"),
    "bounce": N_("left at once"),
    "call": N_("call-back page"),
    "call_me": N_("call-back request"),
    "campaign": N_("campaign URL"),
    "careers": N_("careers page"),
    "cart": N_("shopping cart"),
    "cart_add": N_("added to cart"),
    "chat": N_("live chat"),
    "chat_open": N_("live chat opened"),
    "chat_opened": N_("live chat opened"),
    "chat_question": N_("question in the live chat"),
    "checkout": N_("checkout"),
    "checkout_start": N_("checkout started"),
    "compare": N_("comparison page"),
    "contact": N_("contact page"),
    "contact_click": N_("click on phone or mail"),
    "contact_form": N_("contact form sent"),
    "contact_data": N_("contact data entered"),
    "course": N_("course"),
    "course_signup": N_("course booked"),
    "demo": N_("demo page"),
    "demo_request": N_("demo request"),
    "docs": N_("documentation"),
    "download": N_("download"),
    "ebook": N_("e-book"),
    "event": N_("event page"),
    "form": N_("form sent"),
    "gated_download": N_("download against contact details"),
    "integration": N_("integrations page"),
    "investor": N_("investor pages"),
    "legal": N_("legal notice"),
    "login": N_("login"),
    "meeting": N_("booking page"),
    "meeting_booked": N_("meeting booked"),
    "meeting_click": N_("click on booking link"),
    "newsletter": N_("newsletter page"),
    "newsletter_signup": N_("newsletter sign-up"),
    "page": N_("page"),
    "pricing": N_("pricing page"),
    "product": N_("product page"),
    "product_question": N_("question about a product"),
    "purchase": N_("purchase"),
    "quote": N_("quote page"),
    "quote_request": N_("quote request"),
    "reference": N_("customer references"),
    "return_visit": N_("return visit"),
    "search": N_("site search"),
    "security": N_("security page"),
    "signup": N_("sign-up page"),
    "social": N_("link to a social network"),
    "support": N_("support"),
    "trial": N_("trial page"),
    "trial_signup": N_("trial sign-up"),
    "unsubscribe": N_("unsubscribed"),
    "webinar": N_("webinar page"),
    "webinar_signup": N_("webinar sign-up"),
    "whitepaper": N_("whitepaper"),
    "fair_badge": N_("card left at a fair"),
    "fair_info": N_("talk at a fair"),
    "fair_concrete": N_("concrete talk at a fair"),
    "phone_inbound": N_("they called"),
    "sales_talk": N_("talk with sales"),
    "question": N_("question by mail"),
    "inbound_question": N_("question by mail"),
    "mail_reply": N_("answer to a mail"),
    "mail_click": N_("click in a mail"),
    "webinar_attended": N_("took part in a webinar"),
    "private_mail": N_("private mail address"),
    "disposable_mail": N_("throw-away mail address"),
}

KINDS: Final = {
    "isp": N_("internet provider"),
    "mobile": N_("mobile network"),
    "hosting": N_("cloud or hosting"),
    "vpn": N_("VPN or proxy"),
    "education": N_("university or school"),
    "government": N_("public authority"),
    "business": N_("company"),
    "bot": N_("bot"),
    "private": N_("private address"),
    "opted_out": N_("opted out"),
    "unknown": N_("unknown"),
    "pending": N_("not looked up yet"),
}

#: Groups of the accounting bar, in its order.
GROUPS: Final = {
    "identified": N_("identified companies"),
    "organisation": N_("organisations without a name"),
    "provider": N_("internet providers"),
    "cloud": N_("cloud and VPN"),
    "bot": N_("bots"),
    "internal": N_("private addresses"),
    "unknown": N_("unknown"),
    "pending": N_("not looked up yet"),
}

STAGES: Final = {
    "VISITOR": N_("visitor"),
    "ACCOUNT": N_("account"),
    "LEAD": N_("lead"),
    "IQL": N_("information qualified lead"),
    "MQL1": N_("marketing qualified lead, level 1"),
    "MQL2": N_("marketing qualified lead, level 2"),
    "MQL3": N_("marketing qualified lead, level 3"),
    "MQL4": N_("marketing qualified lead, level 4"),
    "MQL5": N_("marketing qualified lead, level 5"),
    "MQL6": N_("marketing qualified lead, level 6"),
    "MQL7": N_("marketing qualified lead, level 7"),
    "MQL8": N_("marketing qualified lead, level 8"),
    "MQL9": N_("marketing qualified lead, level 9"),
    "REVIEW": N_("to be reviewed"),
    "OFFERED": N_("offered to sales"),
    "SAL": N_("sales accepted lead"),
    "SQL": N_("sales qualified lead"),
    "OPPORTUNITY": N_("opportunity"),
    "WON": N_("won"),
    "LOST": N_("lost"),
    "RECYCLED": N_("recycled"),
    "DISQUALIFIED": N_("disqualified"),
    "CHURNED": N_("churned"),
}
#: Written as they are in every language; the others are read out by their word.
_ABBREVIATED: Final = frozenset({"IQL", *(f"MQL{level}" for level in range(1, 10)), "SAL", "SQL"})

#: Why a lead was turned away, lost, set aside …: codes of the moves.
MOVE_REASONS: Final = {
    "too_early": N_("too early"),
    "no_budget": N_("no budget"),
    "no_timeline": N_("no timeline"),
    "no_need": N_("no need"),
    "no_authority": N_("no authority to decide"),
    "wrong_fit": N_("does not fit"),
    "wrong_contact": N_("wrong contact person"),
    "not_reached": N_("cannot be reached"),
    "duplicate": N_("duplicate"),
    "existing_customer": N_("customer already"),
    "competitor": N_("competitor"),
    "student_or_private": N_("student or private person"),
    "wrong_company": N_("wrong company identified"),
    "other": N_("another reason"),
    "price": N_("price"),
    "product": N_("product"),
    "chose_competitor": N_("chose a competitor"),
    "no_decision": N_("no decision was made"),
    "service": N_("service"),
    "closed_down": N_("closed down"),
    "asked_for_it": N_("asked for it"),
    "known_project": N_("known project"),
    "referral": N_("recommended to us"),
    "bought_at_once": N_("bought at once"),
    "was_wrong": N_("was a mistake"),
    "has_changed": N_("has changed"),
}

CHANNELS: Final = {
    "direct": N_("direct"),
    "search": N_("search engine"),
    "social": N_("social network"),
    "ai": N_("AI assistant"),
    "email": N_("e-mail"),
    "paid": N_("paid advertising"),
    "campaign": N_("campaign"),
    "referral": N_("link from another site"),
    "internal": N_("internal"),
}

METHODS: Final = {
    "given": N_("named by a person or in a list"),
    "own-list": N_("your own list"),
    "correction": N_("a person's correction"),
    "rdap": N_("address registry"),
    "rdns": N_("host name"),
    "host-name": N_("host name"),
    "operator": N_("registered network"),
    "system": N_("registered network"),
    "listed": N_("list of listed companies"),
    "university": N_("list of universities"),
    "agency": N_("list of public bodies"),
    "legal-form": N_("name of the network"),
    "keyword": N_("name of the network"),
    "ranges": N_("published address ranges"),
    "special": N_("reserved addresses"),
    "domain": N_("domain"),
    "mmdb": N_("your own database"),
    "registry": N_("registry records you downloaded"),
    "block-holder": N_("registered holder of the block"),
    "crm": N_("your CRM"),
    "link": N_("learnt from work mail"),
    "opt-out": N_("opted out"),
    "large-network": N_("size of the network"),
}

CONFIDENCE: Final = {
    "certain": N_("certain"),
    "likely": N_("likely"),
    "possible": N_("possible"),
    "weak": N_("weak"),
}

#: Why something was not kept.
NOT_KEPT: Final = {
    "too_large": N_("body too large"),
    "encoded": N_("compressed body refused"),
    "bad_json": N_("unreadable message"),
    "bad_version": N_("unknown message version"),
    "bad_url": N_("page address not allowed"),
    "no_events": N_("message without events"),
    "too_many_events": N_("too many events in one message"),
    "unknown_site": N_("unknown site key"),
    "wrong_host": N_("page of another host"),
    "objection": N_("visitor objected (GPC, Do Not Track, opt-out)"),
    "opted_out": N_("company asked not to be identified"),
    "rate_limited": N_("too many from one address"),
    "overloaded": N_("server overloaded, sent again later"),
    "duplicate": N_("sent twice"),
    "poison": N_("could not be processed, kept aside"),
    "moved": N_("over a day old or in the future: kept, its time corrected"),
    "not_get": N_("log line: not a page request"),
    "status": N_("log line: answered with an error or a redirect"),
    "asset": N_("log line: image, script or style"),
    "malformed": N_("log line: unreadable"),
    "unfinished": N_("log line: not finished yet"),
}

SECTIONS: Final = {
    "act_now": N_("Asked for you"),
    "new_qualified": N_("Newly qualified"),
    "qualified": N_("Qualified before, here again"),
    "target": N_("Target accounts seen"),
    "others": N_("All other identified companies"),
    "back": N_("Lost or set aside, here again"),
    "at_risk": N_("About to drop a level"),
    "risen": N_("Higher level than a week ago"),
    "surging": N_("Much more active than usual"),
    "new": N_("Seen for the first time"),
    "fallen": N_("Lost ground"),
    "same": N_("Here as before"),
}

SECTION_HINTS: Final = {
    "act_now": N_("They started a trial, asked for a demo or want to be called. Answer today."),
    "new_qualified": N_("They reached a higher level that day."),
    "qualified": N_("Their level did not rise that day."),
    "target": N_("From your list, below the threshold so far."),
    "others": N_("Best fit and engagement first."),
    "back": N_("They were given up or put off; that day they looked again."),
    "at_risk": N_("Their points no longer earn the level; it is held for a few days more."),
    "risen": N_("They reached a higher level within the week."),
    "surging": N_("Far above their usual week, by more than one person or on more than one day."),
    "new": N_("New this week; best fit and engagement first."),
    "fallen": N_("A lower level, or at least ten points of engagement less."),
    "same": N_("Active, without a change worth telling."),
}


def word(tr: Translator, table: dict[str, str], code: str) -> str:
    """The code's word in the reader's language, or the code itself where the table has none."""
    return tr.gettext(table[code]) if code in table else code.replace("_", " ")


def stage(tr: Translator, code: str) -> str:
    """Short: MQL2 stays MQL2, LEAD becomes "lead"."""
    return code if code in _ABBREVIATED else word(tr, STAGES, code)
