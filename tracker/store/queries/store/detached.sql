-- Parts taken out of service. Each one means rows that no query sees.
SELECT reason, count() AS n
FROM system.detached_parts
WHERE database = currentDatabase()
GROUP BY reason
ORDER BY reason
