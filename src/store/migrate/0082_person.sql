-- How people are found that may be one. Projection of the ledgers that hold people.
CREATE TABLE person_key (
    record INTEGER PRIMARY KEY,
    ledger TEXT NOT NULL,
    sound INTEGER NOT NULL,          -- of the name, value/pinyin.h
    born INTEGER NOT NULL,           -- day of birth, -1000000 unknown
    village INTEGER NOT NULL         -- place of the record, up to the village
) STRICT;
CREATE INDEX person_key_born ON person_key (ledger, sound, born, record);
CREATE INDEX person_key_village ON person_key (ledger, sound, village, record);

-- Truth, of people's own judgement: these two are not one.
CREATE TABLE person_distinct (
    first INTEGER NOT NULL,          -- the smaller id
    second INTEGER NOT NULL,
    at INTEGER NOT NULL,
    user_id INTEGER NOT NULL,        -- who said so
    PRIMARY KEY (first, second)
) STRICT;

-- Truth: two records found to be one person. The changes themselves are in the journal.
CREATE TABLE person_merge (
    id INTEGER PRIMARY KEY,
    ledger TEXT NOT NULL,
    kept INTEGER NOT NULL,
    dropped INTEGER NOT NULL,
    state INTEGER NOT NULL,          -- of the dropped one before
    at INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    undone_at INTEGER NOT NULL       -- 0 not
) STRICT;
CREATE TABLE person_merge_link (     -- what was pointed elsewhere
    merge INTEGER NOT NULL,
    ledger TEXT NOT NULL,
    field TEXT NOT NULL,
    record INTEGER NOT NULL
) STRICT;
CREATE INDEX person_merge_link_of ON person_merge_link (merge);
