-- Pairs: a pattern of events and the curve its points fade by. Reading shorter than "full" ms counts less.
SELECT
    pair,
    {pair_pattern:Array(UInt64)}[pair] AS pattern,
    {pair_curve:Array(UInt32)}[pair] AS curve,
    {oldest:Array(Int64)}[curve] AS oldest,
    {half:Array(Float64)}[curve] AS half,
    {full:Array(Float64)}[curve] AS full,
    {floor:Array(Float64)}[curve] AS floor,
    {unmeasured:Array(Float64)}[curve] AS unmeasured
FROM (SELECT arrayJoin(arrayEnumerate({pair_pattern:Array(UInt64)})) AS pair)
