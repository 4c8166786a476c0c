-- Accounts of which something may be new since {since} (UTC ms): an event arrived, or a verdict was given, of an
-- address that is theirs, or was before that verdict.
SELECT DISTINCT company AS account
FROM verdicts
WHERE company != '' AND address_key IN
(
    SELECT address_key
    FROM events
    WHERE site = {site:String} AND bot = ''
      AND ts >= fromUnixTimestamp64Milli({from_ts:Int64}, 'UTC')
      AND received > fromUnixTimestamp64Milli({since:Int64}, 'UTC')
    UNION DISTINCT
    SELECT address_key
    FROM verdicts
    WHERE decided > fromUnixTimestamp64Milli({since:Int64}, 'UTC')
)
ORDER BY account
