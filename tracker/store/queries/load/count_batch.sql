-- How many rows of this batch arrived? {first} and {last} (UTC ms) are its rows' own bounds.
SELECT count() AS n
FROM events
WHERE batch = {batch:String}
  AND ts BETWEEN fromUnixTimestamp64Milli({first:Int64}, 'UTC') AND fromUnixTimestamp64Milli({last:Int64}, 'UTC')
