"""Who may do what with a version: two sides, two people, a reason for every step.  [pure]

Marketing signs for marketing, sales for sales. An administrator may stand in for either side, but nobody
signs for both: there are always two people. What both signed may be activated by either of them; what was
in force before may come back by one person's word, because both sides knew it.
"""

from __future__ import annotations

from typing import Final

from tracker.modelbook.versions import SHIPPED, SIDES, Book, Standing, Step, Version

#: Role → sides it may sign for.
SIGNS: Final[dict[str, tuple[str, ...]]] = {
    "marketing": ("marketing",),
    "sales": ("sales",),
    "admin": ("marketing", "sales"),
}
MOST_REASON: Final = 500
#: What was learnt may be used only if it held on the newest outcomes.
HELD: Final = "activate"


class NotAgreed(ValueError):
    """The step is not taken; ``code`` says why, the text says it in English."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def sides(standing: Standing, who: str, role: str) -> list[str]:
    """Sides this person may sign for now."""
    return [side for side in SIDES if refusal_to_sign(standing, side, who, role) is None]


def refusal_to_sign(standing: Standing, side: str, who: str, role: str) -> NotAgreed | None:
    """Why this person may not sign for that side; None: they may."""
    others = {step.by for name, step in standing.signatures.items() if name != side}
    if standing.version.id == SHIPPED:
        return NotAgreed("shipped", "the model as delivered needs no signatures")
    if standing.discarded:
        return NotAgreed("discarded", "this draft was discarded")
    if side not in SIDES or side not in SIGNS.get(role, ()):
        able = ", ".join(SIGNS.get(role, ())) or "nobody"
        return NotAgreed("side", f"the role {role} signs for {able}, not for {side!r}")
    if side in standing.signatures:
        return NotAgreed("signed", f"{standing.signatures[side].by} has signed for {side} already")
    if who in others:
        return NotAgreed("same_person", f"{who} has signed for the other side; it takes two people")
    return None


def check_sign(standing: Standing, side: str, who: str, role: str) -> None:
    """Raises ``NotAgreed``."""
    if refused := refusal_to_sign(standing, side, who, role):
        raise refused


def is_return(standing: Standing, site: str) -> bool:
    """Whether activating it there is a way back to what was in force before."""
    return site in standing.was_in_force or standing.version.id == SHIPPED


def refusal_to_activate(book: Book, version: Version, site: str, role: str) -> NotAgreed | None:
    """Why this version may not be put in force at that place; None: it may."""
    standing = book.standing(version)
    if role not in SIGNS:
        return NotAgreed("role", f"the role {role} may not activate a model; marketing, sales and admin may")
    if version.site not in ("", site):
        return NotAgreed("site", f"this version is for the site {version.site}")
    if standing.discarded:
        return NotAgreed("discarded", "this draft was discarded")
    own = book.own(site)
    if (own is not None and own.id == version.id) or (own is None and book.in_force(site).id == version.id):
        return NotAgreed("in_force", "this version is in force already")
    if is_return(standing, site):
        return None
    if version.source == "learnt" and version.verdict != HELD:
        return NotAgreed("verdict", f"what was learnt did not hold on the newest outcomes: {version.verdict}")
    missing = [side for side in SIDES if side not in standing.signatures]
    if missing:
        return NotAgreed("signatures", f"not signed yet by {' and '.join(missing)}")
    return None


def check_reason(reason: str) -> str:
    """Raises ``NotAgreed``: whoever looks at it later must know why."""
    text = reason.strip()
    if not text:
        raise NotAgreed("reason", "a reason is needed: whoever looks at it later must know why")
    if len(text) > MOST_REASON:
        raise NotAgreed("reason", f"a reason has at most {MOST_REASON} characters")
    return text


def check_take(book: Book, site: str) -> None:
    """Whether a model may be put in force without anybody's signature. Raises ``NotAgreed``.

    Only while nothing has been agreed on: the first agreement closes this way for good.
    """
    places = {site, ""}
    for step in book.steps:
        if (
            step.what == "activated"
            and step.site in places
            and book.standing(book.version(step.version)).agreed
        ):
            raise NotAgreed(
                "agreed",
                "marketing and sales have agreed on a model here; draft this one and have both sign it",
            )


def signatures(standing: Standing) -> list[tuple[str, Step | None]]:
    """Each side with its signature, if there is one."""
    return [(side, standing.signatures.get(side)) for side in SIDES]
