-- Into the work space: what the accounts of this share did since {from_ts} (UTC ms), each event once, with what
-- it looked like. {companies} empty: all of share {bucket} of {buckets}.
INSERT INTO score_scratch
    (fill, account, kind, visitor, rank, ts, until, view, engaged, longest, measured, pattern, name, signals, page)
SELECT
    {fill:Int64},
    account,
    kind,
    visitor,
    rank,
    at,
    until,
    cityHash64(view),
    least(engaged, 2147483647),
    multiIf(kind != 1, 0, measured, least(longest, 2147483647), -1),
    measured,
    cityHash64(name, said, page),
    name,
    said,
    if(name = 'form' AND empty(said) AND (page_ts, page_seq) <= (at, seq), page_said, []) AS page
FROM
(
    SELECT
        *,
        multiIf(name = 'pv', 1, name = 'en', 0, 2) AS kind,
        toUInt32(row_number() OVER (PARTITION BY account ORDER BY at, view, seq, name)) AS rank,
        max(at) OVER (PARTITION BY account, view) AS until,
        max(engaged) OVER (PARTITION BY account, view) AS longest,
        minIf(at, name = 'pv') OVER (PARTITION BY account, view) AS page_ts,
        argMinIf(seq, (at, seq), name = 'pv') OVER (PARTITION BY account, view) AS page_seq,
        argMinIf(said, (at, seq), name = 'pv') OVER (PARTITION BY account, view) AS page_said
    FROM
    (
        SELECT
            k.company AS account,
            toUnixTimestamp64Milli(e.ts) AS at,
            e.view AS view,
            e.seq AS seq,
            e.name AS name,
            cityHash64(e.visitor) AS visitor,
            arraySort(arrayDistinct(e.signals)) AS said,
            e.engaged_ms AS engaged,
            e.source IN ('js', 'api') AS measured
        FROM events AS e
        INNER JOIN {{score/_company}} AS k ON k.address_key = e.address_key
        WHERE e.site = {site:String} AND e.bot = ''
          AND e.ts >= fromUnixTimestamp64Milli({from_ts:Int64}, 'UTC')
        LIMIT 1 BY account, at, view, seq, name
    )
)
