-- Accounts with an event that arrived, or a verdict that was given, later than {since} (UTC ms).
SELECT DISTINCT k.company AS key
FROM events AS e
INNER JOIN {{_known}} AS k ON k.address_key = e.address_key
WHERE e.site = {site:String} AND e.bot = '' AND k.company != ''
  AND e.ts >= fromUnixTimestamp64Milli({from_ts:Int64}, 'UTC')
  AND (
      e.received > fromUnixTimestamp64Milli({since:Int64}, 'UTC')
      OR e.address_key IN
      (
          SELECT address_key
          FROM verdicts
          WHERE decided > fromUnixTimestamp64Milli({since:Int64}, 'UTC')
      )
  )
ORDER BY key
