-- The addresses of the companies of this share, as known now; who opted out or is kept back is nobody's.
SELECT address_key, whose AS company
FROM
(
    SELECT
        address_key,
        argMax(network, decided) AS network,
        argMax(rule, decided) AS rule,
        argMax(company, decided) AS whose,
        argMax(company_domain, decided) AS whose_domain,
        argMax(confidence, decided) AS confidence
    FROM verdicts
    WHERE day >= toDate(fromUnixTimestamp64Milli({from_ts:Int64}, 'UTC')) - 1
      AND address_key IN
      (
          SELECT address_key
          FROM verdicts
          WHERE company != '' AND cityHash64(company) % {buckets:UInt16} = {bucket:UInt16}
            AND (empty({companies:Array(String)}) OR company IN {companies:Array(String)})
      )
    GROUP BY address_key
)
WHERE whose != '' AND cityHash64(whose) % {buckets:UInt16} = {bucket:UInt16}
  AND (empty({companies:Array(String)}) OR whose IN {companies:Array(String)})
  AND confidence >= toFloat32({floor:Float64})
  AND NOT ({{_opted_out}})
  AND whose NOT IN {{_kept_back}}
