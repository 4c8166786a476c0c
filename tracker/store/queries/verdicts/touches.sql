-- What was done from these addresses, in the columns and order of accounts/touches. Bounds in UTC ms.
SELECT
    e.address_key AS account,
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
WHERE e.site = {site:String} AND e.bot = ''
  AND e.ts BETWEEN fromUnixTimestamp64Milli({from_ts:Int64}, 'UTC') AND fromUnixTimestamp64Milli({to_ts:Int64}, 'UTC')
  AND e.address_key IN {keys:Array(String)}
ORDER BY account, ts, view, seq, name
