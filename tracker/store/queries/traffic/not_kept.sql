-- What was not kept since a UTC day, by site and reason; site "" is that of keys nobody has.
SELECT site, reason, sum(n) AS n
FROM tallies
WHERE day >= {since:Date}
GROUP BY site, reason
HAVING n > 0
ORDER BY n DESC, site, reason
