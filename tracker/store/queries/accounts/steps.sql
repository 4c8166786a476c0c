-- Events of these accounts between {from_ts} and {to_ts} (UTC ms) with what only an account's own page shows.
SELECT
    toUnixTimestamp64Milli(e.ts) AS ts,
    e.view AS view,
    e.seq AS seq,
    e.name AS name,
    e.target AS target,
    e.device AS device,
    e.address_key AS address_key,
    k.network AS network,
    round(k.confidence, 4) AS confidence
FROM events AS e
INNER JOIN {{_known:_of_companies}} AS k ON k.address_key = e.address_key
WHERE e.site = {site:String} AND e.bot = '' AND {{_of_companies}}
  AND e.ts BETWEEN fromUnixTimestamp64Milli({from_ts:Int64}, 'UTC') AND fromUnixTimestamp64Milli({to_ts:Int64}, 'UTC')
  AND k.company IN {companies:Array(String)} AND k.confidence >= toFloat32({floor:Float64})
ORDER BY ts, view, seq, name
