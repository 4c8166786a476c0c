-- Every table of ours: its columns that hold an instant, its rows, and how it was made.
SELECT
    t.name AS name,
    t.create_table_query AS made,
    t.total_rows AS n,
    c.instants AS instants
FROM system.tables AS t
INNER JOIN
(
    SELECT table, groupArrayIf(name, type LIKE '%DateTime64%') AS instants
    FROM system.columns
    WHERE database = currentDatabase()
    GROUP BY table
) AS c ON c.table = t.name
WHERE t.database = currentDatabase() AND t.engine LIKE '%MergeTree'
ORDER BY name
