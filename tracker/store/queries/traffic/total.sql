-- All views of the days that had come in at {known_at} (UTC ms), counted without any verdict.
SELECT count() AS views
FROM events
WHERE site = {site:String} AND name = 'pv' AND received <= fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
  AND toDate(ts, {zone:String}) BETWEEN {from_day:Date} AND {to_day:Date}
