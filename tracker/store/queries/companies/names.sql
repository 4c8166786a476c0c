-- The newest name that verdicts of this installation give to each of these companies.
SELECT company AS key, argMax(company_name, decided) AS name
FROM verdicts
WHERE company IN {companies:Array(String)} AND company_name != ''
GROUP BY company
ORDER BY key
