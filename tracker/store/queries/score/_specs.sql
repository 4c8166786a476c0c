-- How each model counts people and days.
SELECT
    spec,
    {spec_off:Array(Array(UInt64))}[spec] AS off,
    {spec_days:Array(UInt16)}[spec] AS days,
    {spec_views:Array(UInt32)}[spec] AS least_views,
    {spec_part:Array(UInt32)}[spec] AS part,
    {spec_breadth:Array(Float64)}[spec] AS breadth,
    {spec_breadth_cap:Array(Float64)}[spec] AS breadth_cap,
    {spec_frequency:Array(Float64)}[spec] AS frequency,
    {spec_frequency_cap:Array(Float64)}[spec] AS frequency_cap
FROM (SELECT arrayJoin(arrayEnumerate({spec_days:Array(UInt16)})) AS spec)
