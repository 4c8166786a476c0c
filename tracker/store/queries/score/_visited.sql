-- What visits that are over take off: (id, slot, value, newest). A pattern of 0 stands for any visit that may be
-- a bounce; {judge_bounce} 0: whatever was read.
SELECT
    id,
    j.slot AS slot,
    j.weight * arraySum(
        (t, c, r) -> if(
            t > j.oldest AND c <= {at:Int64} AND (j.bounce = 0 OR (r >= 0 AND r < j.bounce)),
            exp2((t - {at:Int64}) / j.half),
            0.
        ),
        starts,
        closes,
        reads
    ) AS value,
    toInt64(0) AS newest
FROM
(
    SELECT id, arrayJoin([visited, 0]) AS p, starts, closes, reads
    FROM {{score/_rows}}
    ARRAY JOIN visit_pattern AS visited, visit_start AS starts, visit_closed AS closes, visit_engaged AS reads
) AS a
INNER JOIN
(
    SELECT
        {judge_pattern:Array(UInt64)}[n] AS pattern,
        {judge_slot:Array(UInt32)}[n] AS slot,
        {judge_weight:Array(Float64)}[n] AS weight,
        {judge_bounce:Array(Float64)}[n] AS bounce,
        {judge_curve:Array(UInt32)}[n] AS curve,
        {half:Array(Float64)}[curve] AS half,
        {oldest:Array(Int64)}[curve] AS oldest
    FROM (SELECT arrayJoin(arrayEnumerate({judge_slot:Array(UInt32)})) AS n)
) AS j ON j.pattern = a.p
