-- Which sums a pair counts for, and with what weight.
SELECT {entry_pair:Array(UInt32)}[n] AS pair, {entry_slot:Array(UInt32)}[n] AS slot, {entry_weight:Array(Float64)}[n] AS weight
FROM (SELECT arrayJoin(arrayEnumerate({entry_pair:Array(UInt32)})) AS n)
