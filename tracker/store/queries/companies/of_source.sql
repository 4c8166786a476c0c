-- What a source says now of one field of every company.
SELECT company, argMax(value, at) AS value
FROM firmographics
WHERE source = {source:String} AND field = {field:String}
GROUP BY company
HAVING value != ''
ORDER BY company
