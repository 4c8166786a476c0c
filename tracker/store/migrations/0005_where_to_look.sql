-- Which granules hold events of an address: those of one account are found without reading all of them. Addresses
-- are far apart in the order of the table, hence a filter that is seldom wrong (1 in 1,000 granules).
ALTER TABLE events
ADD INDEX IF NOT EXISTS by_address address_key TYPE bloom_filter(0.001) GRANULARITY 1
;
-- What arrived lately, wherever its own time put it.
ALTER TABLE events
ADD INDEX IF NOT EXISTS by_arrival received TYPE minmax GRANULARITY 1
;
ALTER TABLE verdicts
ADD INDEX IF NOT EXISTS by_company company TYPE bloom_filter(0.001) GRANULARITY 1
;
-- For what is there already; in the background.
ALTER TABLE events MATERIALIZE INDEX by_address
;
ALTER TABLE events MATERIALIZE INDEX by_arrival
;
ALTER TABLE verdicts MATERIALIZE INDEX by_company
;
