-- What the first view of a further day adds: (id, slot, value, newest). Views of off-topic pages open no day.
SELECT id, e.slot AS slot, e.weight * s AS value, newest
FROM
(
    SELECT
        id,
        newest,
        c.pair AS pair,
        arraySum((t, r) -> {{score/_share}}, ats, reads) AS s
    FROM
    (
        SELECT
            id,
            topic,
            arrayMap(p -> NOT has(o.off, p), first_pattern) AS counts,
            arrayFilter((t, k) -> k, first_at, counts) AS opening,
            arrayDifference(arrayMap(t -> intDiv(t, 86400000), opening)) AS gaps,
            arrayFilter((t, g) -> g BETWEEN 1 AND {return_days:UInt16} AND t <= {at:Int64}, opening, gaps) AS ats,
            arrayFilter((r, t, g) -> g BETWEEN 1 AND {return_days:UInt16} AND t <= {at:Int64}, arrayFilter((r, k) -> k, first_engaged, counts), opening, gaps) AS reads,
            arrayMax(ats) AS newest
        FROM {{score/_rows}} AS a
        CROSS JOIN
        (
            SELECT topic, {topic_off:Array(Array(UInt64))}[topic] AS off
            FROM (SELECT arrayJoin(arrayEnumerate({topic_off:Array(Array(UInt64))})) AS topic)
        ) AS o
        WHERE notEmpty(ats)
    ) AS a
    INNER JOIN
    (
        SELECT {return_topic:Array(UInt32)}[n] AS topic, {return_pair:Array(UInt32)}[n] AS opens
        FROM (SELECT arrayJoin(arrayEnumerate({return_pair:Array(UInt32)})) AS n)
    ) AS r ON r.topic = a.topic
    INNER JOIN {{score/_pairs}} AS c ON c.pair = r.opens
) AS x
INNER JOIN {{score/_entries}} AS e ON e.pair = x.pair
