-- Whom each user saw in full during the last hour without a second person's leave: the rule of 20
-- counts them across requests. Short-lived, not journalled (each look is: see disclosure).
CREATE TABLE looked_at (
    account INTEGER NOT NULL,
    ledger TEXT NOT NULL,
    record INTEGER NOT NULL,
    at INTEGER NOT NULL,             -- the latest look
    PRIMARY KEY (account, ledger, record)
) STRICT;
