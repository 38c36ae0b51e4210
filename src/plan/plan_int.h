/* What the files of plan/ share while a plan is being read: YAML nodes, the list of mistakes, the
 * tables of words. Nothing of it outlives plan_load(); only plan/ may include it. */
#ifndef PLAN_PLAN_INT_H
#define PLAN_PLAN_INT_H
#include "base/limits.h"
#include "base/map.h"
#include "plan/plan.h"

/* ---- YAML as nodes (node.c) ---- */
enum node_kind { NODE_SCALAR, NODE_LIST, NODE_MAP };
struct plan_file;
struct node {
    enum node_kind kind;
    bool quoted, block; /* scalar written in quotes, or as | or > */
    const char *text;   /* scalar */
    size_t len;
    int line, column; /* 1-based */
    const struct plan_file *file;
    struct node *key; /* of an entry of a map */
    struct node *first, *last, *next;
    int n;
};
struct plan_file {
    const char *name;  /* in plan->source: "registry/module.yaml" */
    const char *shown; /* in messages */
    const char *text;
    size_t len;
    struct module *module;
    bool is_head;      /* of the plan itself, not of a module */
    struct node *root; /* NULL when it cannot be read */
};
#define PLAN_FILES 512
#define PACK_MAX 1000000000 /* base units in a pack */

struct reader {
    struct plan *plan;
    struct arena *keep;   /* the plan's */
    struct arena scratch; /* until the end of the load */
    struct plan_errors *errors;
    struct plan_file *files;
    int files_n;
    int nodes_n;
    const struct node **ledger_nodes; /* by ledger index */
    bool is_cut;                      /* more mistakes than LIMIT_PLAN_ERRORS */
    struct err spare;                 /* written when the list is full, never read */
};

/* Parses one file into nodes; tells what is wrong. root stays NULL when nothing can be used. */
void node_read(struct reader *r, struct plan_file *file);
const struct node *node_get(const struct node *map, const char *key); /* NULL when absent */
bool node_is(const struct node *n, const char *word);                 /* a scalar with this text */
bool node_is_null(const struct node *n);                              /* nothing, ~ or null */
/* "One or a list": walks either. */
const struct node *item_first(const struct node *n);
const struct node *item_next(const struct node *list, const struct node *item);
int item_count(const struct node *n);

/* ---- mistakes (mistake.c) ---- */
struct err *mistake(struct reader *r, const struct node *at, const char *rule, const char *en,
                    const char *zh, ...)
    __attribute__((format(printf, 4, 6), format(printf, 5, 6)));
struct err *warning(struct reader *r, const struct node *at, const char *rule, const char *en,
                    const char *zh, ...)
    __attribute__((format(printf, 4, 6), format(printf, 5, 6)));
struct err *mistake_at(struct reader *r, const struct where_from *at, const char *rule,
                       const char *en, const char *zh, ...)
    __attribute__((format(printf, 4, 6), format(printf, 5, 6)));
struct err *warning_at(struct reader *r, const struct where_from *at, const char *rule,
                       const char *en, const char *zh, ...)
    __attribute__((format(printf, 4, 6), format(printf, 5, 6)));
void mistake_add(struct reader *r, const struct err *e);
void mistakes_sort(struct reader *r);
const char *brief(struct reader *r, const char *text); /* at most 40 characters of it */

/* "Did you mean": offer candidates, then append the nearest to a mistake. */
struct near {
    const char *word, *best;
    int distance;
};
struct near near_to(const char *word);
void near_try(struct near *near, const char *candidate);
void near_suggest(struct err *e, const struct near *near);

