"""Any receiver of your own: a CloudEvent, signed as Standard Webhooks says.

Forms: https://github.com/cloudevents/spec and https://www.standardwebhooks.com. The id is the same at each
try, so a receiver that saw it may say 200 and do nothing; the signature is made anew with its time.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from reports.alert import Alert, data_of, type_of
from reports.i18n import N_

NAME: Final = "webhook"
TITLE: Final = "Webhook"
HINT: Final = N_("An https address of yours that takes JSON; the secret below proves that it came from here.")
SIGNED: Final = True
_PREFIX: Final = "whsec_"


def new_secret() -> str:
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def body(alert: Alert, _language: str) -> bytes:
    moment = datetime.fromtimestamp(alert.at / 1000, UTC).isoformat(timespec="milliseconds")
    event = {
        "specversion": "1.0",
        "id": message_id(alert.id),
        "source": f"/sites/{alert.site}",
        "type": type_of(alert),
        "time": moment.replace("+00:00", "Z"),
        "timestamp": moment.replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": data_of(alert),
    }
    if len(alert.hits) == 1:
        event["subject"] = f"accounts/{alert.hits[0].row.key}"
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def headers(alert_id: str, secret: str, now: int, body: bytes) -> Mapping[str, str]:
    """``now``: seconds since 1970, of this try."""
    found = {
        "Content-Type": "application/cloudevents+json; charset=utf-8",
        "webhook-id": message_id(alert_id),
        "webhook-timestamp": str(now),
    }
    return {**found, "webhook-signature": signature(secret, found["webhook-id"], now, body)}


def message_id(alert_id: str) -> str:
    return "msg_" + hashlib.sha256(alert_id.encode()).hexdigest()[:32]


def signature(secret: str, message: str, now: int, body: bytes) -> str:
    """ "v1," and the HMAC-SHA256 of id, time and body. Raises ``ValueError`` for a secret that is none."""
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("the webhook's secret is not base64 after whsec_") from None
    made = hmac.digest(key, f"{message}.{now}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(made).decode()
