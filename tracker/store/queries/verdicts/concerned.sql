-- The newest verdicts that a correction speaks of: its company is named, its network holds what was kept,
-- or its mark is among the evidence.
SELECT *
FROM
(
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
    WHERE address_key > {after:String}
    GROUP BY address_key
)
WHERE (company != '' AND company = {company:String})
   OR position(evidence, {mark:String}) > 0
   OR (
        {within:String} != '' AND if(kept = '', network, kept) != ''
        AND toUInt8OrZero(splitByChar('/', if(kept = '', network, kept))[2]) >= toUInt8OrZero(splitByChar('/', {within:String})[2])
        AND isIPAddressInRange(
            if(network = '' AND kept = '', '::', splitByChar('/', if(kept = '', network, kept))[1]),
            if({within:String} = '', '::/128', {within:String})
        )
    )
ORDER BY address_key
LIMIT {limit:UInt32}
