-- What lists sort and filter by, of the accounts with an event between {from_ts} and {to_ts} (UTC ms), as known at
-- {known_at}; figures as tracker.read.figures counts them. {companies} empty: all.
SELECT
    key,
    name,
    domain,
    kind,
    views,
    last_seen,
    signals,
    arrayCount(
        (one, before) -> one.1 != before.1 OR one.2 - before.2 >= {gap_ms:Int64},
        arraySlice(seen, 2),
        arraySlice(seen, 1, length(seen) - 1)
    ) + notEmpty(seen) AS visits,
    arrayMax(arrayMap(day -> countEqual(days, day), arrayPushFront(arrayDistinct(days), toDate(0)))) AS visitors
FROM
(
    SELECT
        k.company AS key,
        argMax(k.company_name, (k.method != 'given', k.confidence, k.company_name)) AS name,
        argMax(k.company_domain, (k.method != 'given', k.confidence, k.company_name)) AS domain,
        argMax(k.kind, (k.method != 'given', k.confidence, k.company_name)) AS kind,
        countIf(e.name = 'pv') AS views,
        toUnixTimestamp64Milli(max(e.ts)) AS last_seen,
        groupUniqArrayArrayIf(e.signals, e.name != 'en') AS signals,
        arraySort(groupArrayIf((e.visitor, toUnixTimestamp64Milli(e.ts)), e.name != 'offline')) AS seen,
        groupUniqArrayIf((toDate(e.ts, {zone:String}), e.visitor), e.name != 'offline') AS people,
        tupleElement(people, 1) AS days
    FROM events AS e
    INNER JOIN {{_known:_of_companies}} AS k ON k.address_key = e.address_key
    WHERE e.site = {site:String} AND e.bot = '' AND {{_of_companies}}
      AND e.received <= fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
      AND e.ts BETWEEN fromUnixTimestamp64Milli({from_ts:Int64}, 'UTC') AND fromUnixTimestamp64Milli({to_ts:Int64}, 'UTC')
      AND k.company != '' AND k.confidence >= toFloat32({floor:Float64})
      AND (empty({companies:Array(String)}) OR k.company IN {companies:Array(String)})
    GROUP BY key
)
ORDER BY key
