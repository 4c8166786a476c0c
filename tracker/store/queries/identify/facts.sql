-- What is known of these companies, newest per field and source.
SELECT
    company,
    field,
    source,
    argMax(value, at) AS value
FROM firmographics
WHERE company IN {companies:Array(String)}
GROUP BY company, field, source
