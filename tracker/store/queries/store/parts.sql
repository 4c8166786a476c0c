SELECT countIf(p.active) AS active, countIf(NOT p.active) AS outdated
FROM system.parts AS p
WHERE p.database = currentDatabase()
