-- Work mail domains that visitors of {site} gave with consent since {since} (UTC ms): one row per network and
-- domain, with what the newest verdict on the newest of these visitors says.
SELECT
    v.kept AS network,
    JSONExtractString(e.props, 'domain') AS domain,
    argMax(v.company, e.ts) AS company,
    argMax(v.company_name, e.ts) AS company_name,
    argMax(v.company_domain, e.ts) AS company_domain,
    argMax(v.kind, e.ts) AS kind,
    argMax(v.rule, e.ts) AS rule,
    argMax(v.method, e.ts) AS method,
    argMax(v.confidence, e.ts) AS confidence,
    argMax(v.country, e.ts) AS country
FROM events AS e
INNER JOIN
(
    SELECT
        address_key,
        argMax(if(kept = '', network, kept), decided) AS kept,
        argMax(company, decided) AS company,
        argMax(company_name, decided) AS company_name,
        argMax(company_domain, decided) AS company_domain,
        argMax(kind, decided) AS kind,
        argMax(rule, decided) AS rule,
        argMax(method, decided) AS method,
        argMax(confidence, decided) AS confidence,
        argMax(operator_country, decided) AS country
    FROM verdicts
    WHERE address_key IN
    (
        SELECT address_key
        FROM events
        WHERE site = {site:String} AND name = 'md' AND ts > fromUnixTimestamp64Milli({since:Int64}, 'UTC')
    )
    GROUP BY address_key
) AS v ON v.address_key = e.address_key
WHERE e.site = {site:String} AND e.name = 'md' AND e.consent = 'yes' AND e.bot = '' AND domain != ''
  AND v.kept != '' AND e.ts > fromUnixTimestamp64Milli({since:Int64}, 'UTC')
GROUP BY network, domain
ORDER BY network, domain
