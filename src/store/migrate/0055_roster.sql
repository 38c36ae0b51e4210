-- Who is on when. Truth, journalled: every table here.

CREATE TABLE roster_member (
    id INTEGER PRIMARY KEY,
    roster TEXT NOT NULL,             -- name in the plan
    place INTEGER NOT NULL,           -- that keeps it
    account INTEGER NOT NULL,
    crew INTEGER NOT NULL,            -- from 0; 0 where there are no crews
    skills TEXT NOT NULL,             -- ",nurse,driver,"
    since INTEGER NOT NULL,           -- first day
    ended INTEGER NOT NULL            -- first day no longer on it, 0 open
) STRICT;
CREATE INDEX roster_member_place ON roster_member (place, roster);
CREATE INDEX roster_member_account ON roster_member (account);

-- Days on which a person cannot be put on, besides those of the account itself.
CREATE TABLE roster_away (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    from_day INTEGER NOT NULL,
    until_day INTEGER NOT NULL,       -- the last one
    reason TEXT NOT NULL,
    ended INTEGER NOT NULL,           -- 1: taken back
    at INTEGER NOT NULL,
    by_account INTEGER NOT NULL
) STRICT;
CREATE INDEX roster_away_account ON roster_away (account);

CREATE TABLE roster_month (
    id INTEGER PRIMARY KEY,
    roster TEXT NOT NULL,
    place INTEGER NOT NULL,
    month INTEGER NOT NULL,           -- its first day
    made_at INTEGER NOT NULL,
    made_by INTEGER NOT NULL,
    published_at INTEGER NOT NULL,    -- 0 a draft: nobody is on duty by it
    published_by INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX roster_month_one ON roster_month (place, roster, month);

CREATE TABLE roster_seat (
    id INTEGER PRIMARY KEY,
    month INTEGER NOT NULL,           -- roster_month
    roster TEXT NOT NULL,
    place INTEGER NOT NULL,
    day INTEGER NOT NULL,             -- on which the shift begins
    shift TEXT NOT NULL,
    head INTEGER NOT NULL,            -- from 0
    account INTEGER NOT NULL,         -- 0 vacant
    begins_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    is_published INTEGER NOT NULL
) STRICT;
CREATE INDEX roster_seat_place ON roster_seat (place, roster, begins_at);
CREATE INDEX roster_seat_account ON roster_seat (account, begins_at) WHERE account <> 0;
CREATE INDEX roster_seat_month ON roster_seat (month);

CREATE TABLE roster_swap (
    id INTEGER PRIMARY KEY,
    seat INTEGER NOT NULL,            -- of who asks
    with_seat INTEGER NOT NULL,       -- what is given for it, 0 nothing
    from_account INTEGER NOT NULL,
    to_account INTEGER NOT NULL,      -- who must consent
    reason TEXT NOT NULL,
    state TEXT NOT NULL,              -- asked accepted refused withdrawn
    at INTEGER NOT NULL,
    answered_at INTEGER NOT NULL
) STRICT;
CREATE INDEX roster_swap_to ON roster_swap (to_account) WHERE state = 'asked';
CREATE INDEX roster_swap_from ON roster_swap (from_account) WHERE state = 'asked';

-- What one shift leaves to the next.
CREATE TABLE roster_note (
    id INTEGER PRIMARY KEY,
    roster TEXT NOT NULL,
    place INTEGER NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    by_account INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,         -- of the writer's shift: whoever is on after it accepts
    accepted_at INTEGER NOT NULL,     -- 0 not yet
    accepted_by INTEGER NOT NULL
) STRICT;
CREATE INDEX roster_note_place ON roster_note (place, roster, at);
CREATE INDEX roster_note_open ON roster_note (place) WHERE accepted_at = 0;
