"""Queries of the tests' own: what no product query does, such as failing half-way. By name, as ever."""

from __future__ import annotations

from tracker.store import sql

QUERIES = {
    # 150,000 rows of output, then an error: what leaks into the next answer of the same handle.
    "test/fails_half_way": """
        SELECT 'of another account' AS secret, throwIf(number = 150000) AS x
        FROM numbers(200000)""",
    "test/answer": "SELECT 'mine' AS text, {n:Int64} AS n",
    "test/slow": "SELECT count() AS n FROM numbers(10000000) WHERE sleep(0.3) = 0",
    "test/wrong": "SELECT nothing FROM nowhere",
    "test/file": "SELECT * FROM file({path:String}, 'LineAsString')",
    "test/url": "SELECT * FROM url('http://127.0.0.1:9/', 'LineAsString')",
    "test/write": "INSERT INTO tallies (site) VALUES ('x')",
    "test/tallies": "SELECT site, toString(day) AS day, n, batch FROM tallies ORDER BY site, n",
    "test/count": "SELECT count() AS n, uniqExact(seq) AS different FROM events WHERE batch = {batch:String}",
    "test/instants": """
        SELECT toUnixTimestamp64Milli(ts) AS ts, toUnixTimestamp64Milli(received) AS received
        FROM events ORDER BY ts""",
    "test/texts": """
        SELECT {text:String} AS text, {texts:Array(String)} AS texts,
            hasAny([{text:String}], {texts:Array(String)}) AS found""",
    "test/settings": "SELECT name, value FROM system.settings WHERE name IN {names:Array(String)}",
    "test/parts": """
        SELECT name FROM system.parts
        WHERE active AND rows > 0 AND table = {table:String} ORDER BY name""",
    "test/made": """
        SELECT create_table_query AS made FROM system.tables
        WHERE database = currentDatabase() AND name = {table:String}""",
    "test/optimize": "OPTIMIZE TABLE tallies FINAL",
    "test/delete": "ALTER TABLE tallies DELETE WHERE site = {site:String}",
    "test/running": "SELECT Settings['log_comment'] AS session, query FROM system.processes",
    "test/nothing": "SELECT site, n FROM tallies WHERE 0",
    "test/many": "SELECT number AS n, repeat('x', 100) AS text FROM numbers({rows:UInt64})",
}


def lookup(name: str) -> str:
    """A query of the tests, else of the product."""
    return f"/* {name} */ {QUERIES[name]}" if name in QUERIES else sql.labelled(name)
