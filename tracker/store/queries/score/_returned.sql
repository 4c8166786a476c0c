-- What the first view of a further day adds: (id, slot, value, newest). Views of off-topic pages open no day.
SELECT id, e.slot AS slot, e.weight * s AS value, newest
FROM
(
    SELECT
        id,
        c.pair AS pair,
        arrayMap(p -> NOT has(o.off, p), first_pattern) AS counts,
        arrayFilter((t, k) -> k, first_at, counts) AS ats,
        arrayFilter((r, k) -> k, first_engaged, counts) AS reads,
        arrayDifference(arrayMap(t -> intDiv(t, 86400000), ats)) AS gaps,
        arraySum((t, r, g) -> if(g BETWEEN 1 AND {return_days:UInt16}, {{score/_share}}, 0.), ats, reads, gaps) AS s,
        arrayMax((t, g) -> if(t <= {at:Int64} AND g BETWEEN 1 AND {return_days:UInt16}, t, 0), ats, gaps) AS newest
    FROM {{score/_rows}} AS a
    CROSS JOIN
    (
        SELECT {return_pair:Array(UInt32)}[n] AS pair, {return_off:Array(Array(UInt64))}[n] AS off
        FROM (SELECT arrayJoin(arrayEnumerate({return_pair:Array(UInt32)})) AS n)
    ) AS o
    INNER JOIN {{score/_pairs}} AS c ON c.pair = o.pair
    WHERE notEmpty(ats)
) AS x
INNER JOIN {{score/_entries}} AS e ON e.pair = x.pair
