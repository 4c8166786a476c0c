-- What is known of these companies at {known_at}: the newest of each field and source, the surest first.
-- A person's own list goes before every other source; then the newer date.
SELECT
    company,
    field,
    source,
    argMax(value, at) AS value,
    toString(argMax(dated, at)) AS dated
FROM firmographics
WHERE company IN {companies:Array(String)}
  AND at <= fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
GROUP BY company, field, source
HAVING value != ''
ORDER BY company, field, source LIKE 'own%' DESC, dated DESC, source
