SELECT count() AS n
FROM events
WHERE ts < fromUnixTimestamp64Milli({before:Int64}, 'UTC') AND source != 'log'
