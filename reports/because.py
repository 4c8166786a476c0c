"""Reasons and notes as half-sentences: "2 people, pricing page 3 times, shopping cart on 9 March"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from reports.i18n import Translator
from reports.model import Because
from reports.words import CHANNELS, SIGNALS, stage, word

Phrase = Callable[[Translator, Because, str], str]


def because(tr: Translator, reason: Because, day: str) -> str:
    """One reason, seen from ``day``: a signal of that same day does not name it again."""
    phrase = _PHRASES.get(reason.code)
    return phrase(tr, reason, day) if phrase else reason.code.replace("_", " ")


def why(tr: Translator, reasons: tuple[Because, ...], day: str) -> str:
    """All reasons in one line, in their order."""
    return ", ".join(because(tr, reason, day) for reason in reasons)


def note(tr: Translator, item: Because) -> str:
    """A whole sentence about the data behind the report."""
    sentence = _NOTES.get(item.code)
    return sentence(tr, item) if sentence else item.code.replace("_", " ")


def _signal(tr: Translator, reason: Because, day: str) -> str:
    what = word(tr, SIGNALS, str(reason.get("signal")))
    n = max(1, reason.number("count"))
    text = tr.ngettext("%(what)s", "%(what)s %(n)s times", n, what=what)
    when = str(reason.get("day"))
    first = str(reason.get("first")) or when
    if first != when:
        return _spread(tr, text, (first, when), day)
    if not when or when == day:
        return text
    return tr.gettext("%(what)s on %(day)s", what=text, day=tr.day(when, "brief"))


def _spread(tr: Translator, text: str, days: tuple[str, str], day: str) -> str:
    """A count over several days must not read as that of its newest day."""
    first, last = days
    if last == day:
        return tr.gettext("%(what)s since %(day)s", what=text, day=tr.day(first, "brief"))
    return tr.gettext("%(what)s, last on %(day)s", what=text, day=tr.day(last, "brief"))


def _act_now(tr: Translator, reason: Because, day: str) -> str:
    signal = str(reason.get("signal"))
    if not signal:
        return tr.gettext("asked for you")
    return tr.gettext("asked for you: %(what)s", what=_signal(tr, reason, day))


def _visitors(tr: Translator, reason: Because, _day: str) -> str:
    return tr.ngettext("%(n)s person", "%(n)s people", reason.number("count"))


def _days(tr: Translator, reason: Because, _day: str) -> str:
    return tr.ngettext("active on %(n)s day", "active on %(n)s days", reason.number("count"))


def _views(tr: Translator, reason: Because, _day: str) -> str:
    return tr.ngettext("%(n)s page view", "%(n)s page views", reason.number("count"))


def _visits(tr: Translator, reason: Because, _day: str) -> str:
    return tr.ngettext("%(n)s visit", "%(n)s visits", reason.number("count"))


def _returned(tr: Translator, reason: Because, _day: str) -> str:
    days = reason.number("days")
    if not days:
        return tr.gettext("came back")
    return tr.ngettext("back after %(n)s day", "back after %(n)s days", days)


def _first_seen(tr: Translator, reason: Because, day: str) -> str:
    first = str(reason.get("day"))
    if first == day:
        return tr.gettext("first day here")
    return tr.gettext("first seen on %(day)s", day=tr.day(first, "brief"))


def _campaign(tr: Translator, reason: Because, _day: str) -> str:
    return tr.gettext("campaign “%(name)s”", name=str(reason.get("name")))


def _channel(tr: Translator, reason: Because, _day: str) -> str:
    return tr.gettext("came by %(channel)s", channel=word(tr, CHANNELS, str(reason.get("channel"))))


def _fit(tr: Translator, reason: Because, _day: str) -> str:
    grade = str(reason.get("grade"))
    if grade in {"", "?"}:
        return tr.gettext("fit not known yet")
    return tr.gettext("fit %(grade)s", grade=grade)


def _stage(tr: Translator, reason: Because, _day: str) -> str:
    return tr.gettext("now %(stage)s", stage=stage(tr, str(reason.get("to"))))


def _points(tr: Translator, reason: Because, _day: str) -> str:
    points = tr.signed(float(reason.get("points", 0)), 1)
    signal = word(tr, SIGNALS, str(reason.get("signal")))
    return tr.gettext("%(what)s %(points)s points", what=signal, points=points)


_PHRASES: Final[dict[str, Phrase]] = {
    "signal": _signal,
    "act_now": _act_now,
    "visitors": _visitors,
    "breadth": _visitors,
    "days": _days,
    "frequency": _days,
    "views": _views,
    "visits": _visits,
    "returned": _returned,
    "first_seen": _first_seen,
    "campaign": _campaign,
    "channel": _channel,
    "fit": _fit,
    "stage": _stage,
    "points": _points,
    "new": lambda tr, _reason, _day: tr.gettext("first visit"),
    "surge": lambda tr, _reason, _day: tr.gettext("much more active than usual"),
    "target": lambda tr, _reason, _day: tr.gettext("target account"),
}


def _operator_data(tr: Translator, item: Because) -> str:
    day = tr.day(str(item.get("date")))
    source = str(item.get("source"))
    if source:
        return tr.gettext("Operator data: %(source)s, as of %(day)s.", source=source, day=day)
    return tr.gettext("Operator data as of %(day)s.", day=day)


def _low_confidence(tr: Translator, item: Because) -> str:
    return tr.ngettext(
        "%(n)s company name is only possible or weak: check it before you call.",
        "%(n)s company names are only possible or weak: check them before you call.",
        item.number("count"),
    )


def _pending(tr: Translator, item: Because) -> str:
    return tr.ngettext(
        "%(n)s page view is not looked up yet; the report may still grow.",
        "%(n)s page views are not looked up yet; the report may still grow.",
        item.number("count"),
    )


def _silent_host(tr: Translator, item: Because) -> str:
    return tr.gettext(
        "Nothing from %(host)s for %(hours)s hours, where at least %(usual)s views are usual: "
        "is the line still in its pages?",
        host=str(item.get("host")),
        hours=tr.number(item.number("hours")),
        usual=tr.number(item.number("usual")),
    )


def _accuracy(tr: Translator, item: Because) -> str:
    return tr.gettext(
        "Measured on %(day)s with %(rows)s known addresses: %(precision)s of the companies named were right "
        "(%(low)s to %(high)s), %(recall)s of those that were there were named.",
        day=tr.day(str(item.get("day")), "medium"),
        rows=tr.number(item.number("rows")),
        **{name: tr.percent(float(item.get(name, 0.0))) for name in ("precision", "low", "high", "recall")},
    )


def _segment(tr: Translator, item: Because) -> str:
    return tr.gettext(
        "Companies of the segment “%(name)s” only; all traffic is counted.", name=str(item.get("name"))
    )


_NOTES: Final[dict[str, Callable[[Translator, Because], str]]] = {
    "operator_data": _operator_data,
    "low_confidence": _low_confidence,
    "pending": _pending,
    "segment": _segment,
    "silent_host": _silent_host,
    "accuracy": _accuracy,
    "not_closed": lambda tr, _item: tr.gettext(
        "The accounting does not add up: please tell whoever runs this installation."
    ),
    "day_running": lambda tr, _item: tr.gettext("The day is not over yet; figures still grow."),
}
