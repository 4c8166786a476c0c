SELECT argMax(doc, at) AS doc
FROM records
WHERE kind = {kind:String} AND id = {id:String}
GROUP BY id
