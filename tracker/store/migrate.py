"""Bring the schema to this version, once, in order; refuse a store that a newer version has written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from tracker.store import sql
from tracker.store.backend import Backend
from tracker.store.protocol import Row, SchemaTooNew

_LEDGER = """
CREATE TABLE IF NOT EXISTS schema_migrations
(
    number UInt32,
    name   String,
    at     DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = {engine}
ORDER BY number
SETTINGS {settings}
"""
_DDL = re.compile(r"^(CREATE TABLE IF NOT EXISTS|DROP TABLE IF EXISTS|ALTER TABLE)\s+(\w+)", re.MULTILINE)


def migrate(client: Any, backend: Backend) -> None:
    """Apply what is missing. A migration may run twice (a kill between its work and its entry in the
    ledger), so each statement must be harmless the second time. Raises ``SchemaTooNew``."""
    known = sql.migrations()
    client.command(fill(_LEDGER, backend))
    applied = {row["number"]: row["name"] for row in _rows(client, "store/schema")}
    refuse_downgrade(applied, known)
    for item in known:
        if item.number not in applied:
            for statement in item.statements:
                client.command(fill(statement, backend))
            entry = msgspec.json.encode({"number": item.number, "name": item.name})
            client.raw_insert("schema_migrations", insert_block=entry, fmt="JSONEachRow")
    _renew_settings(client, backend)


def refuse_downgrade(applied: Mapping[int, str], known: Sequence[sql.Migration]) -> None:
    unknown = sorted(applied.keys() - {item.number for item in known})
    if unknown:
        newest = known[-1].number if known else 0
        raise SchemaTooNew(
            f"the store was written by a newer version (migration {applied[unknown[-1]]}; this version knows "
            f"up to {newest:04d}). Nothing was changed. Install the newer version again, or restore a backup."
        )


def fill(statement: str, backend: Backend) -> str:
    """The statement for one back-end: {engine} and {settings} filled, ON CLUSTER where there is one."""
    pairs = ", ".join(f"{key}={value}" for key, value in backend.table_settings.items())
    text = statement.replace("{engine}", backend.table_engine).replace("{settings}", pairs)
    if backend.cluster:
        text = _DDL.sub(rf"\1 \2 ON CLUSTER {backend.cluster}", text)
    return text


def _renew_settings(client: Any, backend: Backend) -> None:
    """Tables made by an earlier version get today's settings."""
    for row in _rows(client, "store/tables"):
        for key, value in backend.table_settings.items():
            if not re.search(rf"\b{key} = {value}\b", row["made"]):
                client.command(fill(f"ALTER TABLE {row['name']} MODIFY SETTING {key} = {value}", backend))


def _rows(client: Any, name: str) -> list[Row]:
    data: bytes = client.raw_query(sql.labelled(name), fmt="JSONEachRow")
    return [msgspec.json.decode(line) for line in data.splitlines() if line]