/* ---- the tables of words (word.c, word_check.c) ---- */
enum section {
    W_PLAN,
    W_MODULE,
    W_CALENDAR,
    W_WINDOW,
    W_LEVEL,
    W_GROUP,
    W_STANDARD,
    W_DATED,
    W_TABLE,
    W_COLUMN,
    W_KIND,
    W_KIND_FIELD,
    W_POST,
    W_LEDGER,
    W_KEY,
    W_UNIQUE,
    W_RETENTION,
    W_FIELD,
    W_SENSITIVE,
    W_RULE,
    W_STATE,
    W_MOVE,
    W_THEN,
    W_EACH,
    W_PUBLIC,
    W_PASS,
    W_DUTY,
    W_STEP,
    W_ROSTER,
    W_SHIFT,
    W_TRACE,
    W_CHECKLIST,
    W_ITEM,
    W_MEASURE,
    W_REPORT,
    W_STOCK_ITEM,
    W_DRIVER,
    W_NEED,
    W_NEED_LINE,
    SECTIONS
};
enum shape {
    S_NAME,
    S_NAMES,
    S_TEXT,
    S_TEXTS,
    S_LABEL,
    S_EXPR,
    S_EXPRS,
    S_FLAG,
    S_FLAG_EXPR,
    S_INTEGER,
    S_SCALAR,
    S_DATE,
    S_DATES,
    S_DURATION,
    S_WORD,
    S_WORDS,
    S_ONE,
    S_LIST,
    S_MAP,
    S_VALUES,
    S_CODES,
    S_STATES,
    S_FIELDS,
    S_COLUMNS,
    S_WINDOWS,
    S_GRANTS,
    S_KEY,
    S_SENSITIVE,
    S_CHECKLISTS,
    S_ROWS,
    S_SEES,
    S_OF_KINDS,
    S_FIELDS_OR_FLAG,
    S_DEFAULT,
    S_PACKS,
    S_FACTORS,
    SHAPES
};
enum word_flag {
    REQUIRED = 1,
    NOT_YET = 2,
    HEAD = 4 /* only in the plan's own file */,
    LEVEL_NAMES = 8 /* names may be I, II, III */
};
struct word {
    enum section in;
    const char *word;
    enum shape shape;
    enum section child; /* S_ONE S_LIST S_MAP and the like: the section inside */
    const char *of;     /* S_WORD, S_WORDS: "a|b|c"… */
    unsigned types;     /* …or 1 << enum field_type of each that may stand here: see word_of() */
    unsigned flags;
    const char *example;
    struct label help;
};
struct section_row {
    enum section section;
    const char *name;
    struct label label, help;
};
struct shape_row {
    enum shape shape;
    struct label label;
    const char *schema;
};
/* The words a key takes, "a|b|c"; NULL when it takes no words. */
#define WORDS_ROOM 300
const char *word_of(const struct word *w, char room[WORDS_ROOM]);
const struct word *word_rows(int *ret_n);
const struct word *word_find(enum section in, const char *word);
const struct section_row *section_row(enum section section);
const struct shape_row *shape_row(enum shape shape);
/* Judges names, kinds of value and required keys of a whole file; what it has told the readers
 * below need not tell again. */
void word_check(struct reader *r, enum section section, const struct node *map);
bool name_is_good(const char *s, size_t len, bool is_level);
bool words_hold(const char *of, const char *s, size_t len); /* is s one of "a|b|c"? */

/* ---- small readers (part.c) ---- */
struct entry {
    const char *name;
    const struct node *at;
    const struct plan_file *file;
};
/* Entries of a section over all files, without doubles (told) and bad names, in file order. */
struct entry *entries(struct reader *r, const char *section, int *ret_n);
/* Entries of one map. */
struct entry *entries_of(struct reader *r, const struct node *map, int *ret_n);
struct where_from where_of(const struct reader *r, const struct node *at);
const char *part_text(struct reader *r, const struct node *n); /* NULL unless a scalar */
struct label part_label(struct reader *r, const struct node *n, const char *otherwise);
bool part_flag(const struct node *n, bool otherwise);
int64_t part_int(const struct node *n, int64_t otherwise);
struct value part_value(struct reader *r, const struct node *n); /* type by its look */
const char **part_texts(struct reader *r, const struct node *n, int *ret_n);
/* NULL when absent or wrong (told). */
struct expr *part_expr(struct reader *r, const struct ledger *l, const struct field *lines,
                       const struct node *n, enum vtype want);
/* A value meant for a field: a code of a choice may stand alone. */
struct expr *part_expr_for(struct reader *r, const struct ledger *l, const struct field *lines,
                           const struct node *n, const struct field *target);

