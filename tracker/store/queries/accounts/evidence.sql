-- Why these visitors are one of {companies}: their networks, the newest verdict of each, and how many views it carried.
SELECT
    v.network AS network,
    v.operator AS operator,
    v.operator_country AS operator_country,
    v.kind AS kind,
    v.rule AS rule,
    v.method AS method,
    round(v.confidence, 4) AS confidence,
    toUnixTimestamp64Milli(v.decided) AS decided,
    v.version AS version,
    v.evidence AS evidence,
    e.views AS views
FROM
(
    SELECT
        network,
        argMax(operator, last) AS operator,
        argMax(operator_country, last) AS operator_country,
        argMax(kind, last) AS kind,
        argMax(rule, last) AS rule,
        argMax(method, last) AS method,
        argMax(confidence, last) AS confidence,
        argMax(version, last) AS version,
        argMax(evidence, last) AS evidence,
        max(last) AS decided,
        groupUniqArray(address_key) AS keys
    FROM
    (
        SELECT
            address_key,
            max(decided) AS last,
            argMax(network, decided) AS network,
            argMax(operator, decided) AS operator,
            argMax(operator_country, decided) AS operator_country,
            argMax(kind, decided) AS kind,
            argMax(rule, decided) AS rule,
            argMax(method, decided) AS method,
            argMax(confidence, decided) AS confidence,
            argMax(version, decided) AS version,
            argMax(evidence, decided) AS evidence,
            argMax(company, decided) AS company
        FROM verdicts
        WHERE decided <= fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
          AND {{_of_companies}}
        GROUP BY address_key
        HAVING company IN {companies:Array(String)}
    )
    GROUP BY network
) AS v
INNER JOIN
(
    SELECT n.network AS network, countIf(x.name = 'pv') AS views
    FROM events AS x
    INNER JOIN {{_known:_of_companies}} AS n ON n.address_key = x.address_key
    WHERE x.site = {site:String} AND x.bot = '' AND {{_of_companies}} AND n.company IN {companies:Array(String)}
      AND x.ts <= fromUnixTimestamp64Milli({to_ts:Int64}, 'UTC')
    GROUP BY network
) AS e ON e.network = v.network
ORDER BY views DESC, network
