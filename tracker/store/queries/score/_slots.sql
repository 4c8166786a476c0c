-- 1 for each part of the models a slot adds to, and for each role whose newest event it may be; else 0.
SELECT
    slot,
    arrayMap(n -> toFloat64(has({slot_parts:Array(Array(UInt32))}[slot], n)), arrayEnumerate({part_cap:Array(Float64)})) AS parts,
    arrayMap(n -> toInt64(has({slot_roles:Array(Array(UInt32))}[slot], n)), range(1, {role_count:UInt32} + 1)) AS roles
FROM (SELECT arrayJoin(arrayEnumerate({slot_cap:Array(Float64)})) AS slot)
