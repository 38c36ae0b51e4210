-- Truth: issued reports, frozen as they were; a correction is another row.
CREATE TABLE report_issue (
    id INTEGER PRIMARY KEY,
    report TEXT NOT NULL,             -- in the plan
    place INTEGER NOT NULL,           -- that reported
    day INTEGER NOT NULL,             -- last day it tells of
    number INTEGER NOT NULL,          -- of the year, at the place
    revision INTEGER NOT NULL,        -- 1, then its corrections
    text TEXT NOT NULL,               -- Markdown with every figure filled in
    note TEXT NOT NULL,               -- what explains a change; why corrected
    hash TEXT NOT NULL,               -- SHA-256 of text and note, hex
    head_seq INTEGER NOT NULL,        -- journal when it was issued
    head_hash TEXT NOT NULL,
    issued_at INTEGER NOT NULL,       -- seconds UTC
    issued_by INTEGER NOT NULL        -- account, 0 the system
) STRICT;
CREATE UNIQUE INDEX report_issue_of ON report_issue (report, day, place, revision);
