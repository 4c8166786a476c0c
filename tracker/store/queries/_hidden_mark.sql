-- A mark of who must not be named: it is another after every opt-out and everything kept back, and after each taken back.
SELECT toString(cityHash64(arraySort(groupArray((kind, id)))))
FROM
(
    SELECT kind, id
    FROM records
    WHERE kind IN ('optout', 'kept_back')
    GROUP BY kind, id
    HAVING argMax(doc, at) != ''
)
