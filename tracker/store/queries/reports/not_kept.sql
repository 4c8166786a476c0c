-- What was not kept of a site on a UTC day, by reason.
SELECT reason, sum(n) AS n
FROM tallies
WHERE site = {site:String} AND day = {day:Date} AND reason != 'moved'  -- that one was kept
GROUP BY reason
ORDER BY n DESC, reason
