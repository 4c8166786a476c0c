-- Tables that hold something of a site: each must be named by the command that erases one.
SELECT table AS name
FROM system.columns
WHERE database = currentDatabase() AND name = 'site' AND table NOT LIKE 'score_scratch%'
ORDER BY name
