-- First event of each of these accounts (none named: of all), ever, as addresses are known at {known_at}.
SELECT k.company AS account, toUnixTimestamp64Milli(min(e.ts)) AS first_seen
FROM events AS e
INNER JOIN
(
    SELECT address_key, argMax(company, decided) AS company, argMax(confidence, decided) AS confidence
    FROM verdicts
    WHERE decided <= fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
      AND {{_of_companies}}
    GROUP BY address_key
    HAVING company != '' AND (empty({companies:Array(String)}) OR company IN {companies:Array(String)}) AND confidence >= toFloat32({floor:Float64})
) AS k ON k.address_key = e.address_key
WHERE e.site = {site:String} AND e.bot = '' AND {{_of_companies}} AND e.received <= fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
GROUP BY account
