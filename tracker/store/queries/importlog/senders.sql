-- The senders of these views: how many views each, people and bots apart. Bounds in UTC ms.
SELECT
    address_key,
    bot != '' AS is_bot,
    count() AS views
FROM events
WHERE site = {site:String}
  AND ts BETWEEN fromUnixTimestamp64Milli({first:Int64}, 'UTC') AND fromUnixTimestamp64Milli({last:Int64}, 'UTC')
  AND view IN {views:Array(String)}
  AND name = 'pv'
GROUP BY address_key, is_bot
