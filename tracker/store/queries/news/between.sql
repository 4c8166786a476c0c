-- Accounts of which something is from after {from_ts} up to {to_ts}, or was known after {from_known} up to
-- {to_known} (UTC ms, the clock of the caller), by any verdict there ever was.
SELECT DISTINCT company AS key
FROM verdicts
WHERE company != ''
  AND address_key IN
  (
      SELECT address_key
      FROM events
      WHERE site = {site:String} AND bot = ''
        AND ts > fromUnixTimestamp64Milli({from_ts:Int64}, 'UTC')
        AND ts <= fromUnixTimestamp64Milli({to_ts:Int64}, 'UTC')
      UNION DISTINCT
      SELECT address_key
      FROM verdicts
      WHERE decided > fromUnixTimestamp64Milli({from_known:Int64}, 'UTC')
        AND decided <= fromUnixTimestamp64Milli({to_known:Int64}, 'UTC')
  )
UNION DISTINCT
SELECT company AS key
FROM firmographics
WHERE at > fromUnixTimestamp64Milli({from_known:Int64}, 'UTC') AND at <= fromUnixTimestamp64Milli({to_known:Int64}, 'UTC')
UNION DISTINCT
SELECT account AS key
FROM stage_changes
WHERE site = {site:String}
  AND decided > fromUnixTimestamp64Milli({from_known:Int64}, 'UTC')
  AND decided <= fromUnixTimestamp64Milli({to_known:Int64}, 'UTC')
