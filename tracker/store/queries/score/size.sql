-- How many events there are to gather, and a mark of who must not be named: when it changes, all is gathered anew.
SELECT
    count() AS events,
    (
        SELECT toString(cityHash64(arraySort(groupArray((kind, id)))))
        FROM
        (
            SELECT kind, id
            FROM records
            WHERE kind IN ('optout', 'kept_back')
            GROUP BY kind, id
            HAVING argMax(doc, at) != ''
        )
    ) AS hidden
FROM events
WHERE site = {site:String} AND bot = '' AND ts >= fromUnixTimestamp64Milli({from_ts:Int64}, 'UTC')
