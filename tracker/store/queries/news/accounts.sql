-- Accounts of which something came into the store after {since} (UTC ms, the store's clock), each with a mark of what:
-- events, verdicts of addresses that are or once were theirs, facts; "moved": changes of stage, by themselves.
SELECT key, moved, sum(mark) AS mark
FROM
(
    SELECT whose.company AS key, 0 AS moved, fresh.mark AS mark
    FROM
    (
        SELECT address_key, sum(mark) AS mark
        FROM
        (
            SELECT address_key, cityHash64(ts, view, seq, name, stored) AS mark
            FROM events
            WHERE site = {site:String} AND bot = '' AND stored > fromUnixTimestamp64Milli({since:Int64}, 'UTC')
            UNION ALL
            SELECT address_key, cityHash64(decided, company, stored) AS mark
            FROM verdicts
            WHERE stored > fromUnixTimestamp64Milli({since:Int64}, 'UTC')
        )
        GROUP BY address_key
    ) AS fresh
    INNER JOIN
    (
        SELECT DISTINCT address_key, company
        FROM verdicts
        WHERE company != ''
          AND address_key IN
          (
              SELECT address_key
              FROM events
              WHERE site = {site:String} AND bot = '' AND stored > fromUnixTimestamp64Milli({since:Int64}, 'UTC')
              UNION DISTINCT
              SELECT address_key
              FROM verdicts
              WHERE stored > fromUnixTimestamp64Milli({since:Int64}, 'UTC')
          )
    ) AS whose ON whose.address_key = fresh.address_key
    UNION ALL
    SELECT company AS key, 0 AS moved, cityHash64(field, value, source, at, stored) AS mark
    FROM firmographics
    WHERE stored > fromUnixTimestamp64Milli({since:Int64}, 'UTC')
    UNION ALL
    SELECT account AS key, 1 AS moved, cityHash64(at, decided, to_stage, stored) AS mark
    FROM stage_changes
    WHERE site = {site:String} AND stored > fromUnixTimestamp64Milli({since:Int64}, 'UTC')
)
GROUP BY key, moved
