-- Which rows are in force: none newer than "newest", and not those replaced since.
SELECT max(newest) AS newest, groupArrayArray(old) AS replaced
FROM
(
    SELECT
        max(version) AS newest,
        arrayMap(v -> cityHash64(id, v), arrayFilter(v -> v != newest, if(count() = 1, [], groupArray(version)))) AS old
    FROM score_accounts
    WHERE site = {site:String}
    GROUP BY id
)
