-- What scoring needs of each account, and nothing else: derived from events and verdicts, thrown away and
-- gathered again at will (docs/adr, "Scores in the store"). One row per account; the newest version counts.
-- Times are UTC ms. "engaged": reading time of a view in ms, -1 where nothing can know it, 0 for what is no view.
CREATE TABLE IF NOT EXISTS score_accounts
(
    site          LowCardinality(String),
    id            UInt64,                -- cityHash64(account): what the sums are grouped by
    account       String,
    version       Int64,
    pattern       Array(UInt64),         -- of score_patterns; with it the events of that pattern:
    at            Array(Array(Int64)) CODEC(Delta(8), LZ4),
    engaged       Array(Array(Int32)),
    visit_pattern Array(UInt64),         -- visits that a penalty may judge, by the pages they saw
    visit_start   Array(Array(Int64)) CODEC(Delta(8), LZ4),
    visit_closed  Array(Array(Int64)) CODEC(Delta(8), LZ4),
    visit_engaged Array(Array(Int32)),   -- of a visit that may be a bounce, else -1
    first_pattern Array(UInt64),         -- first views of each day, in order, until one without any signal
    first_at      Array(Int64) CODEC(Delta(8), LZ4),
    first_engaged Array(Int32),
    day           Array(UInt16),         -- one element per visitor and UTC day
    day_pattern   Array(Array(UInt64)),
    day_views     Array(Array(UInt32)),  -- views of that pattern; 0 where it is none
    crowd         UInt32,                -- most events of any visitor on one day
    crowd_pattern Array(Array(UInt64)),  -- visitors' days with so many events that the daily cap may bite
    crowd_at      Array(Array(Int64)),
    crowd_engaged Array(Array(Int32)),
    last_at       Array(Int64) CODEC(Delta(8), LZ4), -- last sign of life of each day
    open_from     Array(Int64),          -- views that were read on past their UTC day
    open_to       Array(Int64)
)
ENGINE = {engine}
ORDER BY (site, id, version)
SETTINGS index_granularity = 1024, {settings}
;
-- What an event looked like, or which pages a visit saw: the only strings, each combination once.
-- "what": view, action, or visit. "page": of a form without a meaning of its own, the signals of its page.
-- "sets": of a visit, the smallest sets of signals among its views.
CREATE TABLE IF NOT EXISTS score_patterns
(
    site    LowCardinality(String),
    id      UInt64,
    what    LowCardinality(String),
    name    LowCardinality(String),
    signals Array(LowCardinality(String)),
    page    Array(LowCardinality(String)),
    sets    Array(Array(LowCardinality(String))),
    version Int64
)
ENGINE = {engine}
ORDER BY (site, id)
SETTINGS {settings}
;
-- Work space of one gathering; its partition is dropped at the end.
CREATE TABLE IF NOT EXISTS score_scratch
(
    fill     Int64,
    account  String,
    kind     UInt8,                      -- 0 heartbeat, 1 view, 2 action, 3 visit
    visitor  UInt64,
    rank     UInt32,                     -- place in the one order scoring knows
    ts       Int64,
    until    Int64,                      -- of a view: last sign of it; of a visit: when it is closed
    view     UInt64,
    engaged  Int32,                      -- as the event said it
    longest  Int32,                      -- of its view in the end; -1 unmeasured
    measured UInt8,
    pattern  UInt64,
    name     LowCardinality(String),
    signals  Array(LowCardinality(String)),
    page     Array(LowCardinality(String)),
    sets     Array(Array(LowCardinality(String)))
)
ENGINE = {engine}
PARTITION BY fill
ORDER BY (account, visitor, rank)
SETTINGS {settings}
