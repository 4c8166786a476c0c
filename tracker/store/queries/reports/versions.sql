-- The data versions behind the verdicts of a day's addresses, as known at {known_at} (UTC ms).
SELECT DISTINCT version
FROM
(
    SELECT argMax(version, decided) AS version
    FROM verdicts
    WHERE day BETWEEN {day:Date} - 1 AND {day:Date} + 1
      AND decided <= fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
      AND address_key IN
      (
          SELECT address_key FROM events
          WHERE site = {site:String} AND toDate(ts, {zone:String}) = {day:Date}
      )
    GROUP BY address_key
)
WHERE version != ''
ORDER BY version
