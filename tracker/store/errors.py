"""From the driver's exceptions to ours, each with a text that says what to do."""

from __future__ import annotations

import errno
import re

from clickhouse_connect.driver.exceptions import ClickHouseError
from urllib3.exceptions import HTTPError

from tracker.store.protocol import QueryFailed, StoreError, StoreFull, StoreUnreachable

NOT_ENOUGH_SPACE = 243
CANCELLED = 394
_HINTS = {
    159: "it took longer than allowed; ask for fewer days",
    241: "it needed more memory than allowed; ask for fewer days",
    CANCELLED: "it was cancelled",
    252: "too many partitions or parts: insert fewer, larger batches",
}
_CODE = re.compile(r"Code: (\d+)")


def translate(error: BaseException, doing: str) -> StoreError:
    """The ``StoreError`` for what went wrong while ``doing`` (e.g. "query traffic/classes")."""
    if isinstance(error, StoreError):
        return error
    code = code_of(error)
    if code == NOT_ENOUGH_SPACE or (isinstance(error, OSError) and error.errno == errno.ENOSPC):
        return StoreFull(f"{doing}: the disk is full, nothing was written; make room and try again ({error})")
    if code == 0 and _is_transport(error):
        return StoreUnreachable(f"{doing}: the ClickHouse server does not answer ({_short(error)})")
    hint = _HINTS.get(code, "")
    return QueryFailed(f"{doing} failed{': ' + hint if hint else ''} ({_short(error)})", code)


def code_of(error: BaseException) -> int:
    """ClickHouse's error code, 0 where the error has none."""
    code = getattr(error, "code", None)
    if isinstance(code, int):
        return code
    match = _CODE.search(str(error))
    return int(match[1]) if match else 0


def _is_transport(error: BaseException) -> bool:
    return isinstance(error, ClickHouseError | HTTPError | OSError)


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:600]
