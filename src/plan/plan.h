/* The plan as the program knows it: read once from YAML, checked, never changed after.
 * Everything lives in the plan's own arena. Pointers between parts are resolved. */
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "plan/expr.h"
#include "value/place_id.h"
#include "value/type.h"

struct where_from {
    const char *file;
    int line, column;
}; /* place in the plan's files */

struct module {
    const char *name;
    struct label label;
    const char *area;
    const char *icon;
};

struct window {
    const char *name;
    struct label label;
    int64_t from_s, to_s;
};

struct calendar {
    int offset_s;                               /* calendar.offset, default +08:00 */
    bool weekend[8];                            /* by date_weekday */
    int64_t night_from_s, night_to_s;           /* night hours, over midnight; 22:00 and 07:00 */
    int64_t *holidays, *workdays, *school_days; /* sorted dates; workdays: weekends worked */
    int holidays_n, workdays_n, school_days_n;
};

struct standard {
    const char *name;
    struct label label;
    struct value value; /* base value */
    const char *unit, *source;
    int64_t from; /* date it comes into force; INT64_MIN always */
    struct standard_at {
        int64_t from;
        struct value value;
        const char *source;
    } * dated; /* sorted */
    int dated_n;
    struct where_from at;
};

struct table {
    const char *name;
    struct label label;
    const char *key;
    struct table_column {
        const char *name;
        enum field_type type;
        struct label label;
    } * columns;
    int columns_n;
    struct table_row {
        const char *key;
        struct value *cells;
        int64_t from, to;
    } * rows;
    int rows_n;
    int64_t from;
    struct where_from at;
};

struct plan_level { /* response level, activated per place */
    const char *name;
    struct label label;
    int rank; /* cumulative: rank 1 is the highest and includes the others */
    struct expr *trigger;
    bool from_above;
    struct level_std {
        const struct standard *standard;
        struct value value;
    } * standards;
    int standards_n;
    const char **on;
    int on_n; /* ledgers and modules it switches on */
    struct level_contact {
        const char *setting;
        struct value factor;
    } * contacts;
    int contacts_n;
    struct where_from at;
};

struct drill_word { /* a quantity of the rehearsal, as the plan gives it */
    const char *name;
    struct expr *value; /* over standards and tables only */
    struct where_from at;
};

struct group {
    const char *name;
    struct label label;
    int heads;
    bool office;
    const char **working;
    int working_n;
    const char **members;
    int members_n;
    struct where_from at;
};

struct kind { /* of place */
    const char *name;
    struct label label;
    const char *icon;
    enum level level; /* area kinds: fixed level; units: LEVEL_COUNTRY = any height */
    bool is_area;
    const struct kind **under;
    int under_n;
    struct field *fields;
    int fields_n;
    const struct standard *cover; /* days of stock a place of this kind keeps; NULL none */
    struct where_from at;
};

/* What a holder may do with the stock books at places below: bits 1 << enum stock_right. */
enum stock_right {
    STOCK_VIEW,
    STOCK_MOVE,
    STOCK_COUNT,
    STOCK_APPROVE,
    STOCK_VIEW_MONEY,
    STOCK_MOVE_MONEY,
    STOCK_APPROVE_MONEY,
    STOCK_RIGHTS
};

struct post {
    const char *name;
    struct label label;
    const struct kind *held_at; /* at: in the plan */
    const struct kind **of;
    int of_n;      /* narrowed to these kinds of place; none: all */
    bool admin;    /* may manage users and places below */
    bool disclose; /* may be the second person for large disclosures */
    unsigned stock; /* rights in the stock books */
    struct sees {
        const char *field;
        bool needs_purpose;
    } * sees;
    int sees_n; /* unmasks */
    const char **compartments;
    int compartments_n;
    struct where_from at;
};

