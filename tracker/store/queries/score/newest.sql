-- The highest version in the tables of scoring.
SELECT greatest((SELECT max(version) FROM score_accounts), (SELECT max(fill) FROM score_scratch)) AS version
