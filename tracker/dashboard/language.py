"""The reader's language: which one, its words, and the templates that speak it."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from reports import i18n
from tracker.dashboard.icons import icon
from tracker.dashboard.words import safe_link, soft

#: In the order of the switch: code → its own name for itself.
LANGUAGES = {"en": "English", "de": "Deutsch", "nl": "Nederlands"}


def pick_language(chosen: str, accepted: str, fallback: str) -> str:
    """The chosen language if we speak it, else the best of Accept-Language, else the installation's."""
    if chosen in LANGUAGES:
        return chosen
    ranked = sorted(map(_weighed, accepted.split(",")[:20]), key=lambda item: -item[1])
    return next((code for code, weight in ranked if code in LANGUAGES and weight > 0), fallback)


def _weighed(part: str) -> tuple[str, float]:
    code, _, rest = part.partition(";")
    try:
        weight = float(rest.partition("q=")[2] or 1)
    except ValueError:
        weight = 0.0
    return code.strip().lower()[:2], weight


@cache
def environment(language: str) -> Environment:
    """Templates with autoescape; a name that is not there is an error, never an empty place."""
    env = Environment(
        loader=PackageLoader("tracker.dashboard"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    i18n.equip(env, language)
    env.filters["safe_link"] = safe_link
    env.filters["soft"] = soft
    env.globals["icon"] = icon
    return env