enum item_class { CLASS_GOODS, CLASS_EQUIPMENT, CLASS_MONEY, ITEM_CLASSES };
struct item { /* of stock; counted in whole base units, money in fen */
    const char *name;
    struct label label;
    const char *unit; /* base unit */
    struct pack {
        const char *word;
        int64_t size; /* base units */
    } * packs;        /* largest first */
    int packs_n;
    const char *counted_in; /* unit when none is given; NULL the base unit */
    enum item_class class;
    const char *grade;
    const struct post **for_posts; /* none: everybody */
    int for_n;
    bool or_exception;   /* others with an exception granted by the command */
    struct label say;    /* why others are refused */
    bool reusable;       /* needed once, not every day */
    int64_t shelf_life_s, min_left_s, lead_s, safety_s;
    int64_t min_lot;     /* least useful quantity of an allocation, base units */
    int64_t price_micro; /* yuan of one base unit in millionths, for estimates */
    const struct item **substitutes;
    int substitutes_n;
    struct where_from at;
};

struct driver { /* what needs are counted by: heads, beds, … */
    const char *name;
    struct label label;
    struct driver_part {
        const struct driver *driver;
        int64_t factor; /* millionths */
    } * parts;          /* a sum of other drivers … */
    int parts_n;
    const struct kind *kind; /* … or of a field of places of a kind … */
    const struct field *field; /* NULL: the places themselves */
    const struct post *post; /* … or the holders of a post */
    const struct standard *shifts; /* a day; NULL 1 */
    const char *source;
    struct where_from at;
};

enum need_level { NEED_STANDARD, NEED_CONTINGENCY, NEED_CRISIS, NEED_LEVELS };
enum need_per { NEED_PER_DAY, NEED_PER_SHIFT, NEED_PER_WEEK, NEED_PER_ONCE, NEED_PERS };
struct item_need {
    const struct item *item;
    struct need_line {
        const struct driver *per;
        enum need_per each;
        int64_t quantity; /* millionths of a base unit */
        const char *source;
    } * lines[NEED_LEVELS];
    int lines_n[NEED_LEVELS];
    struct where_from at;
};

/* Accounts of the stock books: where a thing or a yuan can be. */
enum account_kind {
    AC_SUPPLIER, AC_SUPERIOR, AC_DONOR, AC_OWNER, AC_HOLD, AC_WAREHOUSE, AC_RESERVED, AC_TRANSIT,
    AC_UNIT, AC_USED, AC_LOST, AC_TREASURY, AC_FUND, AC_COMMITTED, AC_PAYABLE, AC_PAID,
    ACCOUNT_KINDS
};
struct account_of { /* an account as a plan names it: a word or a choice, then a place or a ref */
    enum account_kind kind;
    const struct field *by; /* a choice whose codes are account words; NULL: kind */
    const struct field *place; /* NULL: the record's place */
    const struct field *party; /* ref: supplier, donor; NULL none */
};
struct stock_rule { /* of a field of type stock: what its record moves */
    struct account_of from, to;
    const char *on;   /* "add" or a move that posts */
    const char *hold; /* "add" or a move that reserves before; NULL none */
    const char **release; /* moves that give up what was reserved */
    int release_n;
    const char **back; /* moves that reverse what was posted */
    int back_n;
    const struct item *item; /* fixed, or by a field */
    const struct field *item_by, *quantity, *counted_in, *lot, *expires, *price, *post, *exception;
};

enum seal { SEAL_NONE, SEAL_FULL, SEAL_LAST4 };

struct field {
    const char *name;
    struct label label, help;
    enum field_type type;
    const struct ledger *ledger; /* owner (NULL: of a kind or of lines) */
    int index;                   /* in its owner's fields */
    const char *column;          /* SQL name */
    struct type_rule rule;       /* codes, min, max, max_chars … */
    const char *unit;
    bool required;
    struct expr *required_when;
    struct expr *show_when;  /* hidden and empty unless true */
    struct expr *default_to; /* at creation, when absent */
    struct expr *value;      /* computed at every write; never entered */
    const struct ledger *to; /* ref */
    const struct kind **to_kinds;
    int to_kinds_n;     /* place */
    struct expr *among; /* ref: condition on the referred record */
    struct sensitive {
        bool is;
        const char *purpose, *basis;
    } sensitive;
    enum seal seal;
    const char *compartment; /* seen only by posts that hold it */
    bool sort, search, occurs, unique;
    const char *was[4];
    int was_n; /* earlier names */
    struct field *lines;
    int lines_n;
    const struct checklist *checklist;
    struct stock_rule *stock; /* type stock: with its own lines (then the type is lines) or not */
    struct where_from at;
};

