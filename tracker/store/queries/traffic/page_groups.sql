-- As traffic/pages, a row for each signal of the views ("": none) and one for all views ("*").
SELECT
    signal,
    uniqExactMerge(v.pages) AS pages,
    sum(views) AS seen,
    countIf(v.account != '') AS accounts,
    countIf(v.account != '' AND (q.qualified_at = 0 OR q.qualified_at >= first)) AS still,
    countIf(v.account != '' AND q.qualified_at > 0 AND q.qualified_at >= first) AS became
FROM
(
    SELECT
        arrayJoin(arrayPushBack(if(empty(e.signals), [''], arrayMap(s -> toString(s), e.signals)), '*')) AS signal,
        if(k.confidence >= toFloat32({floor:Float64}), k.company, '') AS account,
        uniqExactState(e.url_host, e.url_path) AS pages,
        count() AS views,
        toUnixTimestamp64Milli(min(e.ts)) AS first
    FROM events AS e
    LEFT JOIN {{_known}} AS k ON k.address_key = e.address_key
    WHERE e.site = {site:String} AND e.name = 'pv' AND e.bot = ''
      AND e.received <= fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
      AND toDate(e.ts, {zone:String}) BETWEEN {from_day:Date} AND {to_day:Date}
    GROUP BY signal, account
) AS v
LEFT JOIN {{reports/qualified}} AS q ON q.account = v.account
GROUP BY signal
ORDER BY accounts DESC, seen DESC, signal
