-- When a day was first known in full (UTC ms): its last event in, each of its addresses looked up once.
-- Lines of old logs come in with the time they speak of.
SELECT greatest(
    (
        SELECT if(count() = 0, 0, toUnixTimestamp64Milli(max(received)))
        FROM events
        WHERE site = {site:String} AND toDate(ts, {zone:String}) = {day:Date}
    ),
    (
        SELECT if(count() = 0, 0, toUnixTimestamp64Milli(max(first)))
        FROM
        (
            SELECT min(decided) AS first
            FROM verdicts
            WHERE day BETWEEN {day:Date} - 1 AND {day:Date} + 1
              AND address_key IN
              (
                  SELECT address_key FROM events
                  WHERE site = {site:String} AND toDate(ts, {zone:String}) = {day:Date}
              )
            GROUP BY address_key
        )
    )
) AS at
