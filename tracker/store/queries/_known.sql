-- Each address of the days asked for (± 1 for time zones), as known at {known_at} (UTC ms).
SELECT
    address_key,
    argMax(network, decided) AS network,
    argMax(asn, decided) AS asn,
    argMax(operator, decided) AS operator,
    argMax(kind, decided) AS kind,
    argMax(company, decided) AS company,
    argMax(company_name, decided) AS company_name,
    argMax(company_domain, decided) AS company_domain,
    argMax(confidence, decided) AS confidence,
    argMax(method, decided) AS method
FROM verdicts
WHERE day BETWEEN {from_day:Date} - 1 AND {to_day:Date} + 1
  AND decided <= fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
GROUP BY address_key
