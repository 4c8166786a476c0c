-- What is known of these companies at {known_at}: the newest of each field and source, the newer date first.
-- Which source goes first is enrichment.profile.rank.
SELECT
    company,
    field,
    source,
    argMax(value, at) AS value,
    toString(argMax(dated, at)) AS dated,
    argMax(actor, at) AS actor,
    toUnixTimestamp64Milli(max(at)) AS entered
FROM firmographics
WHERE company IN {companies:Array(String)}
  AND at <= fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
GROUP BY company, field, source
HAVING value != ''
ORDER BY company, field, dated DESC, source
