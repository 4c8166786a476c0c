SELECT id, argMax(doc, at) AS doc
FROM records
WHERE kind = {kind:String}
GROUP BY id
HAVING doc != ''
ORDER BY id
