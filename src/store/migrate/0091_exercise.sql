-- An exercise played in this database, which then holds no live data. Truth, but of a rehearsal: not
-- journalled, since the whole database is one.
CREATE TABLE exercise (
    id INTEGER PRIMARY KEY,          -- 1: one a database
    name TEXT NOT NULL,
    place INTEGER NOT NULL,          -- who exercises
    scenario TEXT NOT NULL,
    people INTEGER NOT NULL,
    days INTEGER NOT NULL,
    seed INTEGER NOT NULL,
    speed INTEGER NOT NULL,          -- seconds of the exercise in a second of the clock
    started_at INTEGER NOT NULL,
    stopped_at INTEGER NOT NULL      -- 0 while it is played
) STRICT;

CREATE TABLE exercise_inject (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,              -- case contacts short level
    day INTEGER NOT NULL,            -- of the exercise, from 0
    due_at INTEGER NOT NULL,         -- when people are told
    answer_s INTEGER NOT NULL,       -- time to take it up, in seconds of the exercise
    place INTEGER NOT NULL,
    posts TEXT NOT NULL,             -- ",command,street,": whom it is for
    zh TEXT NOT NULL,
    en TEXT NOT NULL,
    alert INTEGER NOT NULL           -- the alert they were told by, 0 not yet
) STRICT;
CREATE INDEX exercise_inject_due ON exercise_inject (due_at) WHERE alert = 0;
