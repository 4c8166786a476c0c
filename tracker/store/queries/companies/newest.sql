-- The newest word of each source on these companies, withdrawn ones ("" as value) included.
SELECT
    company,
    field,
    source,
    argMax(value, at) AS value,
    toUnixTimestamp64Milli(max(at)) AS entered
FROM firmographics
WHERE company IN {companies:Array(String)}
GROUP BY company, field, source
ORDER BY company, field, source
