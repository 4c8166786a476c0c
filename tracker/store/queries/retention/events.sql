-- Imported logs stay: whoever imports a log of years ago wants to read it.
-- A mutation, not a lightweight delete: that would only hide the rows until some later merge.
ALTER TABLE events
DELETE WHERE ts < fromUnixTimestamp64Milli({before:Int64}, 'UTC') AND source != 'log'
SETTINGS mutations_sync = 1
