-- Views by people on each of {days} (of zone {zone}) that had any, as traffic/days counts them; of all verdicts, only
-- those are looked up that can matter.
SELECT toString(toDate(ts, {zone:String})) AS day, count() AS views
FROM events
WHERE site = {site:String} AND name = 'pv' AND bot = '' AND source != 'offline'
  AND received <= fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
  AND toDate(ts, {zone:String}) IN {days:Array(Date)}
  AND address_key NOT IN (SELECT address_key FROM {{_known:_as_bot}} WHERE kind = 'bot')
GROUP BY day
ORDER BY day
