-- When the newest version was made, UTC milliseconds with three decimals; 0 if there is none.
SELECT if(count() = 0, 0, toUnixTimestamp64Micro(max(at)) / 1000) AS at
FROM records
WHERE kind = {kind:String} AND id = {id:String}
