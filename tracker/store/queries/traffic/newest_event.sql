-- When a site's newest event was that a website sent; read from the end of the table.
SELECT toUnixTimestamp64Milli(ts) AS ts
FROM events
WHERE site = {site:String} AND source != 'offline'
ORDER BY site DESC, ts DESC
LIMIT 1
