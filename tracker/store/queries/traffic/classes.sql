-- Every view of the days [from_day, to_day] in zone {zone} in exactly one class.
SELECT
    multiIf(e.bot != '', 'bot', e.address_key = '', 'unknown', k.kind = '', 'pending', k.kind) AS class,
    k.company != '' AND e.bot = '' AND k.confidence >= toFloat32({floor:Float64}) AS identified,
    count() AS views,
    uniqExact(e.visitor) AS visitors
FROM events AS e
LEFT JOIN {{_known}} AS k ON k.address_key = e.address_key
WHERE e.site = {site:String} AND e.name = 'pv' AND e.received <= fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
  AND toDate(e.ts, {zone:String}) BETWEEN {from_day:Date} AND {to_day:Date}
GROUP BY class, identified
ORDER BY views DESC
