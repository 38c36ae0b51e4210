-- What one person counted of a lot, and what the books said at that moment. A count settles another
-- person's that found the same difference; the difference is a movement. Truth.
CREATE TABLE stock_count (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    item INTEGER NOT NULL,
    lot INTEGER NOT NULL,
    quantity INTEGER NOT NULL, -- counted
    book INTEGER NOT NULL, -- in the books then
    at INTEGER NOT NULL, -- seconds
    author INTEGER NOT NULL,
    settles INTEGER NOT NULL, -- the first count; 0 open
    moved INTEGER NOT NULL -- the adjusting movement; 0 none
) STRICT;
CREATE INDEX stock_count_of ON stock_count (account, item, lot, at);
CREATE INDEX stock_count_settles ON stock_count (settles) WHERE settles <> 0;
