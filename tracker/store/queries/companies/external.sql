-- Numbers in the CRM and the company each stands for; the newest word of any source.
SELECT argMax(f.company, (f.newest, f.company)) AS company, f.number AS number
FROM (
    SELECT company, source, argMax(value, at) AS number, max(at) AS newest
    FROM firmographics
    WHERE field = 'external_id'
    GROUP BY company, source
) AS f
WHERE f.number != ''
GROUP BY f.number
