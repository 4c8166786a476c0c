-- Verdicts go with the events they speak of.
ALTER TABLE verdicts
DELETE WHERE day < toDate(fromUnixTimestamp64Milli({before:Int64}, 'UTC'))
  AND address_key NOT IN (
      SELECT address_key FROM events WHERE ts < fromUnixTimestamp64Milli({before:Int64}, 'UTC')
  )
SETTINGS mutations_sync = 1
