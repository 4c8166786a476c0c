-- When an account last raised a hand by {at} (UTC ms), not before {from_ts}: something done with one of {signals}.
SELECT k.company AS account, toUnixTimestamp64Milli(max(e.ts)) AS at
FROM events AS e
INNER JOIN {{_known:stages/_of_hands}} AS k ON k.address_key = e.address_key
WHERE e.site = {site:String} AND e.bot = ''
  AND e.ts BETWEEN fromUnixTimestamp64Milli({from_ts:Int64}, 'UTC') AND fromUnixTimestamp64Milli({at:Int64}, 'UTC')
  AND e.name NOT IN ('pv', 'en') AND hasAny(e.signals, {signals:Array(String)})
  AND k.company != '' AND k.confidence >= toFloat32({floor:Float64})
GROUP BY account
ORDER BY account