enum verb {
    VERB_VIEW,
    VERB_ADD,
    VERB_AMEND,
    VERB_MOVE,
    VERB_IMPORT,
    VERB_EXPORT,
    VERB_HISTORY,
    VERB_BULK,
    VERB_IMPORT_HISTORY, /* past records as they stood, judged by no rule */
    VERBS
};
struct grant {                     /* to a post, or to members of a team in a field */
    const struct post *post;       /* NULL: member */
    const struct field *member_of; /* ref field whose record lists the user */
    unsigned verbs;                /* bit 1 << enum verb */
    struct where_from at;
};

struct state {
    const char *name;
    struct label label;
    bool is_initial, is_final;
    bool may_amend; /* a final record may still be changed */
    const char *tone; /* neutral progress done warning critical */
    const char *was;
};

struct move {
    const char *name;
    struct label label;
    unsigned from; /* bit per state index (≤ 32 states) */
    int to;        /* state index */
    const struct post **by;
    int by_n;
    bool by_member;
    struct expr *when;      /* allowed only if it holds */
    struct expr *auto_when; /* moves by itself when it holds */
    const struct field **needs;
    int needs_n; /* fields that must be given with the move */
    bool confirm;
    struct where_from at;
};

struct rule {
    struct expr *when;
    struct label say;
    bool is_warning;
    const struct field *field;
    const char *name;
    struct where_from at;
};

enum then_kind { THEN_MAKE, THEN_SET, THEN_MOVE, THEN_ALERT };
/* Value of a field: an expression, or inside `each` the present place or record (each), or over
 * records the record that the consequence belongs to (this). Inside `each` of records the
 * expressions are over the found record; inside each of lines a row's fields come first. */
enum assign_from { ASSIGN_EXPR, ASSIGN_EACH, ASSIGN_THIS };
struct assign {
    const char *name;
    const struct field *field;
    enum assign_from from;
    struct expr *value;
};
struct then {          /* a consequence: runs as the system, same transaction */
    struct expr *when; /* NULL: always */
    const char *on;    /* "add" (default), "amend", or the name of a move */
    enum then_kind kind;
    const struct ledger *make;
    struct assign *with;
    int with_n;                 /* make, set */
    const struct field *set_on; /* set/move: ref field naming the record (of the found record
                                 * over records, of the row over lines where it has one);
                                 * NULL this, or each found record */
    const struct move *move;
    const struct post **alert;
    int alert_n;
    struct label alert_text;
    const struct field *each_lines; /* once per row of lines */
    const struct kind *each_place;  /* once per place of the kind under this record's place */
    struct expr *each_where;
    const struct ledger *each_ledger; /* once per record found */
    struct where_from at;
};

struct unique {
    const struct field **fields;
    int fields_n;
    struct expr *where;
    const char *name;
    struct where_from at;
};

struct retention {
    bool is_set;
    const char *after; /* closed | created | occurred */
    int64_t for_s;
    const struct standard *for_std; /* for: std(x): for_s is its first value */
};

enum public_door { DOOR_NONE, DOOR_OPEN, DOOR_HOUSEHOLD_QR, DOOR_TOKEN };
struct public_access {
    enum public_door add;
    int limit_per_hour;
    const struct field **fields;
    int fields_n;
};

struct pass {
    bool is_set;
    struct expr *valid;
    const struct field *per;
    struct expr *every;
    const struct field **show;
    int show_n;
    const char *override;
};

/* What a record tells of who was where and who met whom: trace/ keeps it in memory. */
enum trace_kind { TRACE_NONE, TRACE_STAY, TRACE_CONTACT, TRACE_HOUSEHOLD, TRACE_CASE };
struct trace_rule {
    enum trace_kind kind;
    const struct field *person;      /* household: NULL, the record is the person */
    const struct field *place;       /* stay */
    const struct field *met;         /* contact: the other person */
    const struct field *household;
    const struct field *from, *until; /* stay; case: when it could be passed on; contact: from */
    const struct standard *lasts;    /* stay without an end: so long */
    unsigned except;                 /* bit per state that does not count */
};

struct checklist {
    const char *name;
    struct label label;
    struct check_item {
        const char *id;
        struct label label;
        bool must;
        bool exempt;
        int score;
        bool common;
    } * items;
    int items_n;
    struct where_from at;
};

