-- Every account of a site that anything was gathered of.
SELECT account
FROM {{score/_rows}}
WHERE notEmpty(last_at)
ORDER BY account
