-- What each address of the days asked for is known to be at {known_at} (UTC ms).
SELECT address_key, kind, company
FROM {{_known}} AS known
ORDER BY address_key
