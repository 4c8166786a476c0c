-- Who asked not to be identified: domains, names ("~acme") and networks.
SELECT groupArray(id)
FROM (SELECT id FROM records WHERE kind = 'optout' GROUP BY id HAVING argMax(doc, at) != '')