/* What has to be done by when. A duty belongs to the records of a ledger, or to places of kinds.
 * Amounts may be expressions over the record (of places: std() and the like alone), so that a
 * response level changes them. docs/plan-language.md says what each rhythm means. */
enum duty_rhythm {
    RHYTHM_TIMES,  /* so often a day, in windows */
    RHYTHM_EVERY,  /* again after this long */
    RHYTHM_WITHIN, /* once, within this long */
    RHYTHM_DAILY,  /* at times of day */
    RHYTHM_WEEKLY,
    RHYTHM_MONTHLY,
    RHYTHMS
};
enum duty_days { DAYS_ALL, DAYS_WORK, DAYS_SCHOOL, DUTY_DAYS };
enum duty_proof { PROOF_LEDGER, PROOF_SELF, PROOF_REPORT };
struct duty {
    const char *name;  /* in its ledger or among the duties of places */
    const char *rule;  /* "home_order.visit", or the name alone: unique in the plan */
    struct label label;
    const struct ledger *ledger; /* NULL: of places of these kinds */
    const struct kind **of;
    int of_n;
    enum duty_rhythm rhythm;
    struct expr *amount; /* times: integer; every, within: duration */
    const struct window **windows;
    int windows_n;    /* times: in these */
    struct expr **at; /* times of day, rising; weekly, monthly: at most one, else the day's end */
    int at_n;
    unsigned weekdays; /* bit per date_weekday */
    int month_day;     /* by this day; the last one in shorter months */
    const struct window *window; /* what a daily report tells of, when it is not the day */
    enum duty_days days;
    bool skips_night; /* what falls due in the night is due at its end */
    struct expr *while_, *from;
    const struct post **by; /* who does it; of those granted `add` when nothing is said */
    int by_n;
    const struct field *by_field; /* a user, or a reference to a team */
    enum duty_proof proof;
    const struct ledger *proof_ledger; /* PROOF_LEDGER */
    const struct field *proof_link;    /* its reference to the record; NULL: its place */
    struct expr *proof_where;          /* of a proof (outer: the record); PROOF_SELF: of itself */
    const char *proof_report;
    struct expr *done_at; /* PROOF_SELF: when it was done; else the moment it was recorded */
    struct expr *grace;
    struct duty_step {
        struct expr *after; /* being late */
        const struct post **to;
        int to_n;
    } * steps;
    int steps_n;
    bool is_life; /* life and safety: alarms even in the night */
    int index;    /* in plan->duties */
    struct where_from at_file;
};

/* Who keeps which shifts at places of these kinds; made, swapped and handed over in duty/. */
#define PLAN_ROSTER_SHIFTS 8
#define PLAN_ROSTER_SKILLS 16
struct plan_roster {
    const char *name;
    struct label label;
    const struct kind **of;
    int of_n;
    const struct post **by; /* who makes and publishes it, besides administrators */
    int by_n;
    const struct post **stands_for; /* what is late for these posts is told to who is on now */
    int stands_for_n;
    bool leads; /* its people are the duty leaders: told when the others have not answered */
    struct plan_shift {
        const char *name;
        struct label label;
        int64_t from_s, to_s; /* of the day; to not after from: over midnight */
        int heads;
        unsigned skills; /* bits of skills: one of the heads has them */
        bool is_night;
    } shifts[PLAN_ROSTER_SHIFTS];
    int shifts_n;
    const char *skills[PLAN_ROSTER_SKILLS];
    int skills_n;
    int crews;      /* > 0: fixed crews that follow each other */
    int64_t rest_s; /* between two shifts of a person */
    int stay_days, away_days; /* > 0: so many days in a row at most, then so many away */
    struct where_from at_file;
};

