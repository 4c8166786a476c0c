"""Traffic for scoring in the store, made by the engine itself from numbers: accounts of 90 days, by seed.

A visit is ten events in 40 seconds each: six views, three signs of reading, one thing done or a further view.
Every visitor has an address of its own each day; all addresses belong to an account. All was stored when it
happened.
"""

from __future__ import annotations

from typing import Any

from tracker.store.client import ClickHouse

DAY = 86_400_000
PART = 1_000_000

_VISITS = """
SELECT
    number AS visit,
    cityHash64(visit, 1) % {accounts:UInt32} AS account,
    {end:Int64} - toInt64(cityHash64(visit, 2) % 7775000000) - 1000000 AS start,
    concat('a', toString(account), '-', toString(intDiv(start, 86400000)), '-', toString(visit % 2))
        AS address
FROM numbers({first:UInt64}, {count:UInt64})
"""

_EVENTS = f"""
INSERT INTO events (site, ts, received, source, view, seq, name, url_host, url_path, title, signals,
    engaged_ms, consent, visitor, address_key, device, channel, batch, stored)
SELECT
    'bench',
    fromUnixTimestamp64Milli(start + step * 40000, 'UTC') AS ts,
    ts,
    'js',
    concat('v', toString(visit), '-', toString(if(step IN (6, 7, 8), step - 6, step))),
    step,
    multiIf(
        step IN (6, 7, 8), 'en',
        step = 9 AND visit % 20 = 0, 'form',
        step = 9 AND visit % 3 = 0, 'add_to_cart',
        'pv'
    ) AS name,
    'www.example',
    concat('/p', toString(dice % 200)),
    concat('Page ', toString(dice % 200)),
    if(name = 'en' OR name = 'form', [],
        [[], [], [], [], ['product'], ['product'], ['product'], ['docs'], ['blog'], ['pricing'], ['careers'],
         ['campaign', 'product'], ['compare'], ['contact'], ['support'], ['whitepaper']][dice % 16 + 1]),
    if(name = 'en', dice % 60000, 0),
    'anon',
    address,
    address,
    'desktop',
    'direct',
    toString(intDiv(visit, 100000)),
    ts
FROM (SELECT *, arrayJoin(range(10)) AS step, cityHash64(visit, step, 3) AS dice FROM ({_VISITS}))
"""

_VERDICTS = f"""
INSERT INTO verdicts (address_key, day, decided, version, network, kind, company, company_name,
    company_domain, confidence, method, stored)
SELECT
    address, toDate(intDiv(min(start), 86400000)), fromUnixTimestamp64Milli(min(start), 'UTC'), 'b',
    '192.0.2.0/24', 'business',
    concat('c', toString(any(account)), '.example') AS company, company, company, 0.9, 'own_list',
    fromUnixTimestamp64Milli(min(start), 'UTC')
FROM ({_VISITS})
GROUP BY address
"""


def grow(store: ClickHouse, *, accounts: int, first: int, events: int, end: int) -> None:
    """Add ``events`` events (a multiple of ten) after the first ``first``: always parts of the same set."""
    with store._writer.client() as client:
        for start in range(first, first + events, PART):
            count = min(PART, first + events - start) // 10
            given: dict[str, Any] = {"accounts": accounts, "end": end, "first": start // 10, "count": count}
            client.command(_EVENTS, parameters=given)
            client.command(_VERDICTS, parameters=given)
