-- What fit is read from, of each account with an event between {from_ts} and {to_ts} (UTC ms), as known now; in the
-- columns of accounts/named. A company seen through several networks is shown with its surest one. Who must not be
-- named is not among the accounts gathered, so nobody looks here for them.
SELECT
    said.1 AS key,
    argMax(said.2, (said.5, said.2)) AS name,
    argMax(said.3, (said.5, said.2)) AS domain,
    argMax(said.4, (said.5, said.2)) AS kind
FROM
(
    SELECT argMax((company, company_name, company_domain, kind, confidence), decided) AS said
    FROM verdicts
    WHERE day BETWEEN toDate(fromUnixTimestamp64Milli({from_ts:Int64}, 'UTC')) - 1
                  AND toDate(fromUnixTimestamp64Milli({to_ts:Int64}, 'UTC')) + 1
      AND address_key IN
      (
          SELECT address_key
          FROM events
          WHERE site = {site:String} AND bot = ''
            AND ts BETWEEN fromUnixTimestamp64Milli({from_ts:Int64}, 'UTC') AND fromUnixTimestamp64Milli({to_ts:Int64}, 'UTC')
      )
    GROUP BY address_key
)
WHERE key != '' AND said.5 >= toFloat32({floor:Float64})
GROUP BY key
