-- Accounts that stand in one of {stages} at {at} (UTC ms), or in one of {earned} and are among {hands}, as decided by
-- {known_at}: since when, whether a hand was raised, until when somebody set it aside, and what it was called then.
SELECT
    p.account AS account,
    p.stage AS stage,
    p.since AS since,
    p.act_now AS act_now,
    p.wake AS wake,
    v.name AS name
FROM
(
    SELECT
        s.account AS account,
        argMax(s.to_stage, (s.at, s.decided)) AS stage,
        toUnixTimestamp64Milli(max(s.at)) AS since,
        JSONExtractBool(argMax(s.facts, (s.at, s.decided)), 'act_now') AS act_now,
        JSONExtractInt(argMax(s.facts, (s.at, s.decided)), 'wake') AS wake
    FROM stage_changes AS s
    WHERE s.site = {site:String} AND s.at <= fromUnixTimestamp64Milli({at:Int64}, 'UTC')
      AND s.decided <= fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
      AND s.account NOT IN {{_kept_back}}
      AND s.account NOT IN (SELECT id FROM records WHERE kind = 'optout' GROUP BY id HAVING argMax(doc, at) != '')
    GROUP BY account
    HAVING stage IN {stages:Array(String)} OR (stage IN {earned:Array(String)} AND account IN {hands:Array(String)})
) AS p
LEFT JOIN
(
    SELECT company, argMax(company_name, decided) AS name
    FROM verdicts
    WHERE company_name != '' AND decided <= fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
    GROUP BY company
) AS v ON v.company = p.account
ORDER BY account
