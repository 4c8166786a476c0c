-- What concerns all accounts at once: who must not be named, what was changed in place or deleted, the first block of
-- each month (merges keep it, dropping does not), what people noted (whatever the kind, but for those that say
-- nothing of an account) and when they did last (UTC ms); and the store's clock (UTC ms).
SELECT
    toUnixTimestamp64Milli(now64(3)) AS now,
    {{_hidden_mark}} AS hidden,
    (
        SELECT toString(cityHash64(arraySort(groupArray((table, mutation_id, is_done)))))
        FROM system.mutations
        WHERE database = currentDatabase()
          AND table IN ('events', 'verdicts', 'stage_changes', 'firmographics', 'records')
    ) AS deleted,
    (
        SELECT groupArray((concat(table, ' ', partition_id), first))
        FROM
        (
            SELECT table, partition_id, min(min_block_number) AS first
            FROM system.parts
            WHERE database = currentDatabase() AND active AND table IN ('events', 'verdicts')
            GROUP BY table, partition_id
        )
    ) AS begun,
    (
        SELECT (concat(toString(count()), ' ', toString(max(at))), toUnixTimestamp64Milli(toDateTime64(max(at), 3, 'UTC')))
        FROM records
        WHERE kind NOT IN ('session', 'browser', 'token', 'audit', 'user', 'apikey', 'site', 'score_sums')
    ) AS written,
    written.1 AS noted,
    written.2 AS noted_at
