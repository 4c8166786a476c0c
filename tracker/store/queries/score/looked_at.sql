-- Who viewed which of these product pages, and when last, between {from_ts} and {to_ts} (UTC ms).
SELECT k.company AS account, cityHash64(e.title, e.url_path) AS page, max(toUnixTimestamp64Milli(e.ts)) AS last
FROM events AS e
INNER JOIN {{score/_company}} AS k ON k.address_key = e.address_key
WHERE e.site = {site:String} AND e.bot = '' AND e.name = 'pv' AND has(e.signals, {product:String})
  AND e.ts BETWEEN fromUnixTimestamp64Milli({from_ts:Int64}, 'UTC') AND fromUnixTimestamp64Milli({to_ts:Int64}, 'UTC')
  AND cityHash64(e.title, e.url_path) IN {pages:Array(UInt64)}
GROUP BY account, page
