SELECT argMax(doc, at) AS doc
FROM records
WHERE kind = {kind:String} AND id = {id:String} AND at < fromUnixTimestamp64Milli({known_at:Int64} + 1, 'UTC')
GROUP BY id
