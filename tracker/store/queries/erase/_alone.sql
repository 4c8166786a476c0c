-- Verdicts of addresses that were seen on this site and on no other.
address_key IN (SELECT address_key FROM events WHERE site = {site:String})
AND address_key NOT IN (SELECT address_key FROM events WHERE site != {site:String})
