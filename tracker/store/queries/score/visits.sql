-- Into the work space: the visits of this share that a penalty may judge. A visit is events of one visitor less
-- than {gap_ms} apart. "sets": the smallest sets of signals among its views; a visit "saw nothing but" pages
-- with some of the signals P exactly when each of these sets holds one of P. Beside them stands all that was seen
-- together, which a bonus for many kinds of pages asks for, and which holds one of P where the others do.
INSERT INTO score_scratch (fill, account, kind, visitor, rank, ts, until, longest, pattern, sets)
SELECT
    {fill:Int64},
    account,
    3,
    visitor,
    first,
    start,
    last + {gap_ms:Int64},
    if(views = 1 AND quiet AND knows, least(total, 2147483647), -1) AS bounce,
    cityHash64('visit', sets),
    arraySort(arrayDistinct(arrayPushBack(
        arrayFilter(x -> NOT arrayExists(y -> length(y) < length(x) AND hasAll(x, y), seen), seen),
        arraySort(arrayDistinct(arrayFlatten(seen)))
    ))) AS sets
FROM
(
    SELECT
        account,
        visitor,
        visit,
        min(rank) AS first,
        min(ts) AS start,
        max(ts) AS last,
        countIf(kind = 1) AS views,
        countIf(kind = 2) = 0 AS quiet,
        max(measured) AS knows,
        arraySum(maxMap([view], [toInt64(engaged)]).2) AS total,
        groupUniqArrayIf(signals, kind = 1) AS seen
    FROM
    (
        SELECT *, sum(opens) OVER (PARTITION BY account, visitor ORDER BY rank) AS visit
        FROM
        (
            SELECT
                *,
                ts - lagInFrame(ts, 1, ts) OVER
                (
                    PARTITION BY account, visitor ORDER BY rank
                    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
                ) >= {gap_ms:Int64} AS opens
            FROM score_scratch
            WHERE fill = {fill:Int64} AND kind != 3
        )
    )
    GROUP BY account, visitor, visit
)
WHERE views > 0 AND (bounce >= 0 OR NOT arrayExists(x -> empty(x), seen) OR notEmpty(arrayFlatten(seen)))
