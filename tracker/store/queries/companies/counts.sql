-- How many companies each source describes, and how many facts it gave.
SELECT source, uniqExact(company) AS companies, count() AS facts
FROM
(
    SELECT company, field, source, argMax(value, at) AS value
    FROM firmographics
    GROUP BY company, field, source
    HAVING value != ''
)
GROUP BY source
ORDER BY companies DESC, source
