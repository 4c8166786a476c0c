-- Each address of the days asked for (± 1 for time zones), as known at {known_at} (UTC ms). Who opted out is
-- never named, whatever was known then: "kind" is then "opted_out".
SELECT
    address_key,
    network,
    asn,
    operator,
    if(opted_out, 'opted_out', said) AS kind,
    if(opted_out OR kept_back, '', whose) AS company,
    if(opted_out OR kept_back, '', whose_name) AS company_name,
    if(opted_out OR kept_back, '', whose_domain) AS company_domain,
    confidence,
    method
FROM
(
    SELECT *, {{_opted_out}} AS opted_out, whose IN {{_kept_back}} AS kept_back
    FROM
    (
        SELECT
            address_key,
            argMax(network, decided) AS network,
            argMax(asn, decided) AS asn,
            argMax(operator, decided) AS operator,
            argMax(kind, decided) AS said,
            argMax(rule, decided) AS rule,
            argMax(company, decided) AS whose,
            argMax(company_name, decided) AS whose_name,
            argMax(company_domain, decided) AS whose_domain,
            argMax(confidence, decided) AS confidence,
            argMax(method, decided) AS method
        FROM verdicts
        WHERE {{}} AND day BETWEEN {from_day:Date} - 1 AND {to_day:Date} + 1
          AND decided <= fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
        GROUP BY address_key
    )
)
