-- Hosts that sent views of people by themselves since {since}, and when each did last. Logs have no host to watch.
SELECT
    url_host AS host,
    toUnixTimestamp64Milli(max(ts)) AS last,
    count() AS views
FROM events
WHERE site = {site:String}
  AND name = 'pv'
  AND bot = ''
  AND source != 'log'
  AND url_host != ''
  AND ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
  AND ts <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')
GROUP BY host
HAVING views >= {least:UInt32}
ORDER BY views DESC, host
LIMIT 50
