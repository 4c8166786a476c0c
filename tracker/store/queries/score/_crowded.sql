-- What the cap on events per rule, visitor and day takes off again: (id, slot, value, newest).
SELECT id, slot, -sum(value) AS value, toInt64(0) AS newest
FROM
(
    SELECT
        id,
        e.slot AS slot,
        e.weight * {{score/_share}} AS value,
        row_number() OVER (PARTITION BY id, crowd_number, e.slot ORDER BY place) AS nth
    FROM
    (
        SELECT id, crowd_number, p, t, r, place
        FROM
        (
            SELECT id, crowd_number, ps, ts, rs
            FROM {{score/_rows}}
            ARRAY JOIN crowd_pattern AS ps, crowd_at AS ts, crowd_engaged AS rs, arrayEnumerate(crowd_at) AS crowd_number
            WHERE crowd > {capped_from:UInt32} AND length(ts) > {capped_from:UInt32}
        )
        ARRAY JOIN ps AS p, ts AS t, rs AS r, arrayEnumerate(ps) AS place
    ) AS a
    INNER JOIN {{score/_pairs}} AS c ON c.pattern = a.p
    INNER JOIN {{score/_entries}} AS e ON e.pair = c.pair
    WHERE {slot_count:Array(UInt32)}[e.slot] > 0
)
WHERE nth > {slot_count:Array(UInt32)}[slot]
GROUP BY id, slot
