-- The network an address is known by after it is forgotten: what history can be looked up by again.
-- Never finer than /24 or /48 unless it is the named company's own block; "" in rows of before.
ALTER TABLE verdicts
ADD COLUMN IF NOT EXISTS kept String DEFAULT ''
;
