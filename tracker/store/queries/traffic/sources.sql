-- How visits of the days [from_day, to_day] of zone {zone} came: a row for each channel, source, campaign and search
-- word, with its visits and the accounts that came so, each with when it first did (UTC ms). A visit is that of
-- traffic/days and came as the event did that begins it; bots are left out.
SELECT
    channel,
    source,
    campaign,
    keyword,
    sum(n) AS visits,
    groupArrayIf((account, toUnixTimestamp64Milli(first)), account != '') AS accounts
FROM
(
    SELECT channel, source, campaign, keyword, account, count() AS n, min(ts) AS first
    FROM
    (
        SELECT
            e.ts AS ts,
            e.channel AS channel,
            if(e.utm_source != '', e.utm_source, e.ref_host) AS source,
            e.utm_campaign AS campaign,
            e.utm_term AS keyword,
            if(k.confidence >= toFloat32({floor:Float64}), k.company, '') AS account,
            e.ts >= lagInFrame(e.ts, 1, toDateTime64(0, 3, 'UTC')) OVER w + INTERVAL 30 MINUTE AS starts
        FROM events AS e
        LEFT JOIN {{_known}} AS k ON k.address_key = e.address_key
        WHERE e.site = {site:String} AND e.source != 'offline' AND e.bot = '' AND k.kind != 'bot'
          AND e.received <= fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
          AND toDate(e.ts, {zone:String}) BETWEEN {from_day:Date} AND {to_day:Date}
        WINDOW w AS (PARTITION BY e.visitor, toDate(e.ts, {zone:String}) ORDER BY e.ts, e.view, e.seq
                     ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    )
    WHERE starts
    GROUP BY channel, source, campaign, keyword, account
)
GROUP BY channel, source, campaign, keyword
ORDER BY visits DESC, channel, source, campaign, keyword
LIMIT {most:UInt32}
