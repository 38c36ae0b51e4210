-- Imports whose records may prove duties and have not all been taken in by the tick.
CREATE TABLE duty_batch (
    batch INTEGER PRIMARY KEY,
    last INTEGER NOT NULL,            -- id of its last record
    after INTEGER NOT NULL            -- taken in up to here
) STRICT;
