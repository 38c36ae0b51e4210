-- One row per change, never altered: header, salted digest of its payload, and the hash that
-- covers the row before, this header and this digest. Truth.
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY, -- 1, 2, 3 … without a gap
    at_ms INTEGER NOT NULL,
    by_user INTEGER NOT NULL, -- 0 the system
    act TEXT NOT NULL,
    ledger TEXT NOT NULL, -- '' when it is not about a record
    record INTEGER NOT NULL, -- or place, account …; 0 none
    place INTEGER NOT NULL,
    digest BLOB NOT NULL, -- zeros when there is no payload
    hash BLOB NOT NULL
) STRICT;
-- Ids of new records grow, so this index grows at few places and costs little.
CREATE INDEX journal_of_record ON journal (record, seq) WHERE record <> 0;

-- What can be erased: row images (JSON) and the salt of their digest. Truth.
CREATE TABLE journal_payload (
    seq INTEGER PRIMARY KEY,
    salt BLOB NOT NULL,
    payload TEXT NOT NULL
) STRICT;

-- Entries that hold a row of a record other than their own. Projection of the payloads.
CREATE TABLE journal_mention (
    record INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (record, seq)
) STRICT, WITHOUT ROWID;
