-- Drills that people asked for. Truth, journalled: rehearsal. What came of it is a projection: the
-- same settings, editions and seed give the same bytes again.
CREATE TABLE rehearsal (
    id INTEGER PRIMARY KEY,          -- a record id of the place below
    name TEXT NOT NULL,
    place INTEGER NOT NULL,          -- whose plan and towns are rehearsed
    owner INTEGER NOT NULL,          -- account that asked for it
    is_shared INTEGER NOT NULL,      -- 1: whoever sees the place sees it
    edition INTEGER NOT NULL,        -- edition of the plan rehearsed
    against INTEGER NOT NULL,        -- edition compared with on the same chance, 0 none
    settings TEXT NOT NULL,          -- JSON: scenario, people, days, runs, seed, set, against_set
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX rehearsal_owner ON rehearsal (owner);
CREATE INDEX rehearsal_place ON rehearsal (place);

CREATE TABLE rehearsal_result (
    rehearsal INTEGER PRIMARY KEY,
    state TEXT NOT NULL,             -- waiting running done failed cancelled
    problem TEXT NOT NULL,           -- why it failed, '' otherwise
    headline TEXT NOT NULL,          -- JSON for lists, '' until done
    ended_at INTEGER NOT NULL        -- 0 not yet
) STRICT;
