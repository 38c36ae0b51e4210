-- What measure/ keeps beside the ledgers: counters that follow every write.

-- Which measures are counted, and how far. Another definition is another row.
CREATE TABLE measure (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,               -- in the plan
    ledger TEXT NOT NULL,
    definition TEXT NOT NULL,         -- what is counted, as text
    counted_to INTEGER,               -- records up to this id are counted; null: all
    is_gone INTEGER NOT NULL          -- 1: no plan in force names it, its rows are being deleted
) STRICT;

-- Projection of the ledgers and of measure_past: what lies under a place, place by place up to the
-- country. Of a level, day 2147483647 holds what it is now, days what changed on each.
CREATE TABLE measure_count (
    measure INTEGER NOT NULL,
    place INTEGER NOT NULL,           -- the place and everything under it
    day INTEGER NOT NULL,             -- days since 1970
    cell TEXT NOT NULL,               -- codes of the split, comma between; "" without one
    n INTEGER NOT NULL,               -- records
    total INTEGER NOT NULL,           -- sum, or seconds of durations
    PRIMARY KEY (measure, place, day, cell)
) STRICT;

-- Projection: what committed groups counted and measure_count does not hold yet. Written with the
-- group, so that a crash loses nothing; folded into measure_count about every second.
CREATE TABLE measure_pending (
    id INTEGER PRIMARY KEY,           -- in order of commits
    done INTEGER NOT NULL,            -- bytes of it that are folded
    deltas BLOB NOT NULL
) STRICT;

-- Truth: what no record of a ledger tells: totals of the time before, entered by hand; and what
-- erased records had counted for.
CREATE TABLE measure_past (
    id INTEGER PRIMARY KEY,
    measure TEXT NOT NULL,
    place INTEGER NOT NULL,
    day INTEGER NOT NULL,
    cell TEXT NOT NULL,
    source TEXT NOT NULL,             -- opening, or erased
    n INTEGER NOT NULL,
    total INTEGER NOT NULL,
    flag TEXT NOT NULL                -- "", about or over
) STRICT;
CREATE UNIQUE INDEX measure_past_of ON measure_past (measure, place, day, cell, source);

-- Why a figure of a past day is another one than it was. The changes themselves are in the journal.
CREATE TABLE measure_trace (
    id INTEGER PRIMARY KEY,
    measure TEXT NOT NULL,
    place INTEGER NOT NULL,
    day INTEGER NOT NULL,             -- whose figure changed
    cell TEXT NOT NULL,
    n INTEGER NOT NULL,               -- by how much
    total INTEGER NOT NULL,
    act TEXT NOT NULL,                -- record.create record.amend record.move undo erase opening
    record INTEGER NOT NULL,          -- 0: many
    user_id INTEGER NOT NULL,
    at INTEGER NOT NULL               -- seconds UTC
) STRICT;
CREATE INDEX measure_trace_of ON measure_trace (measure, day);
