-- What these accounts did between {from_ts} and {to_ts} (UTC ms), in the order scoring knows.
-- "measured": the source can know how long a page was read.
SELECT
    k.company AS account,
    toUnixTimestamp64Milli(e.ts) AS ts,
    e.view AS view,
    e.name AS name,
    e.visitor AS visitor,
    e.seq AS seq,
    e.url_host AS host,
    e.url_path AS path,
    e.title AS title,
    e.signals AS signals,
    e.engaged_ms AS engaged_ms,
    e.source IN ('js', 'api') AS measured,
    e.channel AS channel,
    if(e.utm_source != '', e.utm_source, e.ref_host) AS source,
    e.utm_campaign AS campaign
FROM events AS e
INNER JOIN {{_known:_of_companies}} AS k ON k.address_key = e.address_key
WHERE e.site = {site:String} AND e.bot = '' AND {{_of_companies}} AND e.received <= fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
  AND e.ts BETWEEN fromUnixTimestamp64Milli({from_ts:Int64}, 'UTC') AND fromUnixTimestamp64Milli({to_ts:Int64}, 'UTC')
  AND k.confidence >= toFloat32({floor:Float64}) AND k.company IN {companies:Array(String)}
ORDER BY account, ts, view, seq, name
