-- The tree of places. All three tables are truth: journalled row by row, rebuilt by a replay.
CREATE TABLE place (
    id INTEGER PRIMARY KEY,          -- position, see value/place_id.h; given once, never changed
    parent INTEGER NOT NULL,         -- place_parent(id), kept for the index; 0 the country
    kind TEXT NOT NULL,              -- name of a kind of the plan
    code TEXT NOT NULL,              -- official code in force, '' when there is none
    name TEXT NOT NULL,              -- in force
    successor INTEGER NOT NULL,      -- where a retired place went, 0 while live or gone for good
    retired_on INTEGER NOT NULL,     -- date, 0 while live
    retired_how TEXT NOT NULL,       -- '' moved merged split closed
    sort INTEGER NOT NULL,           -- order among its siblings, then by id
    fields TEXT NOT NULL             -- JSON object of the kind's fields, numbers in the unit of their type
) STRICT;
CREATE INDEX place_children ON place (parent, sort);
CREATE INDEX place_kind ON place (kind, id);
CREATE UNIQUE INDEX place_code_live ON place (code) WHERE code <> '' AND retired_on = 0;
CREATE INDEX place_by_successor ON place (successor) WHERE successor <> 0;

-- Names and codes not in force today: earlier ones, and later ones already announced.
CREATE TABLE place_name (
    id INTEGER PRIMARY KEY,
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    since INTEGER NOT NULL,          -- first day, 0 from the beginning
    ended INTEGER NOT NULL           -- first day no longer in force, 0 not known yet
) STRICT;
CREATE INDEX place_name_place ON place_name (place);

CREATE TABLE place_code (
    id INTEGER PRIMARY KEY,
    place INTEGER NOT NULL,
    code TEXT NOT NULL,
    since INTEGER NOT NULL,
    ended INTEGER NOT NULL
) STRICT;
CREATE INDEX place_code_place ON place_code (place);
CREATE INDEX place_code_code ON place_code (code);

-- All successors of a split place; place.successor is the one that takes its old records, if any.
CREATE TABLE place_successor (
    id INTEGER PRIMARY KEY,
    place INTEGER NOT NULL,
    successor INTEGER NOT NULL
) STRICT;
CREATE INDEX place_successor_of ON place_successor (place);
