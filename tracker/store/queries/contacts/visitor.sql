-- Whose view this was.
SELECT any(visitor) AS visitor
FROM events
WHERE site = {site:String} AND view = {view:String} AND source != 'offline' AND bot = ''
HAVING count() > 0
