/* One list of operations. A row is everything the program can do once; HTTP routes, commands,
 * --help, OpenAPI, TypeScript types and the reference pages are made from the rows.
 *
 * Adding one: a row and a handler in your module's m_op.c, its table named in src/assemble.c, and
 * an .http file in tests/api/. Nothing in http/ or cli/. */
#ifndef OP_OP_H
#define OP_OP_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/json.h"
#include "value/value.h"
#include <stdbool.h>
#include <stdint.h>

struct actor;
struct db;
struct guard;
struct journal;
struct plan;
struct store;
struct writer;
struct editions;
struct jobs;
struct rehearsals;
struct trace;
struct search;
struct books;
struct measures;
struct stock;

enum op_run {
    OP_READ,  /* quick, on the request's thread, own snapshot */
    OP_WRITE, /* in the writer's group, inside a savepoint */
    OP_SLOW   /* on a worker: password, import, export; may call writer_do() */
};
enum op_need {
    NEED_NOTHING,
    NEED_DOOR /* public with a ledger's door */,
    NEED_USER,
    NEED_ADMIN,
    NEED_OWNER /* command line on this machine */
};
struct call;

/* What the running program consists of. Made in assemble.c. */
struct app {
    struct store *store;
    struct writer *writer;
    struct journal *journal;
    struct guard *guard;
    struct editions *editions; /* plans in force: ledger/edition.h */
    struct search *search;     /* postings not yet written: ledger/search.h */
    struct books *books;       /* sequences and counts in memory: ledger/books.h */
    struct measures *measures; /* counts of groups not yet durable: measure/measure.h */
    struct stock *stock;       /* balances the writer keeps: stock/book.h */
    struct jobs *jobs;         /* long work with progress: op/job.h */
    struct trace *trace;           /* who met whom: trace/trace.h */
    struct rehearsals *rehearsals; /* drills under way: rehearsal/rehearsal.h */
    struct clock clock;
    const char *mark;     /* stands on every page and paper: an exercise; NULL none */
    const char *data_dir; /* attachments, staging, keys */
    void *stream;         /* http/stream.c; NULL without a server */
    /* Who may come in: NEED_… judged over the call's actor; set in assemble.c (guard is above op).
     */
    enum outcome (*admit)(struct call *c, enum op_need need, struct err *e);
    void (*changed)(struct app *app, const char *ledger, int64_t record, const int64_t places[4],
                    const char *act); /* after commit; may be NULL */
};

enum arg_kind {
    ARG_TEXT,
    ARG_ID,
    ARG_INT,
    ARG_DATE,
    ARG_FLAG,
    ARG_PLACE,
    ARG_LEDGER,
    ARG_BODY /* JSON */,
    ARG_FILE /* upload or path */
};
#define OP_ARGS_MAX 24 /* of one operation */
struct arg {
    const char *name;
    enum arg_kind kind;
    bool required;
    struct label help;
};

struct op {
    const char *name;          /* "record.create"; unique */
    const char *words;         /* command line: "record add"; NULL: none */
    const char *method, *path; /* "POST", "/api/ledgers/{ledger}/records"; NULL: none */
    const struct arg *args;    /* ends with {0} */
    enum op_need need;
    enum op_run run;
    enum outcome (*handler)(struct call *c, struct err *e);
    const char
        *answer; /* name of the TypeScript type of the answer, in op/answers.ts.in; NULL none */
    struct label help;
};

