-- All views of the days, counted without any verdict.
SELECT count() AS views
FROM events
WHERE site = {site:String} AND name = 'pv'
  AND toDate(ts, {zone:String}) BETWEEN {from_day:Date} AND {to_day:Date}
