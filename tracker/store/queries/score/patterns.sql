-- Patterns of this share that are not known yet.
INSERT INTO score_patterns (site, id, what, name, signals, page, sets, version)
SELECT
    {site:String},
    pattern,
    transform(any(kind), [1, 2, 3], ['view', 'action', 'visit'], ''),
    any(name),
    any(signals),
    any(page),
    any(sets),
    {fill:Int64}
FROM score_scratch
WHERE fill = {fill:Int64} AND kind != 0
  AND pattern NOT IN (SELECT id FROM score_patterns WHERE site = {site:String})
GROUP BY pattern
