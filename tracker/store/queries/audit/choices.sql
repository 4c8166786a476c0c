-- What the audit log can be filtered by.
SELECT
    arraySort(groupUniqArray(1000)(actor)) AS people,
    arraySort(arrayFilter(name -> name != '', groupUniqArray(1000)(JSONExtractString(doc, 'site')))) AS sites,
    arraySort(groupUniqArray(1000)(splitByChar('.', JSONExtractString(doc, 'what'))[1])) AS kinds
FROM records
WHERE kind = 'audit'
