-- What events add to each sum: (id, slot, value, newest).
SELECT id, e.slot AS slot, e.weight * s AS value, newest
FROM
(
    SELECT id, newest, c.pair AS pair, arraySum((t, r) -> {{score/_share}}, ats, reads) AS s
    FROM
    (
        SELECT id, p, ats, reads, arrayMax(t -> if(t <= {at:Int64}, t, 0), ats) AS newest
        FROM {{score/_rows}}
        ARRAY JOIN pattern AS p, at AS ats, engaged AS reads
    ) AS a
    INNER JOIN {{score/_pairs}} AS c ON c.pattern = a.p
) AS x
INNER JOIN {{score/_entries}} AS e ON e.pair = x.pair
