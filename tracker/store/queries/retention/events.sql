-- Imported logs stay: whoever imports a log of years ago wants to read it.
DELETE FROM events
WHERE ts < fromUnixTimestamp64Milli({before:Int64}, 'UTC') AND source != 'log'
