"""A form with one file: read whole within a bound, its fields as text, its file as bytes."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Final

from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from tracker.dashboard.page import PageError

#: Largest file taken from a form; the command line takes larger ones.
MAX_UPLOAD: Final = 16 * 2**20
_MAX_FIELD: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    data: bytes


async def read_upload(request: Request) -> tuple[dict[str, str], Upload | None]:
    """The fields and the file, None where none was chosen. Raises ``PageError``."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind != "multipart/form-data":
        raise PageError(415, "A form with a file is expected (multipart/form-data).")
    body = await _body(request)
    parser = MultiPartParser(
        request.headers, _once(body), max_files=1, max_fields=50, max_part_size=_MAX_FIELD
    )
    try:
        form = await parser.parse()
    except (MultiPartException, UnicodeDecodeError, ValueError):
        raise PageError(400, "The form could not be read.") from None
    fields: dict[str, str] = {}
    upload = None
    for key, value in form.multi_items():
        if isinstance(value, str):
            fields[key] = value
        else:
            upload = Upload((value.filename or "")[:200], await value.read())
    await form.close()
    return fields, upload if upload and upload.data else None


async def _body(request: Request) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_UPLOAD:
            raise PageError(413, f"The file is too large: at most {MAX_UPLOAD // 2**20} MB are taken here.")
        parts.append(chunk)
    return b"".join(parts)


async def _once(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body
