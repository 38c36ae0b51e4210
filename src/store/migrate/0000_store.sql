-- Which server process may write: each take-over raises the epoch, and every commit of a server
-- checks that it is still its own. Truth.
CREATE TABLE fencing (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    epoch INTEGER NOT NULL
) STRICT;
