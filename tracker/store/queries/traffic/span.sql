-- First and last day with a view, in zone {zone}; empty texts if there is none.
SELECT
    if(count() = 0, '', toString(min(toDate(ts, {zone:String})))) AS first,
    if(count() = 0, '', toString(max(toDate(ts, {zone:String})))) AS last
FROM events
WHERE site = {site:String} AND name = 'pv'
