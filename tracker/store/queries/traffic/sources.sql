-- How visits of the days [from_day, to_day] of zone {zone} came: a row for each channel, source, campaign and search
-- word, with its visits and the accounts that came so, each with when it first did (UTC ms). A visit is that of
-- traffic/days and came as its first view did; bots are left out.
SELECT
    came.1 AS channel,
    came.2 AS source,
    came.3 AS campaign,
    came.4 AS keyword,
    sum(n) AS visits,
    groupArrayIf((account, toUnixTimestamp64Milli(first)), account != '') AS accounts
FROM
(
    SELECT came, account, count() AS n, min(first) AS first
    FROM
    (
        SELECT
            argMinIf(how, place, is_view) AS came,
            anyIf(company, company != '') AS account,
            min(ts) AS first
        FROM
        (
            SELECT *, sum(starts) OVER (PARTITION BY visitor, day ORDER BY place
                                        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS visit
            FROM
            (
                SELECT
                    e.ts AS ts,
                    (e.ts, e.view, e.seq) AS place,
                    toDate(e.ts, {zone:String}) AS day,
                    e.visitor AS visitor,
                    e.name = 'pv' AS is_view,
                    (e.channel, if(e.utm_source != '', e.utm_source, e.ref_host), e.utm_campaign, e.utm_term) AS how,
                    if(k.confidence >= toFloat32({floor:Float64}), k.company, '') AS company,
                    e.ts >= lagInFrame(e.ts, 1, toDateTime64(0, 3, 'UTC')) OVER w + INTERVAL 30 MINUTE AS starts
                FROM events AS e
                LEFT JOIN {{_known}} AS k ON k.address_key = e.address_key
                WHERE e.site = {site:String} AND e.source != 'offline' AND e.bot = '' AND k.kind != 'bot'
                  AND e.received <= fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
                  AND toDate(e.ts, {zone:String}) BETWEEN {from_day:Date} AND {to_day:Date}
                WINDOW w AS (PARTITION BY e.visitor, toDate(e.ts, {zone:String}) ORDER BY e.ts, e.view, e.seq
                             ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
            )
        )
        GROUP BY visitor, day, visit
    )
    GROUP BY came, account
)
GROUP BY channel, source, campaign, keyword
ORDER BY visits DESC, channel, source, campaign, keyword
LIMIT {most:UInt32}
