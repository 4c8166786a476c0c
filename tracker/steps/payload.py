"""Reads an event's payload by its name (wire format, docs/wire.md) into the columns.  [pure]

A payload of an unexpected shape leaves the fields empty; the event itself still counts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, Final

import msgspec

from enrichment.mail import work_domain
from tracker.event import Draft
from tracker.steps.context import PipelineContext
from tracker.steps.mask import plain
from tracker.steps.url import clean_host, clean_target

MAX_PROPS: Final = 2048  # bytes of JSON
MAX_PROP: Final = 500  # characters of one value
MAX_ENGAGED_MS: Final = 24 * 3600 * 1000
MAX_VALUE: Final = 1e12

COMMERCE: Final = frozenset(
    {
        "add_to_cart", "remove_from_cart", "view_cart", "begin_checkout", "add_shipping_info",
        "add_payment_info", "purchase", "generate_lead", "sign_up", "view_item",
    }
)  # fmt: skip

_NAME: Final = re.compile(r"[^\w.:-]+")
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]{0,19}")
_FIELDS: Final = re.compile(r"[^a-z0-9,_-]+")

Scalar = str | int | float | bool | None


def put_event(draft: Draft, context: PipelineContext) -> None:
    draft.name = _NAME.sub("_", draft.name)[:64]
    reader = _READERS.get(draft.name)
    if draft.name == "md" and draft.consent == "yes":
        context.mailboxes.note(draft.site, draft.view, _domain(draft.payload))
    if reader is not None:
        reader(draft, draft.payload)
    elif draft.name in COMMERCE:
        _put_commerce(draft, draft.payload)
    else:
        draft.props = props_text(draft.payload)


def _put_view(draft: Draft, payload: Any) -> None:
    draft.referrer = _text(payload, 0)
    kind = plain(_text(payload, 1), 16)
    if kind:
        draft.props = _json({"kind": kind})


def _put_engagement(draft: Draft, payload: Any) -> None:
    draft.engaged_ms = int(_number(payload, 0, MAX_ENGAGED_MS))
    draft.scroll = int(_number(payload, 1, 100))


def _put_link(draft: Draft, payload: Any) -> None:
    draft.target = clean_target(_text(payload, 0) or _string(payload))


def _put_contact(draft: Draft, payload: Any) -> None:
    scheme = (_text(payload, 0) or _string(payload)).lower().partition(":")[0]
    draft.target = scheme if _SCHEME.fullmatch(scheme) else ""


def _put_form(draft: Draft, payload: Any) -> None:
    draft.target = clean_target(_text(payload, 1))
    fields = _FIELDS.sub("", _text(payload, 2).lower())[:500]
    draft.props = _json({"form": plain(_text(payload, 0), 100), "fields": fields})


def _put_commerce(draft: Draft, payload: Any) -> None:
    if isinstance(payload, dict):
        count = payload.get("count", payload.get("quantity", payload.get("items")))
        rest = {
            k: v for k, v in payload.items() if k not in {"value", "currency", "count", "quantity", "items"}
        }
        payload = [
            payload.get("value"),
            payload.get("currency"),
            len(count) if isinstance(count, list) else count,
        ]
    else:
        rest = {}
    draft.value = _number(payload, 0, MAX_VALUE)
    currency = _text(payload, 1).upper()
    draft.currency = currency if len(currency) == 3 and currency.isascii() and currency.isalpha() else ""
    count = int(_number(payload, 2, 1_000_000))
    draft.props = props_text({"count": count, **rest} if count else rest)


def _put_vendor(draft: Draft, payload: Any) -> None:
    vendor = plain(_text(payload, 0) or _string(payload), 40)
    draft.props = _json({"vendor": vendor}) if vendor else props_text(payload)


def _put_mail_domain(draft: Draft, payload: Any) -> None:
    """Only whom somebody works for: no private mail, and never what stands before the "@"."""
    domain = work_domain(_domain(payload))
    if draft.consent == "yes" and domain:
        draft.props = _json({"domain": domain})


def _domain(payload: Any) -> str:
    return clean_host((_text(payload, 0) or _string(payload)).rpartition("@")[2])


def _put_identity(draft: Draft, payload: Any) -> None:
    if draft.consent != "yes" or not isinstance(payload, list):
        return
    traits = payload[1] if len(payload) > 1 and isinstance(payload[1], dict) else {}
    draft.props = props_text({"id": _text(payload, 0), **traits})


_READERS: Final[dict[str, Callable[[Draft, Any], None]]] = {
    "pv": _put_view,
    "en": _put_engagement,
    "out": _put_link,
    "dl": _put_link,
    "ct": _put_contact,
    "form": _put_form,
    "chat": _put_vendor,
    "chat_started": _put_vendor,
    "meet": _put_vendor,
    "md": _put_mail_domain,
    "identify": _put_identity,
}


def props_text(payload: Any) -> str:
    """JSON of a custom event's scalars, masked, at most 2 kB; "_cut" says how many were left out."""
    if isinstance(payload, list):
        payload = {str(index): value for index, value in enumerate(payload)}
    if not isinstance(payload, dict):
        payload = {"0": payload} if isinstance(payload, str | int | float) else {}
    kept: dict[str, Scalar] = {}
    size = 2 + len(',"_cut":1000000')
    for key, value in payload.items():
        name = plain(str(key), 64)
        clean = plain(value, MAX_PROP) if isinstance(value, str) else value
        if not isinstance(clean, Scalar) or (isinstance(clean, float) and not math.isfinite(clean)):
            continue
        size += len(_json(name).encode()) + len(_json(clean).encode()) + 2
        if size > MAX_PROPS:
            break
        kept[name] = clean
    cut = len(payload) - len(kept)
    return _json({**kept, "_cut": cut} if cut else kept) if payload else ""


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _string(payload: Any) -> str:
    return payload if isinstance(payload, str) else ""


def _text(payload: Any, index: int) -> str:
    if isinstance(payload, list) and len(payload) > index and isinstance(payload[index], str):
        return str(payload[index])
    return ""


def _number(payload: Any, index: int, most: float) -> float:
    """A finite number between 0 and ``most``, else 0; numbers above are ``most``."""
    value = payload[index] if isinstance(payload, list) and len(payload) > index else 0
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0
    if isinstance(value, float) and not math.isfinite(value):
        return 0
    # Bounded as it is: a whole number may be larger than any float.
    return float(min(max(value, 0), most))
