-- Every correction by a person: what was said, and whether and by whom it was taken back (UTC ms).
SELECT
    id,
    argMaxIf(doc, at, doc != '') AS said,
    argMax(doc, at) = '' AS undone,
    argMax(actor, at) AS undone_by,
    toUnixTimestamp64Milli(toDateTime64(max(at), 3, 'UTC')) AS undone_at
FROM records
WHERE kind = 'correction'
GROUP BY id
HAVING said != ''
ORDER BY id