/* A figure of a report, defined once. See docs/plan-language.md, part Measures. */
enum measure_kind {
    MEASURE_RECORDS,  /* how many records */
    MEASURE_DISTINCT, /* how many different values of a field */
    MEASURE_SUM,      /* of a field */
    MEASURE_DURATION, /* from one moment to another: the mean, or a quantile */
    MEASURE_RATIO,    /* one measure over another */
    MEASURE_VALUE,    /* an expression that asks ledgers */
    MEASURE_DUTY,     /* occurrences of a duty: due, in_time, late, missed */
    MEASURE_RT        /* reproduction number over a flow */
};
enum duty_count { COUNT_DUE, COUNT_IN_TIME, COUNT_LATE, COUNT_MISSED, DUTY_COUNTS };
struct moment { /* a date or datetime stored in a record: a field, else a system field */
    bool is_set;
    const struct field *field;
    enum system_field system;
};
/* A paper made of measures: see docs/plan-language.md, part Reports. */
enum report_period { PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH, PERIOD_YEAR, PERIODS };
struct report {
    const char *name;
    struct label label, head, signer; /* head: the red heading */
    struct label text;                /* Markdown with {{measure}} */
    const char *number;               /* "{yyyy} {n}" pattern of the document number, or NULL */
    enum report_period period;
    const struct kind **of; /* who reports: places of these kinds; none: anybody */
    int of_n;
    int64_t explain; /* millionths: a figure that changed by more wants a note; 0 never */
    bool is_public;
    struct where_from at;
};

#define MEASURE_SPLITS 3
struct measure {
    const char *name;
    struct label label, help; /* help: the counting rule, shown with the figure */
    struct label unit;
    int index; /* in plan->measures */
    enum measure_kind kind;
    const struct ledger *ledger; /* of: NULL for ratio, value and rt */
    const char *duty;            /* of: ledger.duty or the name of a place's duty, else NULL */
    enum duty_count duty_count;
    const struct field *field; /* distinct, sum */
    struct moment from, to;    /* duration */
    int64_t quantile;          /* millionths; 0: the mean */
    struct expr *where;
    struct moment on; /* set: a flow, counted on that day; not set: a level, as things stand */
    struct split {
        const struct field *field; /* NULL: the state */
        const char *name;
    } splits[MEASURE_SPLITS];
    int splits_n;
    int64_t day_ends_s; /* window: the day ends at this time of day; 86400 midnight */
    const struct measure *parts[2]; /* ratio: numerator, denominator; rt: the incidence */
    struct expr *value;             /* value */
    bool is_percent, opening, is_public, is_cohort /* rt by Wallinga and Teunis */;
    struct expr *serial_mean, *serial_sd; /* rt: serial interval in days, gamma; or … */
    double *serial;                       /* … its distribution by day, from day 0 */
    int serial_n, rt_days;
    bool is_counted;       /* kept with the write; else asked of the records each time */
    struct label queried;  /* why not counted */
    const char *definition; /* what is counted, as text: another one counts anew */
    struct where_from at;
};

struct ledger {
    const char *name;
    struct label label, help;
    const struct module *module;
    const char *table; /* SQL name: l_<name> */
    int index;         /* in plan->ledgers */
    struct field *fields;
    int fields_n;
    struct expr *place; /* who owns the record */
    struct expr *also[3];
    int also_n;
    const struct field *moves_with;
    struct key_rule {
        bool is_set;
        const char *text;
        bool per_county, per_year;
    } key;
    const struct field **title;
    int title_n;                   /* fields that name a record in lists */
    const struct field *grid;      /* bulk sheet: one row per open record of this ref's ledger */
    const struct field *restricts; /* ref to the order under which records may be opened */
    const struct field
        *team_members; /* `lines` or `user` field naming members ("member of team") */
    bool is_order;     /* a ledger that `restricts` refers to */
    const struct standard **keep;
    int keep_n;
    const struct field *occurs; /* the datetime field marked occurs, or NULL */
    struct unique *uniques;
    int uniques_n;
    struct grant *grants;
    int grants_n;
    struct retention retention;
    struct rule *rules;
    int rules_n; /* refuse and warn */
    struct state *states;
    int states_n;
    int initial; /* ≥ 1 state always ("open" when none given) */
    struct move *moves;
    int moves_n;
    struct then *thens;
    int thens_n;
    struct public_access door;
    struct pass pass;
    struct trace_rule trace;
    const struct kind *is_place; /* records are places of this kind */
    const char *was;
    struct ledger_sql *sql; /* ledger/'s own: statement texts; NULL until taken into force */
    struct where_from at;
};

