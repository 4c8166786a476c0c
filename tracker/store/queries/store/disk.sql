-- The smallest disk a server keeps data on.
SELECT version() AS version, min(free_space) AS free, argMin(total_space, free_space) AS total
FROM system.disks
