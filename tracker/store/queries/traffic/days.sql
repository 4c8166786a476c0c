-- One row per day with traffic. A visit: a visitor's events less than 30 minutes apart; a bot has none.
-- A bot is known by what it says or by whose network it is in, as in traffic/classes.
SELECT
    day,
    sum(is_view AND NOT robot) AS views,
    uniqExactIf(visitor, NOT robot) AS visitors,
    sum(starts AND NOT robot) AS visits,
    uniqExactIf(company, NOT robot AND company != '' AND confidence >= toFloat32({floor:Float64})) AS accounts,
    sum(is_view AND robot) AS bots
FROM
(
    SELECT
        toString(toDate(e.ts, {zone:String})) AS day,
        e.visitor AS visitor,
        e.name = 'pv' AS is_view,
        e.bot != '' OR k.kind = 'bot' AS robot,
        k.company AS company,
        k.confidence AS confidence,
        e.ts >= lagInFrame(e.ts, 1, toDateTime64(0, 3, 'UTC')) OVER w + INTERVAL 30 MINUTE AS starts
    FROM events AS e
    LEFT JOIN {{_known}} AS k ON k.address_key = e.address_key
    WHERE e.site = {site:String} AND e.source != 'offline' AND e.received <= fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
      AND toDate(e.ts, {zone:String}) BETWEEN {from_day:Date} AND {to_day:Date}
    WINDOW w AS (PARTITION BY e.visitor, e.bot != '' OR k.kind = 'bot', toDate(e.ts, {zone:String}) ORDER BY e.ts, e.view, e.seq
                 ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
)
GROUP BY day
ORDER BY day
