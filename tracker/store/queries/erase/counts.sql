-- What is stored of a site, by table.
SELECT what, n
FROM
(
    SELECT 'events' AS what, count() AS n FROM events WHERE site = {site:String}
    UNION ALL SELECT 'stage_changes', count() FROM stage_changes WHERE site = {site:String}
    UNION ALL SELECT 'tallies', count() FROM tallies WHERE site = {site:String}
    UNION ALL SELECT 'score_accounts', count() FROM score_accounts WHERE site = {site:String}
    UNION ALL SELECT 'score_patterns', count() FROM score_patterns WHERE site = {site:String}
    UNION ALL SELECT 'verdicts', count() FROM verdicts WHERE {{erase/_alone}}
    UNION ALL SELECT 'records', count() FROM records WHERE {{erase/_records}}
)
ORDER BY what
