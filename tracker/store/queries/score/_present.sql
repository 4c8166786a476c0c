-- Breadth and frequency: (id, part, value). Most visitors with enough views on one day, and days with anything
-- done, both without off-topic pages. Only whole days: an instant in the middle of a day with more to come is
-- for score/undecided.
SELECT
    id,
    s.part AS part,
    least(s.breadth_cap, s.breadth * greatest(0, people - 1)) + least(s.frequency_cap, s.frequency * greatest(0, days - 1)) AS value
FROM
(
    SELECT id, spec, max(people) AS people, count() AS days
    FROM
    (
        SELECT id, spec, d, countIf(views >= least_views) AS people
        FROM
        (
            SELECT
                id,
                s.spec AS spec,
                d,
                s.least_views AS least_views,
                arraySum((p, n) -> if(has(s.off, p), 0, n), ps, ns) AS views
            FROM
            (
                SELECT id, d, ps, ns
                FROM {{score/_rows}}
                ARRAY JOIN day AS d, day_pattern AS ps, day_views AS ns
                WHERE d <= {today:UInt16} AND d > {today:UInt16} - {presence_days:UInt16}
            ) AS a
            CROSS JOIN {{score/_specs}} AS s
            WHERE d > {today:UInt16} - s.days AND arrayExists(p -> NOT has(s.off, p), ps)
        )
        GROUP BY id, spec, d
    )
    GROUP BY id, spec
) AS x
INNER JOIN {{score/_specs}} AS s ON s.spec = x.spec
