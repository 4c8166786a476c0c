-- Companies that verdicts of this installation name: key, newest name and domain, country where it is known.
SELECT v.key AS key, v.name AS name, v.domain AS domain, f.country AS country
FROM
(
    SELECT company AS key, argMax(company_name, decided) AS name, argMax(company_domain, decided) AS domain
    FROM verdicts
    WHERE company != ''
    GROUP BY company
) AS v
LEFT JOIN
(
    SELECT company, argMax(value, at) AS country
    FROM firmographics
    WHERE field = 'country' AND source IN ('hand', 'crm', 'import', 'own-list', 'listed')
    GROUP BY company
) AS f ON f.company = v.key
ORDER BY key
