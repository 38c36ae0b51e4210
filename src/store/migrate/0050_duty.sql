-- What has to be done by when. Projection of records, plan and answers, verified by `lianfang
-- check`: duty, duty_past, duty_count. Truth: duty_answer (journalled), alarm, outlet, outbox.

-- One row for each live rule and subject: its next occurrence.
CREATE TABLE duty (
    rule TEXT NOT NULL,               -- "home_order.visit", or the name of a duty of places
    subject INTEGER NOT NULL,         -- record, or place
    place INTEGER NOT NULL,           -- of the subject
    assignee INTEGER NOT NULL,        -- account or record of a team that does it; 0: by posts
    rhythm INTEGER NOT NULL,          -- digest of the rhythm it was planned by
    opens_at INTEGER NOT NULL,        -- seconds UTC: a proof counts from here
    due_at INTEGER NOT NULL,          -- in time until here …
    late_at INTEGER NOT NULL,         -- … and, with the grace, until here
    PRIMARY KEY (subject, rule)
) STRICT;
CREATE INDEX duty_late ON duty (late_at);
CREATE INDEX duty_place ON duty (place, due_at);
CREATE INDEX duty_assignee ON duty (assignee) WHERE assignee <> 0;

-- One row for each occurrence that is over or overdue.
CREATE TABLE duty_past (
    id INTEGER PRIMARY KEY,
    rule TEXT NOT NULL,
    subject INTEGER NOT NULL,
    place INTEGER NOT NULL,
    assignee INTEGER NOT NULL,
    day INTEGER NOT NULL,             -- local day it is counted for
    opens_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    late_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL,        -- from here a proof counts for the next one; 0 never
    status TEXT NOT NULL,             -- in_time; late: overdue, or done too late; missed; excused
    is_open INTEGER NOT NULL,         -- 1: late and not done yet
    done_at INTEGER NOT NULL,         -- when it was done, 0 not
    done_by INTEGER NOT NULL,         -- account that recorded the proof, 0 none
    proof INTEGER NOT NULL,           -- record, 0 none
    reason TEXT NOT NULL,             -- could not, because; '' none
    step INTEGER NOT NULL,            -- escalation: the next step
    step_at INTEGER NOT NULL,         -- … and when it comes, 0 never
    alarm INTEGER NOT NULL            -- the last alarm about it, 0 none
) STRICT;
CREATE INDEX duty_past_subject ON duty_past (subject, rule, opens_at);
CREATE INDEX duty_past_open ON duty_past (place, rule) WHERE is_open = 1;
CREATE INDEX duty_past_until ON duty_past (until_at) WHERE is_open = 1;
CREATE INDEX duty_past_step ON duty_past (step_at) WHERE step_at > 0;
CREATE INDEX duty_past_done ON duty_past (done_by, done_at) WHERE done_by > 0;
CREATE INDEX duty_past_assignee ON duty_past (assignee) WHERE is_open = 1 AND assignee <> 0;
CREATE INDEX duty_past_alarm ON duty_past (alarm) WHERE alarm > 0;

-- Occurrences counted by rule, place and day, written with them.
CREATE TABLE duty_count (
    place INTEGER NOT NULL,           -- of the subject, as it stands
    day INTEGER NOT NULL,
    rule TEXT NOT NULL,
    due INTEGER NOT NULL,             -- the sum of the others
    in_time INTEGER NOT NULL,
    late INTEGER NOT NULL,
    missed INTEGER NOT NULL,
    excused INTEGER NOT NULL,
    PRIMARY KEY (day, place, rule)
) STRICT;

-- What people said about late duties.
CREATE TABLE duty_answer (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,               -- could_not taken
    rule TEXT NOT NULL,               -- could_not
    subject INTEGER NOT NULL,         -- of could_not; the alarm of taken
    opens_at INTEGER NOT NULL,        -- which occurrence
    place INTEGER NOT NULL,
    text TEXT NOT NULL,               -- because
    at INTEGER NOT NULL,
    account INTEGER NOT NULL
) STRICT;
CREATE INDEX duty_answer_subject ON duty_answer (subject, rule, opens_at);

-- Up to what the live rows are planned: the edition, and changes of levels.
CREATE TABLE duty_plan (
    id INTEGER PRIMARY KEY,           -- 1
    edition INTEGER NOT NULL,
    levels INTEGER NOT NULL           -- digest of the levels in force
) STRICT;

-- Who was told what is late: a bundle of late duties of one rule and grid, at one step.
CREATE TABLE alarm (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    rule TEXT NOT NULL,
    step INTEGER NOT NULL,
    place INTEGER NOT NULL,           -- the grid, or the nearest place above it
    n INTEGER NOT NULL,               -- duties in it
    posts TEXT NOT NULL,              -- ",community,street,": the step's
    why TEXT NOT NULL,                -- how its people were found: roster post deputy above none
    taken_at INTEGER NOT NULL,        -- 0 nobody yet
    taken_by INTEGER NOT NULL
) STRICT;
CREATE INDEX alarm_open ON alarm (place) WHERE taken_at = 0;

CREATE TABLE alarm_to (
    alarm INTEGER NOT NULL,
    account INTEGER NOT NULL,
    PRIMARY KEY (alarm, account)
) STRICT;
CREATE INDEX alarm_to_account ON alarm_to (account);

-- Where alarms are delivered besides the pages: an account's e-mail, or a webhook.
CREATE TABLE outlet (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,               -- email webhook
    account INTEGER NOT NULL,         -- email: whose; webhook: 0
    place INTEGER NOT NULL,           -- webhook: of alarms at or under it
    address TEXT NOT NULL,
    secret TEXT NOT NULL,             -- webhook: signs what is sent
    ended INTEGER NOT NULL,           -- 1: no longer used
    created_at INTEGER NOT NULL,
    created_by INTEGER NOT NULL
) STRICT;
CREATE INDEX outlet_account ON outlet (account) WHERE ended = 0;

-- How e-mail leaves: smtp_url, smtp_from, smtp_user, smtp_password.
CREATE TABLE duty_setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Every delivery, written with its alarm. sending: an attempt is under way, or the server stopped
-- in it; such a row is not sent again by itself.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    alarm INTEGER NOT NULL,
    outlet INTEGER NOT NULL,
    state TEXT NOT NULL,              -- waiting sending sent failed
    tries INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,
    answer TEXT NOT NULL              -- of the last attempt
) STRICT;
CREATE INDEX outbox_waiting ON outbox (next_at) WHERE state = 'waiting';
CREATE INDEX outbox_alarm ON outbox (alarm);

-- What a new edition or level did to live duties.
CREATE TABLE duty_switch (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    why TEXT NOT NULL,                -- edition levels
    edition INTEGER NOT NULL,
    opened INTEGER NOT NULL,
    moved INTEGER NOT NULL,
    ended INTEGER NOT NULL
) STRICT;
