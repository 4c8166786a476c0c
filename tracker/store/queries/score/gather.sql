-- One row per account out of the work space. Days are UTC days since 1970.
INSERT INTO score_accounts
SELECT
    {site:String},
    cityHash64(t.account),
    t.account,
    {fill:Int64},
    t.pattern,
    t.at,
    t.engaged,
    v.pattern,
    v.start,
    v.closed,
    v.engaged,
    f.patterns,
    f.ats,
    f.engaged,
    d.day,
    d.pattern,
    d.views,
    c.crowd,
    c.pattern,
    c.at,
    c.engaged,
    l.last_at,
    o.open_from,
    o.open_to
FROM
(
    SELECT account, groupArray(pattern) AS pattern, groupArray(ats) AS at, groupArray(reads) AS engaged
    FROM
    (
        SELECT account, pattern, groupArray(ts) AS ats, groupArray(longest) AS reads
        FROM (SELECT account, pattern, ts, longest FROM score_scratch WHERE fill = {fill:Int64} AND kind IN (1, 2) ORDER BY account, pattern, ts)
        GROUP BY account, pattern
    )
    GROUP BY account
) AS t
LEFT JOIN
(
    SELECT
        account,
        groupArray(pattern) AS pattern,
        groupArray(starts) AS start,
        groupArray(closes) AS closed,
        groupArray(reads) AS engaged
    FROM
    (
        SELECT account, pattern, groupArray(ts) AS starts, groupArray(until) AS closes, groupArray(longest) AS reads
        FROM score_scratch
        WHERE fill = {fill:Int64} AND kind = 3
        GROUP BY account, pattern
    )
    GROUP BY account
) AS v ON v.account = t.account
LEFT JOIN
(
    SELECT
        account,
        arraySort(groupArray((first, pattern, seen, reads))) AS sorted,
        tupleElement(sorted, 2) AS patterns,
        tupleElement(sorted, 3) AS ats,
        tupleElement(sorted, 4) AS engaged
    FROM
    (
        SELECT *, min(if(plain, first, 4294967295)) OVER (PARTITION BY account, day) AS enough
        FROM
        (
            SELECT
                account,
                intDiv(ts, 86400000) AS day,
                pattern,
                any(empty(signals)) AS plain,
                min(rank) AS first,
                argMin(ts, rank) AS seen,
                argMin(longest, rank) AS reads
            FROM score_scratch
            WHERE fill = {fill:Int64} AND kind = 1
            GROUP BY account, day, pattern
        )
    )
    WHERE first <= enough
    GROUP BY account
) AS f ON f.account = t.account
LEFT JOIN
(
    SELECT account, groupArray(day) AS day, groupArray(patterns) AS pattern, groupArray(counts) AS views
    FROM
    (
        SELECT account, day, visitor, groupArray(pattern) AS patterns, groupArray(n) AS counts
        FROM
        (
            SELECT account, toUInt16(intDiv(ts, 86400000)) AS day, visitor, pattern, toUInt32(countIf(kind = 1)) AS n
            FROM score_scratch
            WHERE fill = {fill:Int64} AND kind IN (1, 2)
            GROUP BY account, day, visitor, pattern
        )
        GROUP BY account, day, visitor
    )
    GROUP BY account
) AS d ON d.account = t.account
LEFT JOIN
(
    SELECT
        account,
        toUInt32(max(n)) AS crowd,
        groupArrayIf(patterns, n >= {crowded:UInt32}) AS pattern,
        groupArrayIf(ats, n >= {crowded:UInt32}) AS at,
        groupArrayIf(reads, n >= {crowded:UInt32}) AS engaged
    FROM
    (
        SELECT
            account,
            count() AS n,
            arraySort(groupArray((rank, pattern, ts, longest))) AS sorted,
            tupleElement(sorted, 2) AS patterns,
            tupleElement(sorted, 3) AS ats,
            tupleElement(sorted, 4) AS reads
        FROM score_scratch
        WHERE fill = {fill:Int64} AND kind IN (1, 2)
        GROUP BY account, visitor, intDiv(ts, 86400000)
    )
    GROUP BY account
) AS c ON c.account = t.account
LEFT JOIN
(
    SELECT account, arraySort(groupArray(last)) AS last_at
    FROM
    (
        SELECT account, max(ts) AS last
        FROM score_scratch
        WHERE fill = {fill:Int64} AND kind != 3
        GROUP BY account, intDiv(ts, 86400000)
    )
    GROUP BY account
) AS l ON l.account = t.account
LEFT JOIN
(
    SELECT account, groupArray(ts) AS open_from, groupArray(until) AS open_to
    FROM score_scratch
    WHERE fill = {fill:Int64} AND kind = 1 AND intDiv(until, 86400000) > intDiv(ts, 86400000)
    GROUP BY account
) AS o ON o.account = t.account
