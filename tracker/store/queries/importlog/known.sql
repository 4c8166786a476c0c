-- Which of these views does the store hold already? Bounds in UTC ms.
SELECT view
FROM events
WHERE site = {site:String}
  AND ts BETWEEN fromUnixTimestamp64Milli({first:Int64}, 'UTC') AND fromUnixTimestamp64Milli({last:Int64}, 'UTC')
  AND view IN {views:Array(String)}
  AND name = 'pv'
