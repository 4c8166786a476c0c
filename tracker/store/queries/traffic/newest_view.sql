SELECT toUnixTimestamp64Milli(ts) AS ts
FROM events
WHERE site = {site:String} AND name = 'pv'
ORDER BY site DESC, ts DESC
LIMIT 1
