-- Which parts of the models a slot adds to, and whose newest event it may be.
SELECT
    slot,
    {slot_parts:Array(Array(UInt32))}[slot] AS parts,
    {slot_roles:Array(Array(UInt32))}[slot] AS roles
FROM (SELECT arrayJoin(arrayEnumerate({slot_cap:Array(Float64)})) AS slot)
