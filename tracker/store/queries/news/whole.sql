-- What concerns all accounts at once: who must not be named, what was deleted ("begun": the first blocks of each month,
-- which merges keep and dropping does not), what people noted (whatever the kind;
-- only who is signed in tells nothing); and the store's clock (UTC ms).
SELECT
    toUnixTimestamp64Milli(now64(3)) AS now,
    (
        SELECT toString(cityHash64(arraySort(groupArray((kind, id)))))
        FROM
        (
            SELECT kind, id
            FROM records
            WHERE kind IN ('optout', 'kept_back')
            GROUP BY kind, id
            HAVING argMax(doc, at) != ''
        )
    ) AS hidden,
    (
        SELECT concat(toString(count()), ' ', toString(sum(is_done)))
        FROM system.mutations
        WHERE database = currentDatabase() AND table IN ('events', 'verdicts', 'stage_changes', 'firmographics')
    ) AS deleted,
    (
        SELECT toString(cityHash64(arraySort(groupArray((table, partition_id, first)))))
        FROM
        (
            SELECT table, partition_id, min(min_block_number) AS first
            FROM system.parts
            WHERE database = currentDatabase() AND active AND table IN ('events', 'verdicts')
            GROUP BY table, partition_id
        )
    ) AS begun,
    (
        SELECT concat(toString(count()), ' ', toString(max(at)))
        FROM records
        WHERE kind NOT IN ('session', 'browser', 'token', 'audit')
    ) AS noted
