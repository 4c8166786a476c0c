SELECT DISTINCT number, name
FROM schema_migrations
ORDER BY number
