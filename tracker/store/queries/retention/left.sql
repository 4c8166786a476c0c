SELECT
    (SELECT arraySort(groupUniqArray(view)) FROM events) AS views,
    (SELECT arraySort(groupUniqArray(address_key)) FROM verdicts) AS keys
