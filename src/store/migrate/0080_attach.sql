-- Files that were sent in: the catalogue. The file itself lies encrypted in the data folder under
-- its hash; its key is sealed here under a key slot that is destroyed with the record. The record
-- holds the hash, so the journal proves the content; this table is not journalled.
CREATE TABLE attachment (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL,              -- SHA-256 of the plain file, hexadecimal
    key_no INTEGER NOT NULL,         -- slot of the guard's key file
    file_key BLOB NOT NULL,          -- key of the file, sealed under key_no
    type TEXT NOT NULL,              -- found by content: image/jpeg …
    name TEXT NOT NULL,              -- as the sender called it, '' unknown
    size INTEGER NOT NULL,           -- bytes of the plain file
    has_thumb INTEGER NOT NULL,      -- 1: a small picture lies beside it
    ledger TEXT NOT NULL,            -- '' while no record names it
    record INTEGER NOT NULL,         -- 0 while no record names it
    created_at INTEGER NOT NULL,     -- seconds
    created_by INTEGER NOT NULL,
    is_gone INTEGER NOT NULL         -- 1: key and file are to be destroyed
) STRICT;
CREATE INDEX attachment_hash ON attachment (hash);
CREATE INDEX attachment_record ON attachment (record);
