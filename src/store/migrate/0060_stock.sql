-- Names of the plan's items as numbers, so that ten million movements stay small. Truth.
CREATE TABLE stock_item (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE -- of the plan; 'yuan' and the like too
) STRICT;

-- Where a thing or a yuan can be. Truth.
CREATE TABLE stock_account (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL, -- supplier superior donor owner hold warehouse reserved transit unit …
    place INTEGER NOT NULL,
    party INTEGER NOT NULL -- record of the supplier or donor; 0 none
) STRICT;
CREATE UNIQUE INDEX stock_account_of ON stock_account (place, kind, party);

-- One batch of an item: what came in together. Money: a budget line. Truth.
CREATE TABLE stock_lot (
    id INTEGER PRIMARY KEY,
    item INTEGER NOT NULL,
    code TEXT NOT NULL, -- '' the lot of goods without lots
    maker_lot TEXT NOT NULL, -- the number printed by the maker, '' none
    expires INTEGER, -- last day of use; null keeps
    state TEXT NOT NULL, -- good recalled
    price_micro INTEGER NOT NULL, -- yuan of a base unit in millionths, 0 not known
    record INTEGER NOT NULL, -- the receipt or donation it came with; 0 none
    received INTEGER NOT NULL -- day
) STRICT;
CREATE UNIQUE INDEX stock_lot_code ON stock_lot (item, code);
CREATE INDEX stock_lot_maker ON stock_lot (maker_lot) WHERE maker_lot <> '';
CREATE INDEX stock_lot_record ON stock_lot (record) WHERE record <> 0;

-- Every movement: so many base units (fen) of a lot from one account to another. Appended, never
-- changed; a mistake is reversed by a movement the other way. Truth.
CREATE TABLE stock_move (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    target INTEGER NOT NULL,
    item INTEGER NOT NULL,
    lot INTEGER NOT NULL,
    quantity INTEGER NOT NULL, -- more than 0
    day INTEGER NOT NULL, -- of occurred, in the county's time
    occurred INTEGER NOT NULL, -- seconds
    recorded INTEGER NOT NULL, -- seconds
    reason TEXT NOT NULL,
    author INTEGER NOT NULL, -- 0 the system
    document TEXT NOT NULL, -- number of the paper behind it, '' none
    note TEXT NOT NULL, -- why, an exception, '' none
    record INTEGER NOT NULL, -- of the ledger that caused it; 0 none
    reverses INTEGER NOT NULL -- the movement taken back; 0 none
) STRICT;
CREATE INDEX stock_move_source ON stock_move (source, item, id);
CREATE INDEX stock_move_target ON stock_move (target, item, id);
CREATE INDEX stock_move_record ON stock_move (record) WHERE record <> 0;
CREATE UNIQUE INDEX stock_move_reverses ON stock_move (reverses) WHERE reverses <> 0;

-- What lies in an account now; lot 0 is the item as a whole. Projection of stock_move.
CREATE TABLE stock_balance (
    account INTEGER NOT NULL,
    item INTEGER NOT NULL,
    lot INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    day INTEGER NOT NULL, -- of the last movement
    PRIMARY KEY (account, item, lot)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_balance_lot ON stock_balance (lot, account) WHERE lot <> 0;

-- What lay in an account at the end of each day on which it moved. Projection of stock_move.
CREATE TABLE stock_day (
    account INTEGER NOT NULL,
    item INTEGER NOT NULL,
    lot INTEGER NOT NULL,
    day INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (account, item, lot, day)
) STRICT, WITHOUT ROWID;

-- Days up to which the books of a place and all below are closed. Truth.
CREATE TABLE stock_close (
    id INTEGER PRIMARY KEY,
    place INTEGER NOT NULL,
    until INTEGER NOT NULL, -- last closed day
    closed_at INTEGER NOT NULL,
    closed_by INTEGER NOT NULL
) STRICT;
CREATE INDEX stock_close_place ON stock_close (place, until);

-- Raised by every group of writes to the books, so that balances kept in memory are dropped when
-- another process has written.
CREATE TABLE stock_stamp (
    id INTEGER PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT;
INSERT INTO stock_stamp (id, value) VALUES (1, 0);

-- Stock-taking: two counters, each alone; the difference becomes an adjusting movement. Truth.
CREATE TABLE stock_take (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    opened_by INTEGER NOT NULL,
    closed_at INTEGER, -- null while counting
    closed_by INTEGER,
    note TEXT NOT NULL
) STRICT;
CREATE INDEX stock_take_account ON stock_take (account, id);
CREATE TABLE stock_take_line (
    id INTEGER PRIMARY KEY,
    take INTEGER NOT NULL,
    item INTEGER NOT NULL,
    lot INTEGER NOT NULL,
    first INTEGER, -- base units counted; null not yet
    first_by INTEGER,
    first_difference INTEGER, -- counted less what the book said at that moment
    second INTEGER,
    second_by INTEGER,
    second_difference INTEGER,
    move INTEGER NOT NULL -- the adjusting movement, 0 none
) STRICT;
CREATE UNIQUE INDEX stock_take_line_of ON stock_take_line (take, item, lot);

-- Papers that were made public or handed to inspectors: numbered and frozen. Truth.
CREATE TABLE stock_disclosure (
    id INTEGER PRIMARY KEY,
    place INTEGER NOT NULL,
    number TEXT NOT NULL,
    kind TEXT NOT NULL, -- inspectors public
    first INTEGER NOT NULL,
    last INTEGER NOT NULL, -- days covered
    issued_at INTEGER NOT NULL,
    issued_by INTEGER NOT NULL,
    body TEXT NOT NULL -- JSON as it was on that day
) STRICT;
CREATE UNIQUE INDEX stock_disclosure_number ON stock_disclosure (number);
CREATE INDEX stock_disclosure_place ON stock_disclosure (place, id);
