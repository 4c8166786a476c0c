-- Every pattern of a site.
SELECT id, any(what) AS what, any(name) AS name, any(signals) AS signals, any(page) AS page, any(sets) AS sets
FROM score_patterns
WHERE site = {site:String}
GROUP BY id