struct plan {
    struct arena arena;
    const char *name, *edition;
    struct label title;
    int64_t edition_no; /* ledger/'s own: number in table edition, 0 until kept there */
    char digest[65];    /* of the files' bytes, hex */
    struct calendar calendar;
    struct module *modules;
    int modules_n;
    struct window *windows;
    int windows_n;
    struct plan_level *levels;
    int levels_n;
    struct group *groups;
    int groups_n;
    struct standard *standards;
    int standards_n;
    struct table *tables;
    int tables_n;
    struct kind *kinds;
    int kinds_n;
    struct post *posts;
    int posts_n;
    struct ledger *ledgers;
    int ledgers_n;
    struct checklist *checklists;
    int checklists_n;
    struct drill_word *drill;
    int drill_n;
    struct duty *duties; /* of records, in the order of ledgers, then of places */
    int duties_n;
    struct measure *measures;
    int measures_n;
    struct report *reports;
    int reports_n;
    struct plan_roster *rosters;
    int rosters_n;
    struct item *items;
    int items_n;
    struct driver *drivers; /* parts stand before their sums */
    int drivers_n;
    struct item_need *needs;
    int needs_n;
    const char *source;
    size_t source_len; /* all files in one text, for keeping editions in the store */
};

/* Every mistake of one run, in file order. Warnings stand among them with outcome OK: n counts
 * both, warnings_n the warnings alone. */
struct plan_errors {
    struct err *list;
    int n;
    int warnings_n;
};
void plan_errors_fini(struct plan_errors *errors);

/* Reads PATH (plan.yaml, or a folder with plan.yaml) and the modules it names (folders beside it,
 * then `modules_dir` unless NULL). On REFUSED *errors says why; warnings may stand in it on OK.
 * The caller frees with plan_free. */
enum outcome plan_load(struct plan **ret, const char *path, const char *modules_dir,
                       struct plan_errors *errors);
/* From the text kept in plan->source. */
enum outcome plan_load_source(struct plan **ret, const char *source, size_t len,
                              struct plan_errors *errors);
void plan_free(struct plan *plan);

const struct ledger *plan_ledger(const struct plan *plan, const char *name);
const struct field *ledger_field(const struct ledger *l, const char *name);
const struct kind *plan_kind(const struct plan *plan, const char *name);
const struct post *plan_post(const struct plan *plan, const char *name);
const struct standard *plan_standard(const struct plan *plan, const char *name);
const struct table *plan_table(const struct plan *plan, const char *name);
const struct duty *plan_duty(const struct plan *plan, const char *rule);
const struct measure *plan_measure(const struct plan *plan, const char *name);
const struct report *plan_report(const struct plan *plan, const char *name);
const struct plan_roster *plan_roster(const struct plan *plan, const char *name);
const struct item *plan_item(const struct plan *plan, const char *name);
const struct driver *plan_driver(const struct plan *plan, const char *name);
extern const char *const account_words[ACCOUNT_KINDS];
extern const char *const need_level_words[NEED_LEVELS];
int ledger_state(const struct ledger *l, const char *name); /* -1 when there is none */
const struct move *ledger_move(const struct ledger *l, const char *name);

/* Calls visit for every expression of a ledger, with what it is for. */
void ledger_exprs(const struct ledger *l,
                  void (*visit)(void *arg, const struct ledger *l, const char *what,
                                const struct expr *x),
                  void *arg);

struct value standard_value(const struct standard *s, int64_t day); /* without levels */
struct value table_lookup(const struct table *t, const char *key, const char *column, int64_t day);
bool calendar_is_workday(const struct calendar *c, int64_t day);
bool calendar_is_holiday(const struct calendar *c, int64_t day);
bool calendar_is_school_day(const struct calendar *c, int64_t day); /* working days, none given */
/* Is this second of the local day in the night? */
bool calendar_is_night(const struct calendar *c, int64_t second_of_day);
/* Calls visit for every expression of a duty, with what it is for. */
void duty_exprs(const struct duty *d,
                void (*visit)(void *arg, const struct ledger *l, const char *what,
                              const struct expr *x),
                void *arg);

void plan_json(struct buf *out, const struct plan *plan); /* metadata for pages: GET /api/plan */
void plan_schema(struct buf *out);                        /* JSON Schema for editors */
void plan_words(struct buf *out, enum lang lang);         /* reference of keys, from the tables */
/* By meaning, standards first; one JSON object per difference in an array. */
void plan_diff(struct buf *out, const struct plan *old, const struct plan *new_);
#endif
