-- Engagement of the accounts of a site at {at} (UTC ms) under one or more models, made of the events alone.
--
-- What each account earned is summed per "slot" (a rule as one or several models have it), capped, then added up
-- by "part" (a model's group, or all its rules without one), capped again, and added up by model: 0 to 100.
-- "newest": per model and role, the newest event that earned (UTC ms, 0: none).
SELECT
    n.account AS account,
    n.crowd AS crowd,
    arrayMap(
        m -> least(100., greatest(0., arraySum((v, o) -> if(o = m, v, 0.), capped, {part_model:Array(UInt32)}))),
        range(1, {models:UInt32} + 1)
    ) AS points,
    newest
FROM
(
    SELECT
        id,
        arrayMap((v, c) -> least(v, c), sumForEach(parts), {part_cap:Array(Float64)}) AS capped,
        maxForEach(roles) AS newest
    FROM
    (
        SELECT id, arrayMap(n -> n * v.kept, s.parts) AS parts, arrayMap(n -> n * v.newest, s.roles) AS roles
        FROM
        (
            SELECT
                id,
                slot,
                sum(value) AS total,
                {slot_cap:Array(Float64)}[slot] AS cap,
                if(cap >= 0, least(total, cap), greatest(total, cap)) AS kept,
                max(newest) AS newest
            FROM
            (
                SELECT * FROM {{score/_earned}}
                UNION ALL
                SELECT * FROM {{score/_returned}}
                UNION ALL
                SELECT * FROM {{score/_visited}}
                UNION ALL
                SELECT * FROM {{score/_crowded}}
            )
            GROUP BY id, slot
        ) AS v
        INNER JOIN {{score/_slots}} AS s ON s.slot = v.slot
        UNION ALL
        SELECT
            id,
            arrayMap(n -> if(n = part, value, 0.), arrayEnumerate({part_cap:Array(Float64)})) AS parts,
            arrayMap(n -> toInt64(0), range({role_count:UInt32})) AS roles
        FROM {{score/_present}}
    )
    GROUP BY id
) AS x
INNER JOIN (SELECT id, account, crowd FROM {{score/_rows}}) AS n ON n.id = x.id
