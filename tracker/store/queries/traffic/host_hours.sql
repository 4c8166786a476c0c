-- Views of people per hour (since 1970, UTC) of one host.
SELECT
    intDiv(toUnixTimestamp(ts), 3600) AS hour,
    count() AS views
FROM events
WHERE site = {site:String}
  AND name = 'pv'
  AND bot = ''
  AND source != 'log'
  AND url_host = {host:String}
  AND ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
  AND ts <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')
GROUP BY hour
ORDER BY hour
