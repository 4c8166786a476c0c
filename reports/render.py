"""One report, every form: ``render(report, "mail", "de")``. The same report gives the same bytes."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Final

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports import charts, tokens
from reports.alert import Alert, say
from reports.i18n import equip
from reports.late import CODE, as_json
from reports.model import DailyReport
from reports.present import DayView, present
from reports.table import daily_csv

#: Companies listed in mail and text, by section; the page, CSV and JSON hold all.
MAIL_LIMITS: Final = {
    **dict.fromkeys(("act_now", "new_qualified", "risen"), 50),
    **dict.fromkeys(("surging", "qualified", "target", "back", "at_risk", "new", "fallen"), 25),
    "others": 30,
    "same": 20,
}
_MAIL: Final = {**MAIL_LIMITS, CODE: 25}
_ALL: Final = dict.fromkeys(_MAIL, 10**9)


class FormatError(ValueError):
    """No such format; the text names those there are."""


def render(report: DailyReport, form: str, language: str) -> str:
    """``form``: page, html, mail, mail-text, text, csv or json. Raises ``FormatError``, ``LanguageError``.

    ``page`` is a fragment for a page that already links tokens.css and report.css; ``html`` is a whole
    document with its styles inside; ``mail`` has every style inlined; both mail parts list the same
    companies, at most ``MAIL_LIMITS`` of a section.
    """
    if form not in FORMATS:
        raise FormatError(f"format {form!r}: there are {', '.join(FORMATS)}")
    return FORMATS[form](present(report, language))


def _page(day: DayView) -> str:
    return _html("page.html", day, open_details=False)


def _document(day: DayView) -> str:
    css = Markup(_css("tokens.css") + _css("report.css"))  # noqa: S704 - our own files
    return _html("document.html", day, open_details=True, css=css)


def _mail(day: DayView) -> str:
    html = _html(
        "mail.html",
        day,
        dark_css=_dark(),
        limits=_MAIL,
        widths=_widths(day),
        report_link=report_link(day),
    )
    return _inlined(html)


def alert_mail(alert: Alert, language: str, leave: str = "") -> tuple[str, str]:
    """The two parts of an alert's mail: text and HTML. ``leave``: where its reader gets rid of these mails.

    Raises ``LanguageError``.
    """
    words = say(alert, language)
    text = _environment(language, False).get_template("alert.txt").render(w=words, leave=leave)
    html = _environment(language, True).get_template("alert_mail.html")
    return text, _inlined(html.render(w=words, language=language, leave=leave, dark_css=_dark()))


def _dark() -> Markup:
    return Markup(_coloured_rules(_css("mail.css")))  # noqa: S704 - our own file


def _inlined(html: str) -> str:
    """With every style in the element it is for: many mail programs read no others."""
    light = tokens.filled(_css("mail.css"))
    inliner = css_inline.CSSInliner(
        inline_style_tags=False, keep_style_tags=True, load_remote_stylesheets=False, extra_css=light
    )
    return inliner.inline(html).rstrip() + "\n"


def _text(day: DayView) -> str:
    return _plain(day, _ALL)


def _mail_text(day: DayView) -> str:
    return _plain(day, _MAIL)


def _plain(day: DayView, limits: dict[str, int]) -> str:
    template = _environment(day.tr.language, False).get_template("day.txt")
    return template.render(d=day, limits=limits, report_link=report_link(day))


def _csv(day: DayView) -> str:
    return daily_csv(day)


def _json(day: DayView) -> str:
    doc = {
        "hash": day.hash,
        "language": day.tr.language,
        "title": day.title,
        "headline_text": day.headline,
        "sections": [
            {"code": s.code, "title": s.title, "companies": [c.row.key for c in s.companies]}
            for s in day.sections
        ],
        **({"late": [as_json(item) for item in day.late.rows]} if day.late.rows else {}),
        "why": {c.row.key: c.why for s in day.sections for c in s.companies},
        "accounting_closed": day.closed,
        "report": day.report.to_dict(),
    }
    return json.dumps(doc, ensure_ascii=False, indent=1) + "\n"


FORMATS: Final[dict[str, Callable[[DayView], str]]] = {
    "page": _page,
    "html": _document,
    "mail": _mail,
    "mail-text": _mail_text,
    "text": _text,
    "csv": _csv,
    "json": _json,
}


def report_link(day: DayView) -> str:
    """The report's page in the installation, "" without links."""
    if not day.link:
        return ""
    span = "?span=week" if day.report.first_day else ""
    return f"{day.link}/site/{day.report.site}/reports/{day.report.day}{span}"


def one_line(text: object) -> str:
    """Untrusted text within a line of plain text: no line breaks, no controls, no direction overrides."""
    return "".join(map(_tame, str(text)))


def _tame(char: str) -> str:
    kind = unicodedata.category(char)
    if kind in {"Zl", "Zp"} or char in "\t\r\n\v\f\x85":
        return " "
    return "" if kind in {"Cc", "Cf", "Cs"} else char


@cache
def _environment(language: str, escape: bool) -> Environment:
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=escape,  # noqa: S701 - off for plain text only
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # Plain text has no escaping: whatever is put in stays within its line.
        finalize=None if escape else one_line,
    )
    environment.globals["spark"] = charts.spark
    return equip(environment, language)


def _html(name: str, day: DayView, **more: object) -> str:
    pieces = charts.bar([group.share for group in day.groups])
    template = _environment(day.tr.language, True).get_template(name)
    return template.render(d=day, bar_pieces=pieces, **more)


@cache
def _css(name: str) -> str:
    return (tokens.STATIC / name).read_text(encoding="utf-8")


def _coloured_rules(source: str) -> str:
    """The rules of mail.css that set a colour, in their dark values, made to win over inlined ones."""
    rules = []
    for line in source.splitlines():
        selector, _, body = line.partition("{")
        parts = [part.strip() for part in body.rstrip(" }").split(";") if "var(--" in part]
        if parts:
            wins = "; ".join(f"{part} !important" for part in parts)
            rules.append(f"{selector}{{ {wins}; }}\n")
    return tokens.filled("".join(rules), dark=True)


def _widths(day: DayView) -> list[int]:
    """Whole percents of the bar's cells, at least 1, together 100."""
    widths = [max(1, round(group.share * 100)) for group in day.groups]
    if widths:
        widths[widths.index(max(widths))] += 100 - sum(widths)
    return widths
