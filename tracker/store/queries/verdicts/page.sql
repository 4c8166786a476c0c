-- The newest verdict of each address key after {after}, in order of keys: one page of the history.
-- {site} empty: of all sites; {since}: the first day of addresses.
SELECT
    address_key,
    toString(argMax(day, decided)) AS day,
    argMax(network, decided) AS network,
    argMax(kept, decided) AS kept,
    argMax(asn, decided) AS asn,
    argMax(operator, decided) AS operator,
    argMax(operator_country, decided) AS operator_country,
    argMax(kind, decided) AS kind,
    argMax(rule, decided) AS rule,
    argMax(company, decided) AS company,
    argMax(company_name, decided) AS company_name,
    argMax(company_domain, decided) AS company_domain,
    round(argMax(confidence, decided), 4) AS confidence,
    argMax(method, decided) AS method,
    argMax(version, decided) AS version,
    argMax(evidence, decided) AS evidence
FROM verdicts
WHERE address_key IN
(
    SELECT DISTINCT address_key
    FROM verdicts
    WHERE address_key > {after:String} AND day >= {since:Date}
      AND (empty({site:String}) OR address_key IN (SELECT address_key FROM events WHERE site = {site:String}))
    ORDER BY address_key
    LIMIT {limit:UInt32}
)
GROUP BY address_key
ORDER BY address_key
