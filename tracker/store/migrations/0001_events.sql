-- Raw facts, append-only. Every statement ends with a line of its own that starts with ";".
-- {settings} is filled per back-end (embedded-engine traps: durability, broken parts, disk headroom).
CREATE TABLE IF NOT EXISTS events
(
    site         LowCardinality(String),
    ts           DateTime64(3, 'UTC'),
    received     DateTime64(3, 'UTC'),
    source       LowCardinality(String),
    view         String,
    seq          UInt32,
    name         LowCardinality(String),
    url_host     LowCardinality(String),
    url_path     String,
    url_query    String,
    title        String,
    ref_host     LowCardinality(String),
    ref_path     String,
    channel      LowCardinality(String),
    utm_source   LowCardinality(String),
    utm_medium   LowCardinality(String),
    utm_campaign LowCardinality(String),
    utm_content  String,
    utm_term     String,
    signals      Array(LowCardinality(String)),
    rules        Array(LowCardinality(String)),
    target       String,
    engaged_ms   UInt32,
    scroll       UInt8,
    value        Float64,
    currency     LowCardinality(String),
    props        String,
    consent      LowCardinality(String),
    visitor      String,
    address_key  String,
    device       LowCardinality(String),
    browser      LowCardinality(String),
    os           LowCardinality(String),
    bot          LowCardinality(String),
    batch        LowCardinality(String)
)
ENGINE = {engine}
PARTITION BY toYYYYMM(ts)
ORDER BY (site, ts, view, seq)
SETTINGS {settings}
;
-- What each address turned out to be. Append-only: the newest "decided" at or before an instant is
-- what was known then. Events never change; a better verdict tomorrow also improves yesterday.
CREATE TABLE IF NOT EXISTS verdicts
(
    address_key      String,
    day              Date,
    decided          DateTime64(3, 'UTC'),
    version          LowCardinality(String),
    network          String,
    asn              UInt32,
    operator         String,
    operator_country LowCardinality(String),
    kind             LowCardinality(String),
    rule             LowCardinality(String),
    company          String,
    company_name     String,
    company_domain   String,
    confidence       Float32,
    method           LowCardinality(String),
    evidence         String,
    batch            LowCardinality(String)
)
ENGINE = {engine}
PARTITION BY toYYYYMM(day)
ORDER BY (address_key, decided)
SETTINGS {settings}
;
-- What is known of a company, one row per field and source, dated.
CREATE TABLE IF NOT EXISTS firmographics
(
    company String,
    field   LowCardinality(String),
    value   String,
    source  LowCardinality(String),
    dated   Date,
    at      DateTime64(3, 'UTC')
)
ENGINE = {engine}
ORDER BY (company, field, at)
SETTINGS {settings}
;
-- Every change of an account's stage, with the actor, the model and the facts of that moment.
CREATE TABLE IF NOT EXISTS stage_changes
(
    site       LowCardinality(String),
    account    String,
    at         DateTime64(3, 'UTC'),
    decided    DateTime64(3, 'UTC'),
    from_stage LowCardinality(String),
    to_stage   LowCardinality(String),
    model      LowCardinality(String),
    actor      String,
    facts      String
)
ENGINE = {engine}
ORDER BY (site, account, at, decided)
SETTINGS {settings}
;
-- What was not kept, and why: counts only.
CREATE TABLE IF NOT EXISTS tallies
(
    site   LowCardinality(String),
    day    Date,
    reason LowCardinality(String),
    n      UInt64,
    batch  String
)
ENGINE = {engine}
ORDER BY (site, day, reason, batch)
SETTINGS {settings}
;
-- Shared state that is not events (sites, users, sessions, settings, deliveries): append-only
-- documents, read at their newest version. An empty doc means "deleted".
CREATE TABLE IF NOT EXISTS records
(
    kind  LowCardinality(String),
    id    String,
    at    DateTime64(6, 'UTC'),
    actor String,
    doc   String
)
ENGINE = {engine}
ORDER BY (kind, id, at)
SETTINGS {settings}
;
