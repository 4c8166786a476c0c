-- Companies that verdicts of this installation name: key and newest name.
SELECT company AS key, argMax(company_name, decided) AS name, argMax(company_domain, decided) AS domain
FROM verdicts
WHERE company != ''
GROUP BY company
ORDER BY company
