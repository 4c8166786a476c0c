-- What fit is read from, of each account with an event between {from_ts} and {to_ts} (UTC ms), as known now; in the
-- columns of accounts/named. A company seen through several networks is shown with its surest one.
SELECT
    company AS key,
    argMax(company_name, (confidence, company_name)) AS name,
    argMax(company_domain, (confidence, company_name)) AS domain,
    argMax(kind, (confidence, company_name)) AS kind
FROM {{_known}}
WHERE company != '' AND confidence >= toFloat32({floor:Float64})
  AND address_key IN
  (
      SELECT address_key
      FROM events
      WHERE site = {site:String} AND bot = ''
        AND ts BETWEEN fromUnixTimestamp64Milli({from_ts:Int64}, 'UTC') AND fromUnixTimestamp64Milli({to_ts:Int64}, 'UTC')
  )
GROUP BY key
