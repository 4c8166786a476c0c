"""A score model from TOML: every mistake is named with its place.  [pure]

``extends = "default"`` takes everything it does not say from the default model; a list or table it does say
replaces the default's whole. Criteria are optional and look so::

    [[criterion]]
    field = "employees"      # country, region, industry, employees, revenue_eur, kind, domain, name;
                             # of the people known there: function, seniority, mail
    weight = 25
    otherwise = 0            # rating when no band names the answer
    bands = [ { low = 50, high = 1000, points = 100 } ]     # or { values = ["de", "at"], points = 100 }

Further kinds of ideal customers are ``[[persona]]``, each with a ``name`` and its own ``criterion`` list.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final

import msgspec

from tracker.intent.levels import MQLS
from tracker.intent.model import (
    Bonus,
    Criterion,
    Exclusion,
    Model,
    ModelError,
    Penalty,
    Persona,
    SignalRule,
)
from tracker.intent.touch import Profile

_LISTS: Final = {
    "signal": "signals",
    "penalty": "penalties",
    "bonus": "bonuses",
    "criterion": "criteria",
    "persona": "personas",
    "exclude": "exclusions",
}
MOST_PERSONAS: Final = 6
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def parse_model(text: str) -> Model:
    """A model from TOML text. Raises ``ModelError``. Its version is the hash of the text's content."""
    data = _load(text)
    base = data.pop("extends", None)
    if base == "default":
        data = _load(default_text()) | data
    elif base is not None:
        raise ModelError(f'extends = {base!r}: only "default" can be extended')
    known = set(Model.__dataclass_fields__) - set(_LISTS.values()) - {"version", "measured"}
    unknown = sorted(set(data) - known - set(_LISTS))
    if unknown:
        raise ModelError(f"unknown setting {unknown[0]!r}; allowed: {', '.join(sorted(known | set(_LISTS)))}")
    fields = {_LISTS.get(name, name): value for name, value in data.items()}
    if isinstance(data.get("persona"), list):
        fields["personas"] = [_persona(item) for item in data["persona"]]
    fields["version"] = hashlib.sha256(msgspec.json.encode(data, order="sorted")).hexdigest()[:12]
    try:
        model = msgspec.convert(fields, Model)
    except msgspec.ValidationError as error:
        raise ModelError(str(error)) from None
    _check(model)
    return model


def _persona(item: Any) -> Any:
    """Its list goes by the same name as the model's own; what is no table is left for msgspec to name."""
    if not isinstance(item, dict):
        return item
    unknown = sorted(set(item) - {"criterion", *Persona.__dataclass_fields__} | set(item) & {"criteria"})
    if unknown:
        raise ModelError(f"persona: unknown setting {unknown[0]!r}")
    return {"criteria" if name == "criterion" else name: value for name, value in item.items()}


def _load(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ModelError(f"not TOML: {error}") from None


def default_text() -> str:
    return files("tracker.intent.models").joinpath("default.toml").read_text("utf-8")


@cache
def default_model() -> Model:
    """The model that ships with the product (models/default.toml)."""
    return parse_model(default_text())


def _check(model: Model) -> None:
    _check_unique([rule.id for rule in model.rules])
    for rule in model.signals:
        _check_signal(rule, model)
    for penalty in model.penalties:
        _check_penalty(penalty)
    for bonus in model.bonuses:
        _check_bonus(bonus)
    _check_personas(model)
    for exclusion in model.exclusions:
        _check_exclusion(exclusion)
    for cell, stage in model.cells.items():
        if len(cell) != 2 or cell[0] not in "ABCD" or cell[1] not in "1234" or stage not in MQLS:
            raise ModelError(
                f"cells.{cell} = {stage!r}: a cell is A1 to D4, its stage {MQLS[0]} to {MQLS[-1]}"
            )
    shares = model.engagement_shares
    if not 0 < shares[0] < shares[1] < shares[2] <= 100:
        raise ModelError("engagement_shares: three rising shares of the accounts, above 0, to 100 per cent")
    _check_rates(model)
    if not 0 <= model.cannot_pay_points <= 100 or not 0 <= model.cannot_pay_share <= 100:
        raise ModelError("cannot_pay_points, cannot_pay_share: from 0 to 100")


def _check_unique(ids: list[str]) -> None:
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise ModelError(f"two rules have the id {twice[0]!r}")


def _check_signal(rule: SignalRule, model: Model) -> None:
    if rule.points <= 0 or rule.cap < 0 or rule.half_life_days <= 0:
        raise ModelError(f"signal {rule.id!r}: points and half_life_days are above 0, cap not below 0")
    if rule.group and rule.group not in model.group_caps:
        groups = ", ".join(sorted(model.group_caps))
        raise ModelError(f"signal {rule.id!r}: group {rule.group!r} has no cap; groups with one: {groups}")


def _check_penalty(penalty: Penalty) -> None:
    if penalty.points >= 0 or penalty.cap >= 0 or penalty.half_life_days <= 0:
        raise ModelError(f"penalty {penalty.id!r}: points and cap are below 0, half_life_days above 0")


def _check_bonus(bonus: Bonus) -> None:
    if bonus.points <= 0 or bonus.cap < 0 or bonus.half_life_days <= 0:
        raise ModelError(f"bonus {bonus.id!r}: points and half_life_days are above 0, cap not below 0")
    if not 1 <= bonus.least <= len(set(bonus.signals)):
        raise ModelError(f"bonus {bonus.id!r}: least is 1 to the number of its signals")


def _check_rates(model: Model) -> None:
    for code, rate in model.rates.items():
        if not _CURRENCY.fullmatch(code) or not rate > 0:
            raise ModelError(f"rates.{code} = {rate!r}: a currency such as GBP, and its euros above 0")
    if model.rates and not _DAY.fullmatch(model.rates_day):
        raise ModelError(f"rates_day = {model.rates_day!r}: the day of the rates, such as 2026-11-20")
    known = {"", "EUR", *model.rates}
    for criterion in (item for persona in model.profiles for item in persona.criteria):
        if criterion.currency not in known or (criterion.currency and criterion.field != "revenue_eur"):
            raise ModelError(f"criterion {criterion.field!r}: no rate for {criterion.currency!r} in [rates]")


def _check_personas(model: Model) -> None:
    names = [persona.name.casefold() for persona in model.profiles]
    if len(names) > MOST_PERSONAS or len(set(names)) < len(names):
        raise ModelError(f"persona: at most {MOST_PERSONAS}, each with a name of its own")
    for persona in model.profiles:
        for criterion in persona.criteria:
            _check_criterion(criterion)
        if persona.needs_weight < 0:
            raise ModelError(f"persona {persona.name!r}: needs_weight is not below 0")
    for persona in model.personas:
        if not persona.name.strip() or not persona.criteria:
            raise ModelError("persona: each has a name and at least one criterion")


def _check_criterion(criterion: Criterion) -> None:
    _check_field(criterion.field)
    if criterion.weight <= 0:
        raise ModelError(f"criterion {criterion.field!r}: weight is above 0")
    for band in criterion.bands:
        if not 0 <= band.points <= 100:
            raise ModelError(f"criterion {criterion.field!r}: points of a band are 0 to 100")
        if not band.values and band.low is None and band.high is None:
            raise ModelError(f"criterion {criterion.field!r}: a band needs values, low or high")


def _check_exclusion(exclusion: Exclusion) -> None:
    if exclusion.field != "tag":
        _check_field(exclusion.field)


def _check_field(name: str) -> None:
    try:
        Profile().value(name)
    except KeyError:
        raise ModelError(f"there is no field {name!r} of a company") from None
