-- Who viewed which of these pages, and when last, between {from_ts} and {to_ts} (UTC ms); {signal} not empty: only
-- views with this signal.
SELECT k.company AS account, cityHash64(e.title, e.url_path) AS page, max(toUnixTimestamp64Milli(e.ts)) AS last
FROM events AS e
INNER JOIN {{score/_company}} AS k ON k.address_key = e.address_key
WHERE e.site = {site:String} AND e.bot = '' AND e.name = 'pv' AND ({signal:String} = '' OR has(e.signals, {signal:String}))
  AND e.ts BETWEEN fromUnixTimestamp64Milli({from_ts:Int64}, 'UTC') AND fromUnixTimestamp64Milli({to_ts:Int64}, 'UTC')
  AND cityHash64(e.title, e.url_path) IN {pages:Array(UInt64)}
GROUP BY account, page