/* ---- readers of the parts; each in its file ---- */
void read_head(struct reader *r); /* read_head.c: plan, calendar, windows, modules, groups */
void read_levels(struct reader *r);
void read_standards(struct reader *r); /* read_standard.c */
void read_tables(struct reader *r);
void read_drill(struct reader *r); /* read_drill.c */
void read_kinds(struct reader *r); /* read_place.c */
void read_posts(struct reader *r);
void read_checklists(struct reader *r); /* read_checklist.c */
void read_reports(struct reader *r);    /* read_report.c */
void read_rosters(struct reader *r);    /* read_roster.c */
void read_measures(struct reader *r);   /* read_measure.c, after the ledgers */
/* Is a condition over a record's own stored values, the same at any time? (measure_rule.c) */
bool measure_is_stored(const struct expr *x, const struct ledger *l, struct label *ret_why);
void measure_settle(struct reader *r, struct measure *m); /* counted or asked; its definition */
void read_items(struct reader *r);      /* read_item.c; posts and standards stand */
void item_codes(struct reader *r, struct field *f); /* every item is a code of the choice */
void read_needs(struct reader *r);      /* read_need.c; kinds, posts and items stand */
/* read_stock.c: columns of a stock field with lines of its own; then its accounts and moves. */
void declare_stock(struct reader *r, struct field *f, const struct node *at);
void resolve_stock(struct reader *r, struct ledger *l, const struct node *fields);
void declare_fields(struct reader *r, const struct node *map, struct ledger *l, struct field **ret,
                    int *ret_n, bool is_lines); /* read_field.c */
/* Targets of references first, over all ledgers; expressions may then follow them. */
void resolve_targets(struct reader *r, const struct node *map, struct field *fields, int n);
void resolve_exprs(struct reader *r, const struct node *map, struct ledger *l, struct field *fields,
                   int n, const struct field *lines);
void declare_ledgers(struct reader *r); /* read_ledger.c: names, fields, states */
void resolve_ledgers(struct reader *r); /* all that speaks of other parts */
void declare_states(struct reader *r, struct ledger *l, const struct node *at); /* read_flow.c */
void read_moves(struct reader *r, struct ledger *l, const struct node *at);
void read_thens(struct reader *r, struct ledger *l, const struct node *at);
void read_duties(struct reader *r); /* read_duty.c: of ledgers and of places */
bool read_span(const char *s, size_t len, int64_t *ret_from, int64_t *ret_to); /* read_head.c */
void read_rules(struct reader *r, struct ledger *l, const struct node *at); /* read_rule.c */
void read_trace(struct reader *r, struct ledger *l, const struct node *at); /* read_trace.c */
void read_grants(struct reader *r, struct ledger *l, const struct node *at);

const struct field *find_field(struct reader *r, const struct ledger *l, const struct node *at);
const struct post *find_post(struct reader *r, const struct node *at);
const struct kind *find_kind(struct reader *r, const struct node *at);
const struct ledger *find_ledger(struct reader *r, const struct node *at);
const struct item *find_item(struct reader *r, const struct node *at);
const struct driver *find_driver(struct reader *r, const struct node *at);
const struct standard *find_standard(struct reader *r, const struct node *at);
const struct kind **find_kinds(struct reader *r, const struct node *at, int *ret_n);
const struct field **find_fields(struct reader *r, const struct ledger *l, const struct node *at,
                                 int *ret_n);

/* ---- judgements over the whole model ---- */
void check_flow(struct reader *r);    /* check_flow.c: states, moves, cycles */
void check_care(struct reader *r);    /* check_care.c: sensitive, refused subjects, restrictions */
void check_numbers(struct reader *r); /* check_number.c: bare numbers */

/* Enum <-> word tables that reading and writing share (names.c). */
extern const char *const level_words[LEVELS];
extern const char *const verb_words[VERBS];
extern const char verb_list[]; /* the same, "view|add|…" */
extern const char *const seal_words[3];
extern const char *const stock_right_words[STOCK_RIGHTS];
extern const char *const item_class_words[ITEM_CLASSES];
extern const char *const need_per_words[NEED_PERS];
extern const char *const door_words[4];
extern const char *const then_words[4];
extern const char *const rhythm_words[RHYTHMS];
extern const char *const duty_days_words[DUTY_DAYS];
extern const char *const day_words[8]; /* by date_weekday, [0] "" */
extern const char *const period_words[PERIODS];
extern const char *const measure_words[MEASURE_RT + 1];
extern const char *const duty_count_words[DUTY_COUNTS];
extern const char *const trace_words[5];
int word_index(const char *const *words, int n, const char *s); /* -1 when absent */
#endif
