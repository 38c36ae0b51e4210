/* Bringing in a table of records.
 *
 * First every row is judged by the ledger's rules against what is in the database and against the
 * other rows; what passes waits in a staging file. Then the file is written in slices between live
 * requests. Until the last one is done the records exist for nobody; then all at once for
 * everybody. Should a live change have taken a unique value meanwhile, the whole import is dropped
 * (or, when good rows alone were asked for, that row). A crash leaves a batch that the next tick
 * drops. */
#ifndef LEDGER_IMPORT_H
#define LEDGER_IMPORT_H
#include "base/limits.h"
#include "ledger/ledger_int.h"
#include "op/job.h"
#include "paper/table.h"
#include "paper/xlsx_write.h"

#define IMPORT_ERRORS 1000 /* told in the answer; the file of refused rows has all */
#define IMPORT_TAKE_BACK_S 86400

struct import_how {
    bool dry_run, partly, is_history;
    const char *sheet; /* of a spreadsheet; NULL the first one that shows */
};
/* Starts the job. fd: of the file, the job's from here on. */
enum outcome import_start(struct call *c, const struct ledger *l, int fd, const char *file_name,
                          const struct import_how *how, int64_t *ret_job, struct err *e);
/* The whole batch goes again, within a day: refused when a record of it was changed or is referred
 * to. */
enum outcome import_take_back(struct call *c, int64_t batch, int64_t *ret_job, struct err *e);
/* Batches that no job of this process works on, half written or half taken back: a bite of them
 * goes. */
enum outcome import_tick(struct app *app, struct db *db, const struct plan *plan, struct err *e);
enum outcome import_list_json(struct call *c, struct buf *out, const struct ledger *only,
                              struct err *e);
/* NULL when it is no token of ours. */
const char *import_refused_path(struct call *c, const char *token, const char *ending);

/* ---- the job's parts ---------------------------------------------------------------------- */

struct import_column {
    const struct field *field;
    enum {
        COLUMN_IGNORED,
        COLUMN_FIELD,
        COLUMN_KEY,
        COLUMN_STATE,
        COLUMN_CREATED,
        COLUMN_CLOSED
    } kind;
};

struct import {
    struct app *app;
    const struct plan *plan;
    const struct ledger *ledger;
    struct actor actor;
    struct arena arena; /* lives as long as the job: the actor, the columns */
    struct import_how how;
    char file_name[200], token[33];
    int fd, staged; /* the file; judged rows */
    int64_t size, now_ms;
    enum lang lang;
    struct import_column columns[LIMIT_CSV_COLUMNS];
    int columns_n;
    int64_t rows, good, bad, created;
    int64_t county; /* all records of one import belong to one county */
    struct refused { /* rows that were refused, in the kind of file they came in */
        struct csv_writer csv;
        int fd; /* -1: none */
        struct xlsx *xlsx;
        char path[600];
        struct mark {
            int column;
            char note[400];
        } marks[20]; /* of the row at hand */
        int marks_n;
    } refused;
    struct buf errors;
    int errors_n;
    struct buf why; /* all that is wrong with the row at hand, for the refused file */
    /* writing */
    int64_t batch, first_id, last_id, at, next_at; /* at: staged rows written and committed */
    char *read_ahead;
    size_t ahead_len, ahead_cap, ahead_next;
    bool at_end;
    struct lookup {
        char text[80];
        int64_t id;
    } lookups[LIMIT_FIELDS]; /* the last cell and its answer */
    struct tally {
        int64_t place;
        int state;
        int64_t n;
    } * tallies;
    int tallies_n, tallies_cap;
};
struct import_row {
    struct record *record;
    given_set given;
    const struct csv_cell *cells;
    int n;
    long number;
};

/* writer_do() behind live requests. */

/* import_refused.c: the rows that were refused, with what is wrong in a last column; in a
 * spreadsheet the cells at fault are marked too. */
enum outcome refused_open(struct import *m, bool is_xlsx, const struct csv_cell *header, int n,
                          struct err *e);
void refused_mark(struct import *m, int column, const struct err *why);
enum outcome refused_row(struct import *m, const struct csv_cell *cells, int n, struct err *e);
enum outcome refused_close(struct import *m, struct err *e);
void refused_free(struct import *m);

/* import_columns.c */
bool import_knows(void *arg, const char *name); /* arg: the import */
enum outcome import_headers(struct import *m, const struct csv_cell *cells, int n, struct buf *told,
                            struct err *e);
enum outcome import_field(struct import *m, struct work *w, const struct field *f,
                          const struct csv_cell *cell, struct value *ret, struct err *e);
enum outcome import_cells(struct import *m, struct reader *rd, struct import_row *row,
                          struct old *old, struct err *e);
void import_note_error(struct import *m, const struct import_row *row, int column,
                       const struct err *e);

/* import_stage.c: judged records in a file without a name. */
enum outcome stage_open(struct import *m, struct err *e);
void stage_put(struct buf *out, const struct record *r, bool has_key);
enum outcome stage_write(struct import *m, struct buf *out, bool all, struct err *e);
/* The next staged record, in the arena; *ret NULL after the last. */
enum outcome stage_next(struct import *m, struct arena *a, struct record **ret, struct err *e);
void stage_keep(struct import *m);  /* what was read is committed */
void stage_again(struct import *m); /* the slice begins anew */

/* import_store.c */
enum outcome batch_open(struct import *m, struct db *db, int64_t n, struct err *e);
enum outcome batch_state(struct app *app, struct db *db, int64_t batch, const char *state,
                         int64_t records, int64_t refused, int64_t now_ms, int64_t user,
                         struct err *e);
struct batch_row {
    int64_t id, first_id, last_id, created_by, done_at, records;
    char ledger[64], state[20];
    bool is_history;
};
enum outcome batch_get(struct batch_row *ret, struct db *db, int64_t id, struct err *e);
enum outcome batch_abandoned(struct batch_row *ret, bool *ret_found, struct app *app, struct db *db,
                             struct err *e);
enum outcome batch_ids(int64_t *ret, int max, int *ret_n, struct db *db, const struct batch_row *b,
                       const struct ledger *l, struct err *e);
enum outcome batch_changed(struct db *db, const struct batch_row *b, const struct plan *plan,
                           const struct ledger *l,
                           struct err *e); /* REFUSED when something stands on it */
void import_running(struct app *app, int64_t batch, bool is_running);
bool import_is_running(struct app *app, int64_t batch);

/* change.c: a judged record of a staging file becomes a row. */
enum outcome record_bring_in(struct work *w, struct record *r, struct err *e);
#endif
