-- What every source says now of one field of every company.
SELECT company, source, argMax(value, at) AS value, toString(argMax(dated, at)) AS dated
FROM firmographics
WHERE field = {field:String}
GROUP BY company, source
HAVING value != ''
ORDER BY company, source
