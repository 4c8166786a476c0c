-- The first event since {since} whose page was opened with that number in its address.
SELECT
    toUnixTimestamp64Milli(received) AS received,
    source,
    url_host AS host,
    url_path AS path,
    consent,
    bot,
    view
FROM events
WHERE site = {site:String}
  AND ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
  AND position(url_query, {query:String}) > 0
ORDER BY received, seq
LIMIT 1
