"""Step 1, who we want: criteria with weights, answers with points, and what rules a company out.  [pure]

An answer is a line: ``100 = Machinery, Packaging*`` or, of a number, ``100 = 50 - 1000`` (up to, not with).
"""

from __future__ import annotations

import re
from typing import Any, Final

from reports.industries import as_listed
from tracker.contacts.codes import CODES, code_of
from tracker.modelbook.entry import Entered, Problem, shown
from tracker.modelbook.profiles import place, profiles_of, with_profiles

FIELDS: Final = (
    *("industry", "employees", "revenue_eur", "country", "region", "domain", "name", "kind"),
    *CODES,
)
NUMBERS: Final = frozenset({"employees", "revenue_eur"})
KINDS: Final = ("hosting", "vpn", "isp", "mobile", "private", "bot", "education", "government")
ROWS: Final = 8
MOST_NEEDS: Final = 20
MOST_NAME: Final = 60
MEANS: Final = ("cannot_pay_points", "cannot_pay_share")
_RATE = re.compile(r"\d{1,6}(?:[.,]\d{1,8})?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LINE = re.compile(r"\s*(\d{1,3}(?:[.,]\d+)?)\s*[=:]\s*(.+?)\s*")
_SPAN = re.compile(r"(?P<low>[\d\s.,']*)\s*(?:-|–|\.\.)\s*(?P<high>[\d\s.,']*)")


def persona_fields(data: dict[str, Any], number: int = 0) -> dict[str, str]:
    """What stands in the form of one kind of customer; a ``number`` behind the last is a new one."""
    profiles = profiles_of(data)
    own = profiles[number] if number < len(profiles) else {}
    found = {"profile": str(number), "persona_name": own.get("name", "")}
    for i, item in enumerate(own.get("criterion", [])[:ROWS]):
        found |= {f"field{i}": item["field"], f"weight{i}": shown(item["weight"])}
        found[f"else{i}"] = shown(item.get("otherwise", 0))
        found[f"bands{i}"] = "\n".join(map(_line, item["bands"]))
    found |= {f"grade{i}": shown(bound) for i, bound in enumerate(data.get("grade_bounds", (75, 50, 25)))}
    found |= {name: shown(data.get(name, 0)) for name in (*MEANS, "cannot_pay_employees")}
    found["known"] = shown(100 * data.get("completeness_min", 0.3))
    found |= {
        f"currency{i}": item.get("currency", "") for i, item in enumerate(own.get("criterion", [])[:ROWS])
    }
    found["rates"] = "\n".join(f"{code} = {shown_rate(rate)}" for code, rate in data.get("rates", {}).items())
    found["rates_day"] = data.get("rates_day", "")
    found["needs"] = ", ".join(own.get("needs", []))
    found["needs_weight"] = shown(own.get("needs_weight", 0))
    found["tags"] = ", ".join(_excluded(data, "tag"))
    found |= {f"kind-{kind}": "on" for kind in _excluded(data, "kind")}
    return found


def read_persona(data: dict[str, Any], entered: Entered) -> dict[str, Any]:
    """The model with what the form says. Problems are in ``entered``."""
    profiles = profiles_of(data)
    number = place(entered.text("profile"), profiles)
    if entered.on("remove"):
        return with_profiles(data, [*profiles[:number], *profiles[number + 1 :]])
    before = profiles[number] if number < len(profiles) else {}
    own = _profile(before, entered)
    if number >= len(profiles) and not own["criterion"] and not own["name"]:
        return _shared(data, entered)  # an empty form of a further one: there is none
    others = [item for i, item in enumerate(profiles) if i != number]
    _check_name(own, others, entered, first=number == 0)
    return _shared(with_profiles(data, [*profiles[:number], own, *profiles[number + 1 :]]), entered)


def _shared(data: dict[str, Any], entered: Entered) -> dict[str, Any]:
    """What holds for every kind of customer."""
    grades = [entered.number(f"grade{i}", 1, 100) for i in range(3)]
    entered.falling([f"grade{i}" for i in range(3)], grades)
    changed = {**data, "grade_bounds": grades, "exclude": _exclusions(data, entered)}
    changed |= {name: entered.number(name, 0, 100) for name in MEANS}
    changed["cannot_pay_employees"] = entered.whole("cannot_pay_employees", 0, 100_000)
    changed |= _rates(entered)
    changed["completeness_min"] = entered.number("known", 0, 100) / 100
    return changed


def _rates(entered: Entered) -> dict[str, Any]:
    """A line each: GBP = 1.17."""
    found: dict[str, float] = {}
    for line in filter(str.strip, entered.text("rates").splitlines()):
        code, _, rate = (part.strip() for part in line.partition("="))
        value = float(rate.replace(",", ".")) if _RATE.fullmatch(rate) else 0.0
        if not re.fullmatch(r"[A-Za-z]{3}", code) or not value or code.upper() in found:
            entered.problems.setdefault("rates", Problem("rates", said=line.strip()))
        found[code.upper()] = value
    day = entered.text("rates_day")
    if found and not _DAY.fullmatch(day):
        entered.problems["rates_day"] = Problem("day", said=day)
    return {"rates": found, "rates_day": day if found else ""}


def shown_rate(rate: float) -> str:
    return f"{rate:.10g}"


def _profile(before: dict[str, Any], entered: Entered) -> dict[str, Any]:
    rows = [i for i in range(ROWS) if entered.text(f"field{i}") or entered.text(f"bands{i}")]
    criteria = [_criterion(entered, i) for i in rows]
    names = [item["field"] for item in criteria]
    for i, name in zip(rows, names, strict=True):
        if names.index(name) != rows.index(i):
            entered.problems.setdefault(f"field{i}", Problem("twice", said=name))
    needs = [need.strip()[:60] for need in entered.text("needs").split(",") if need.strip()]
    return {
        "name": entered.text("persona_name")[:MOST_NAME],
        "criterion": [*criteria, *before.get("criterion", [])[ROWS:]],
        "needs": list(dict.fromkeys(needs))[:MOST_NEEDS],
        "needs_weight": entered.number("needs_weight", 0, 100),
    }


def _check_name(own: dict[str, Any], others: list[dict[str, Any]], entered: Entered, *, first: bool) -> None:
    """The first may go without; nobody has the name of another, and a further one asks for something."""
    name = own["name"].casefold()
    if not name and not first:
        entered.problems["persona_name"] = Problem("name")
    elif any(item.get("name", "").casefold() == name for item in others):
        entered.problems["persona_name"] = Problem("twice", said=own["name"])
    if others and not own["criterion"]:
        entered.problems.setdefault("field0", Problem("choice", allowed=FIELDS))


def _criterion(entered: Entered, i: int) -> dict[str, Any]:
    name = entered.choice(f"field{i}", FIELDS)
    found = {"field": name, "weight": entered.number(f"weight{i}", 1, 100)}
    found["otherwise"] = entered.number(f"else{i}", 0, 100)
    if name == "revenue_eur" and (currency := entered.text(f"currency{i}").upper()) not in ("", "EUR"):
        found["currency"] = currency
        if not re.search(rf"(?mi)^\s*{re.escape(currency)}\s*=", entered.text("rates")):
            entered.problems[f"currency{i}"] = Problem("rates", said=currency)
    bands = _bands(entered, f"bands{i}", numbers=name in NUMBERS)
    if name == "industry":
        bands = [band | {"values": _as_listed(band["values"])} for band in bands]
    return found | {"bands": _coded(entered, name, bands, f"bands{i}") if name in CODES else bands}


def _as_listed(words: list[str]) -> list[str]:
    """Beside a word of ours what lists and registers say for it: "Maschinenbau" is "Machinery" there."""
    return list(dict.fromkeys(word for own in words for word in (own, as_listed(own)) if word))


def _coded(entered: Entered, field: str, bands: list[dict[str, Any]], place: str) -> list[dict[str, Any]]:
    """Answers that are codes, from words of three languages: "Einkauf" is purchasing."""
    found = []
    for band in bands:
        codes = [(word, code_of(field, word)) for word in band["values"]]
        for word, code in codes:
            if not code:
                entered.problems.setdefault(place, Problem("choice", allowed=CODES[field], said=word))
        found.append({**band, "values": list(dict.fromkeys(code for _, code in codes))})
    return found


def _bands(entered: Entered, name: str, *, numbers: bool) -> list[dict[str, Any]]:
    found = []
    lines = [line for line in entered.text(name).splitlines() if line.strip()]
    for line in lines:
        band = _band(line, numbers=numbers)
        if band is None:
            entered.problems.setdefault(name, Problem("spans" if numbers else "bands", said=line.strip()))
        else:
            found.append(band)
    if not lines:
        entered.problems[name] = Problem("spans" if numbers else "bands")
    return found


def _band(line: str, *, numbers: bool) -> dict[str, Any] | None:
    hit = _LINE.fullmatch(line)
    points = float(hit[1].replace(",", ".")) if hit else -1.0
    if hit is None or not 0 <= points <= 100:
        return None
    if not numbers:
        values = [value.strip() for value in hit[2].split(",") if value.strip()]
        return {"values": values, "points": points} if values else None
    span = _SPAN.fullmatch(hit[2])
    if span is None:
        return None
    bounds = {name: float(digits) for name in ("low", "high") if (digits := re.sub(r"\D", "", span[name]))}
    if not bounds or bounds.get("low", 0) >= bounds.get("high", float("inf")):
        return None
    return {**bounds, "points": points}


def _line(band: dict[str, Any]) -> str:
    if band.get("values"):
        return f"{shown(band['points'])} = {', '.join(band['values'])}"
    low, high = (f"{band[name]:.0f}" if name in band else "" for name in ("low", "high"))
    return f"{shown(band['points'])} = {low} - {high}".rstrip()


def _excluded(data: dict[str, Any], name: str) -> list[str]:
    return [value for rule in data.get("exclude", []) if rule["field"] == name for value in rule["values"]]


def _exclusions(data: dict[str, Any], entered: Entered) -> list[dict[str, Any]]:
    tags = list(dict.fromkeys(tag.strip().lower() for tag in entered.text("tags").split(",") if tag.strip()))
    kinds = [kind for kind in KINDS if entered.on(f"kind-{kind}")]
    kept = [rule for rule in data.get("exclude", []) if rule["field"] not in ("tag", "kind")]
    made = [("tag", tags, "tag"), ("kind", kinds, "network")]
    return [*({"field": f, "values": v, "reason": r} for f, v, r in made if v), *kept]
