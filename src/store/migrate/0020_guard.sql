-- Who may come in. Truth, journalled: account, holding, token, disclosure, approval, sealed_gone.
CREATE TABLE account (
    id INTEGER PRIMARY KEY,          -- a record id of the place below
    login TEXT NOT NULL,             -- lower case
    name TEXT NOT NULL,
    phone TEXT NOT NULL,             -- of the office, '' none
    password TEXT NOT NULL,          -- Argon2id, '' cannot sign in
    lang TEXT NOT NULL,              -- zh en
    place INTEGER NOT NULL,          -- where the account belongs: admins there or above look after it
    must_change INTEGER NOT NULL,    -- 1: the password was set by somebody else
    disabled INTEGER NOT NULL,       -- 1: may not sign in
    away_from INTEGER NOT NULL,      -- date: from here …
    away_until INTEGER NOT NULL,     -- … to the day before this one deputies act; 0 not away
    created_at INTEGER NOT NULL,
    created_by INTEGER NOT NULL,
    password_at INTEGER NOT NULL     -- when it was last set
) STRICT;
CREATE UNIQUE INDEX account_login ON account (login);
CREATE INDEX account_place ON account (place);

CREATE TABLE holding (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    post TEXT NOT NULL,              -- name of a post of the plan
    place INTEGER NOT NULL,
    since INTEGER NOT NULL,          -- first day
    ended INTEGER NOT NULL,          -- first day no longer held, 0 open
    deputy_for INTEGER NOT NULL,     -- account stood in for while it is away, 0 own
    granted_by INTEGER NOT NULL,
    granted_at INTEGER NOT NULL
) STRICT;
CREATE INDEX holding_account ON holding (account);
CREATE INDEX holding_place ON holding (place);

-- API tokens and the public doors' tokens.
CREATE TABLE token (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL,              -- BLAKE2b of an API token; empty for a door's, which is computed
    account INTEGER NOT NULL,        -- whose rights it has; 0 a door
    name TEXT NOT NULL,
    scope TEXT NOT NULL,             -- read write all; for a door: household_qr token
    ledgers TEXT NOT NULL,           -- ',a,b,' its only ledgers, '' all
    place INTEGER NOT NULL,          -- of a door
    ended INTEGER NOT NULL,          -- first day it no longer works, 0 never ends
    revoked_at INTEGER NOT NULL,     -- 0 while good
    created_at INTEGER NOT NULL,
    created_by INTEGER NOT NULL
) STRICT;
CREATE INDEX token_hash ON token (hash) WHERE account <> 0;
CREATE INDEX token_account ON token (account);
CREATE INDEX token_place ON token (place) WHERE account = 0;

CREATE TABLE disclosure (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    account INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    ledger TEXT NOT NULL,
    fields TEXT NOT NULL,            -- names, comma between
    ids_digest TEXT NOT NULL,        -- BLAKE2b over the sorted ids
    ids_n INTEGER NOT NULL,
    approval INTEGER NOT NULL        -- 0 when few enough
) STRICT;
CREATE INDEX disclosure_account ON disclosure (account, at);

CREATE TABLE approval (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,        -- who asks
    ledger TEXT NOT NULL,
    place INTEGER NOT NULL,          -- the largest area it is about
    purpose TEXT NOT NULL,
    up_to INTEGER NOT NULL,          -- people in one request
    state TEXT NOT NULL,             -- asked granted refused
    asked_at INTEGER NOT NULL,
    decided_by INTEGER NOT NULL,
    decided_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL         -- moment it expires
) STRICT;
CREATE INDEX approval_account ON approval (account, ledger);
CREATE INDEX approval_state ON approval (state, place);

-- Keys whose destruction is decided; guard_open makes sure that it happened.
CREATE TABLE sealed_gone (
    id INTEGER PRIMARY KEY,          -- key number
    at INTEGER NOT NULL
) STRICT;

-- Short-lived, not journalled row by row (signing in and out are entries without rows).
CREATE TABLE session (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL,              -- BLAKE2b of the token
    account INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,        -- noted once a minute at most
    ends_at INTEGER NOT NULL,        -- whatever happens
    address TEXT NOT NULL,
    agent TEXT NOT NULL
) STRICT;
CREATE INDEX session_hash ON session (hash);
CREATE INDEX session_account ON session (account);

CREATE TABLE sign_in_failure (
    id INTEGER PRIMARY KEY,          -- hash of the name typed, whether or not there is such a user
    failed INTEGER NOT NULL,
    locked_until INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;

-- Projection of the ledgers' fields that name a team's members.
CREATE TABLE team_member (
    record INTEGER NOT NULL,
    account INTEGER NOT NULL,
    PRIMARY KEY (record, account)
) STRICT;
CREATE INDEX team_member_account ON team_member (account, record);