struct call {
    const struct op *op;
    struct app *app;
    struct arena *arena;
    const struct plan *plan; /* the current edition, held for the call */
    struct actor *actor;
    int64_t user;  /* actor->user, for op/ itself, which does not know the guard */
    struct db *db; /* snapshot for reads; the writer's connection for OP_WRITE */
    enum lang lang;
    int64_t now_ms;
    const char **values;               /* by position in op->args; NULL when absent */
    json_t *body;                      /* borrowed */
    const char *file_path, *file_name; /* ARG_FILE: on disk */
    const char *idempotency;           /* UUID or NULL */
    int64_t if_match;                  /* revision, -1 when absent */
    const char *purpose;
    const char *from, *agent; /* the caller's address and program, "" on the command line */
    /* answer */
    struct buf *out; /* JSON unless content_type says else */
    const char *content_type;
    int status;   /* 0: 200 */
    int64_t etag; /* revision, 0 none */
    const char *location;
    int out_fd; /* ≥ 0: send this file instead (closed after) */
    const char *download_name;
    const char *set_session; /* signing in: the token for the cookie; "": end the cookie */
    /* Builds the answer of an OP_WRITE once it is durable: on the request's thread, with a snapshot
     * of its own in db, so that the writer need not. The change stands even if this fails. */
    enum outcome (*render)(struct call *c, struct err *e);
    void (*after)(struct call *c); /* once durable, before the answer; may be NULL */
    void *after_arg;
};

const char *call_text(const struct call *c, const char *name); /* NULL when absent */
enum outcome call_need_text(const struct call *c, const char *name, const char **ret,
                            struct err *e);
enum outcome call_int(const struct call *c, const char *name, int64_t absent, int64_t *ret,
                      struct err *e);
enum outcome call_id(const struct call *c, const char *name, int64_t *ret,
                     struct err *e); /* required */
bool call_flag(const struct call *c, const char *name);

/* How values are found. {name} of the path; then the query string; then, when the row has no
 * ARG_BODY, a member of the JSON body (texts, numbers, flags). A row with ARG_BODY gets the whole
 * body in c->body. A name that is no argument of the row is refused, not ignored.
 * ARG_ID and ARG_PLACE stay text in values: places may be an id or a code, see place_parse(). */

/* A handler that refuses may put a JSON array into c->out: it becomes "errors" of the problem. */

/* The rows of one module; called once per module by assemble.c, before anything else runs. */
void op_register(const struct op *rows, int n);
const struct op *const *op_all(int *ret_n);  /* every row, sorted by name */
const struct op *op_find(const char *name);
/* The row with the longest words that begin `words`. */
const struct op *op_by_words(const char *const *words, int n, int *ret_used);
/* Path match: fills values (OP_ARGS_MAX of them) of {…}, decoded. HEAD finds GET. NULL when there
 * is none; *ret_path_known then says whether another method would fit. */
const struct op *op_by_route(struct arena *a, const char *method, const char *path,
                             const char **values, bool *ret_path_known);
void op_allow(struct buf *out, const char *path); /* "GET, HEAD, OPTIONS, PATCH" */
bool op_arg_in_path(const struct op *op, const char *name);
int op_arg(const struct op *op, const char *name); /* position, -1 when there is none */

/* Percent-decoding ('+' is a blank when plus). NULL: bad escape, U+0000, not UTF-8. */
const char *op_decode(struct arena *a, const char *s, size_t len, bool plus, size_t *ret_len);
/* Values of a query string "a=1&b=2" and of a JSON body, placed by name. */
enum outcome op_read_query(struct call *c, const char *query, size_t len, struct err *e);
enum outcome op_read_body(struct call *c, json_t *body, struct err *e);

/* Need and arguments; no side effect. Then the handler, in the right thread (the adapter's
 * business). op_run does both. */
enum outcome op_check(struct call *c, struct err *e);
enum outcome op_handle(struct call *c, struct err *e); /* may be repeated: the answer starts anew */
enum outcome op_run(struct call *c, struct err *e);

/* Problem document of RFC 9457; status 0: what the outcome means; errors: a JSON array, or NULL. */
void op_problem(struct buf *out, const struct err *e, int status, enum lang lang,
                const char *errors, size_t len);

/* The rows of job_op.c, for assemble.c. */
const struct op *job_ops(int *ret_n);

void op_openapi(struct buf *out);
void op_typescript(struct buf *out);
void op_help(struct buf *out, const char *const *words, int n, enum lang lang);
void op_reference(struct buf *out, enum lang lang); /* Markdown for docs/api.md */
extern const char op_answers[]; /* op/answers.ts.in: the answers' types, plan-independent */
#endif
