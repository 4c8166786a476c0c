-- What people viewed in the days [from_day, to_day] of zone {zone}: a row a page, most accounts first. "still": accounts
-- that viewed it and were not qualified before; "became": those of them that were later. Bots are left out.
SELECT
    host,
    path,
    argMax(titled, last) AS title,
    arraySort(arrayDistinct(arrayFlatten(groupArray(marks)))) AS signals,
    sum(views) AS seen,
    countIf(v.account != '') AS accounts,
    countIf(v.account != '' AND (q.qualified_at = 0 OR q.qualified_at >= first)) AS still,
    countIf(v.account != '' AND q.qualified_at > 0 AND q.qualified_at >= first) AS became
FROM
(
    SELECT
        e.url_host AS host,
        e.url_path AS path,
        if(k.confidence >= toFloat32({floor:Float64}), k.company, '') AS account,
        argMax(e.title, e.ts) AS titled,
        arrayDistinct(arrayFlatten(groupUniqArray(e.signals))) AS marks,
        count() AS views,
        toUnixTimestamp64Milli(min(e.ts)) AS first,
        max(e.ts) AS last
    FROM events AS e
    LEFT JOIN {{_known}} AS k ON k.address_key = e.address_key
    WHERE e.site = {site:String} AND e.name = 'pv' AND e.bot = ''
      AND e.received <= fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
      AND toDate(e.ts, {zone:String}) BETWEEN {from_day:Date} AND {to_day:Date}
    GROUP BY host, path, account
) AS v
LEFT JOIN {{reports/qualified}} AS q ON q.account = v.account
GROUP BY host, path
ORDER BY accounts DESC, seen DESC, host, path
LIMIT {most:UInt32}
