-- Which events of these views does the store hold already? Bounds in UTC ms.
SELECT site, view, seq
FROM events
WHERE site IN {sites:Array(String)}
  AND ts BETWEEN fromUnixTimestamp64Milli({first:Int64}, 'UTC') AND fromUnixTimestamp64Milli({last:Int64}, 'UTC')
  -- One text, not an array: binding thousands of array elements costs more than the search.
  AND view IN (SELECT arrayJoin(splitByChar(',', {views:String})))
