-- Accounts with an event of a person between {from_ts} and {to_ts} (UTC ms), as known at {known_at}.
-- A company seen through several networks is shown with its surest one; what a person said of it (method
-- "given") names it only where no visit does. {companies} empty: all.
SELECT
    k.company AS key,
    argMax(k.company_name, (k.method != 'given', k.confidence, k.company_name)) AS name,
    argMax(k.company_domain, (k.method != 'given', k.confidence, k.company_name)) AS domain,
    argMax(k.kind, (k.method != 'given', k.confidence, k.company_name)) AS kind,
    argMax(k.method, (k.method != 'given', k.confidence, k.company_name)) AS method,
    round(argMax(k.confidence, (k.method != 'given', k.confidence)), 4) AS confidence
FROM events AS e
INNER JOIN {{_known:_of_companies}} AS k ON k.address_key = e.address_key
WHERE e.site = {site:String} AND e.bot = '' AND {{_of_companies}} AND e.received <= fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
  AND e.ts BETWEEN fromUnixTimestamp64Milli({from_ts:Int64}, 'UTC') AND fromUnixTimestamp64Milli({to_ts:Int64}, 'UTC')
  AND k.company != '' AND k.confidence >= toFloat32({floor:Float64})
  AND (empty({companies:Array(String)}) OR k.company IN {companies:Array(String)})
GROUP BY key
ORDER BY key
