-- What ledger/ keeps beside the ledgers' own tables (l_<name>, made from the plan).

-- Truth: every edition of the plan that was ever taken into force, with its whole text.
CREATE TABLE edition (
    id INTEGER PRIMARY KEY,
    plan TEXT NOT NULL,               -- name of the plan
    name TEXT NOT NULL,               -- its edition, "2026-11"
    digest TEXT NOT NULL,             -- of the files' bytes
    source TEXT NOT NULL,             -- all files in one text
    is_current INTEGER NOT NULL,      -- 1: in force; one row at most
    activated_at INTEGER NOT NULL,    -- seconds UTC
    activated_by INTEGER NOT NULL     -- account, 0 the system
) STRICT;
CREATE UNIQUE INDEX edition_digest ON edition (digest);

-- Truth: response levels, activated per place; ended rows stay.
CREATE TABLE level_state (
    id INTEGER PRIMARY KEY,
    place INTEGER NOT NULL,           -- holds for this place and everything under it
    level TEXT NOT NULL,              -- name of a level of the plan
    authority TEXT NOT NULL,
    document TEXT NOT NULL,
    reason TEXT NOT NULL,
    review_on INTEGER,                -- date; null: none set
    started_at INTEGER NOT NULL,      -- seconds UTC
    started_by INTEGER NOT NULL,
    ended_at INTEGER,                 -- null while in force
    ended_by INTEGER,
    end_document TEXT,
    end_reason TEXT
) STRICT;
CREATE INDEX level_state_open ON level_state (place) WHERE ended_at IS NULL;

-- Truth: imports. Records of a batch have ids between first_id and last_id and exist for nobody
-- while it is being written, dropped or taken back.
CREATE TABLE batch (
    id INTEGER PRIMARY KEY,
    ledger TEXT NOT NULL,
    state TEXT NOT NULL,              -- writing done; dropping dropped; taking_back taken_back
    first_id INTEGER NOT NULL,
    last_id INTEGER NOT NULL,
    records INTEGER NOT NULL,         -- written
    refused INTEGER NOT NULL,         -- rows not taken
    is_history INTEGER NOT NULL,
    file TEXT NOT NULL,               -- name as uploaded
    created_at INTEGER NOT NULL,
    created_by INTEGER NOT NULL,
    done_at INTEGER                   -- seconds UTC
) STRICT;
CREATE INDEX batch_state ON batch (state);
CREATE INDEX batch_ledger ON batch (ledger, id);

-- Projection of the ledgers: next numbers. Written once a group from memory.
CREATE TABLE counter (
    name TEXT NOT NULL,               -- "id", or the name of a ledger with keys
    place INTEGER NOT NULL,           -- county, 0 for all
    year INTEGER NOT NULL,            -- 0 when the number does not start anew
    value INTEGER NOT NULL,           -- last number given
    PRIMARY KEY (name, place, year)
) STRICT;

-- Projection of the ledgers: records per village (or the nearest place above it) and state.
CREATE TABLE record_count (
    ledger TEXT NOT NULL,
    place INTEGER NOT NULL,
    state TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (ledger, place, state)
) STRICT;

-- Truth for a day: requests already answered. The key is a UUID, version 7 in order of time.
CREATE TABLE request_key (
    high INTEGER NOT NULL,            -- first 8 bytes of the UUID
    low INTEGER NOT NULL,             -- last 8 bytes
    user_id INTEGER NOT NULL,
    digest INTEGER NOT NULL,          -- of the request
    ledger TEXT NOT NULL,
    record INTEGER NOT NULL,
    at INTEGER NOT NULL,              -- seconds UTC
    PRIMARY KEY (high, low)
) STRICT;

-- Up to which journal entry the search postings are written; what follows is replayed at start.
CREATE TABLE search_mark (
    id INTEGER PRIMARY KEY,           -- 1
    seq INTEGER NOT NULL
) STRICT;

-- Truth: what consequences told whom, until somebody has taken it up.
CREATE TABLE alert (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,              -- seconds UTC
    ledger TEXT NOT NULL,
    record INTEGER NOT NULL,
    place INTEGER NOT NULL,           -- of the record
    posts TEXT NOT NULL,              -- ",command,street,": whom it is for
    zh TEXT NOT NULL,
    en TEXT NOT NULL,
    taken_at INTEGER,                 -- null: nobody yet
    taken_by INTEGER
) STRICT;
CREATE INDEX alert_open ON alert (place) WHERE taken_at IS NULL;
