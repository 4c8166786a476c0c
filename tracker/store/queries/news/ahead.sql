-- Accounts of which the store already holds something that whoever reads as of {at} and {known_at} (UTC ms) does not
-- see yet, by any verdict there ever was. {past}: the instant is over, only what is known of it may still grow.
SELECT DISTINCT company AS key
FROM verdicts
WHERE company != ''
  AND address_key IN
  (
      SELECT address_key
      FROM events
      WHERE site = {site:String} AND bot = '' AND received > fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
      UNION DISTINCT
      SELECT address_key
      FROM events
      WHERE site = {site:String} AND bot = '' AND NOT {past:Bool} AND ts > fromUnixTimestamp64Milli({at:Int64}, 'UTC')
      UNION DISTINCT
      SELECT address_key
      FROM verdicts
      WHERE decided > fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
  )
UNION DISTINCT
SELECT company AS key
FROM firmographics
WHERE at > fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
UNION DISTINCT
SELECT account AS key
FROM stage_changes
WHERE site = {site:String}
  AND (
      decided > fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
      OR (NOT {past:Bool} AND at > fromUnixTimestamp64Milli({at:Int64}, 'UTC'))
  )
