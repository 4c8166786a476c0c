-- Measurements of accuracy by what they were held against, each at its newest as of {known_at}.
SELECT id, argMax(doc, at) AS doc
FROM records
WHERE kind = 'accuracy' AND toUnixTimestamp64Milli(at) <= {known_at:Int64}
GROUP BY id
HAVING doc != ''
ORDER BY id
