-- Every live record of a kind as of {known_at} (UTC ms).
SELECT id, argMax(doc, at) AS doc
FROM records
WHERE kind = {kind:String} AND at < fromUnixTimestamp64Milli({known_at:Int64} + 1, 'UTC')
GROUP BY id
HAVING doc != ''
ORDER BY id
