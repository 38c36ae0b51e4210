/* A plan's own numbers into the model. The plan's `drill:` names a quantity and says by which of
 * its standards it is set; a level that changes a standard changes the quantity while it is in
 * force; a level's trigger and contact factors are the drill's. Judges nothing about disease. */
#include "base/text.h"
#include "drill/parameter.h"

#define NAME_ROOM 80

/* Dots as underscores, in lower case (level_iii_cases): how a plan writes a parameter's name. */
static void plan_name(const char *name, char *to, size_t room)
{
    size_t n = 0;
    for (; name[n] && n + 1 < room; n++)
        to[n] = name[n] == '.' ? '_'
                               : (char)(name[n] >= 'A' && name[n] <= 'Z' ? name[n] + 32 : name[n]);
    to[n] = 0;
}

static int row_of(const char *word, const char **ret_nearest)
{
    int n, far, least = 1000;
    const struct parameter *rows = parameter_rows(&n);
    char name[NAME_ROOM];
    for (int i = 0; i < n; i++) {
        plan_name(rows[i].name, name, sizeof name);
        if (!(far = text_distance(name, word)))
            return i;
        if (far < least) {
            least = far;
            *ret_nearest = rows[i].name;
        }
    }
    return -1;
}

/* A value as text in the parameter's unit; durations become days or minutes. */
static bool value_to_text(const struct parameter *row, struct value v, char *to, size_t room)
{
    double x;
    switch (v.type) {
    case V_INTEGER:
    case V_FLAG:
        x = (double)v.n;
        break;
    case V_NUMBER:
        x = (double)v.n / NUMBER_ONE;
        break;
    case V_MONEY:
        x = (double)v.n / 100;
        break;
    case V_DURATION:
        x = (double)v.n / (!strncmp(row->unit, "min", 3) ? 60 : 86400);
        break;
    case V_TEXT:
    case V_CODE:
        snprintf(to, room, "%.*s", (int)v.len, v.s);
        return true;
    default:
        return false;
    }
    snprintf(to, room, "%.9g", x);
    return row->kind == PARAMETER_NUMBER;
}

/* ---- values with a level in force ---- */

struct ask {
    const struct plan *plan;
    int64_t day;
    int rank; /* of the level in force; 0 none */
};

/* Levels are cumulative: the one in force and all below it, the highest says last. */
static enum outcome in_force(struct eval *ev, const struct standard *s, struct value *ret,
                             struct err *e)
{
    const struct ask *ask = ev->arg;
    (void)e;
    *ret = standard_value(s, ask->day);
    for (int i = ask->plan->levels_n - 1; i >= 0; i--) {
        const struct plan_level *level = &ask->plan->levels[i];
        for (int k = 0; ask->rank && level->rank >= ask->rank && k < level->standards_n; k++)
            if (level->standards[k].standard == s)
                *ret = level->standards[k].value;
    }
    return OK;
}

static enum outcome evaluate(struct drill_setup *s, const struct ask *ask, const struct expr *x,
                             struct value *ret, struct err *e)
{
    struct eval ev = {.arena = &s->arena,
                      .plan = ask->plan,
                      .now = ask->day * 86400 - ask->plan->calendar.offset_s + 43200,
                      .standard = in_force,
                      .arg = (void *)ask};
    return expr_eval(&ev, x, ret, e);
}

/* The drill's place of a plan level: the highest of the plan is the highest here. */
static int slot_of(const struct plan_level *level)
{
    return level->rank <= DRILL_LEVELS ? DRILL_LEVELS - level->rank : -1;
}

static const char *const slot_names[DRILL_LEVELS] = {"IV", "III", "II", "I"};

/* ---- drill: ---- */

static const char *source_of(struct drill_setup *s, const struct expr *x)
{
    struct buf text;
    buf_init(&text, 4096);
    expr_print(&text, x);
    const char *source = x->op == E_STD && x->standard->source ? x->standard->source : "";
    const char *ret = arena_printf(&s->arena, "%s%s%s%s", text.data, *source ? " (" : "", source,
                                   *source ? ")" : "");
    buf_fini(&text);
    return ret;
}

static enum outcome refuse(const struct drill_word *word, struct err *e, enum outcome outcome)
{
    snprintf(e->file, sizeof e->file, "%s", word->at.file);
    e->line = word->at.line;
    e->column = word->at.column;
    return outcome;
}

/* REFUSED, naming the line of the plan, when the value is none for this parameter. */
static enum outcome text_at(struct drill_setup *s, const struct ask *ask,
                            const struct drill_word *word, const struct parameter *row, char *to,
                            size_t room, struct err *e)
{
    struct value v;
    enum outcome outcome = evaluate(s, ask, word->value, &v, e);
    if (outcome)
        return outcome;
    if (!value_to_text(row, v, to, room))
        return err_set(e, REFUSED, word->name, "value", "%s needs a value such as %s (%s)",
                       "%s应取如 %s 的值（%s）", word->name, row->value, row->unit);
    return OK;
}

static enum outcome take_word(struct drill_setup *s, const struct plan *plan, int64_t day,
                              const struct drill_word *word, struct err *e)
{
    int n;
    const char *nearest = "";
    char base[300], text[300];
    struct ask ask = {plan, day, 0};
    int at = row_of(word->name, &nearest);
    if (at < 0) {
        err_set(e, REFUSED, word->name, "name", "the drill has no quantity %s (did you mean %s?)",
                "推演没有参数%s（是否为%s？）", word->name, nearest);
        return refuse(word, e, REFUSED);
    }
    const struct parameter *row = &parameter_rows(&n)[at];
    enum outcome outcome = text_at(s, &ask, word, row, base, sizeof base, e);
    if (!outcome)
        outcome = setup_set(s, row->name, base, source_of(s, word->value), FROM_PLAN, e);
    for (int i = 0; !outcome && i < plan->levels_n; i++) {
        int slot = slot_of(&plan->levels[i]);
        ask.rank = plan->levels[i].rank;
        if (slot >= 0)
            outcome = text_at(s, &ask, word, row, text, sizeof text, e);
        if (slot >= 0 && !outcome && strcmp(text, base))
            outcome = setup_at_level(s, at, slot, text, e);
    }
    return outcome ? refuse(word, e, outcome) : OK;
}

/* ---- levels ---- */

static enum outcome take_contacts(struct drill_setup *s, const struct plan_level *level, int slot,
                                  struct err *e)
{
    static const char *const settings[SETTINGS] = {"home", "school", "work", "care", "random"};
    char text[200] = "", name[40];
    for (int k = 0; k < SETTINGS; k++) {
        double factor = s->p.level[slot].factor[k];
        for (int c = 0; c < level->contacts_n; c++)
            if (!strcmp(level->contacts[c].setting, settings[k]))
                factor = (double)level->contacts[c].factor.n /
                         (level->contacts[c].factor.type == V_INTEGER ? 1 : NUMBER_ONE);
        size_t len = strlen(text);
        snprintf(text + len, sizeof text - len, "%.6g ", factor);
    }
    snprintf(name, sizeof name, "level.%s.contacts", slot_names[slot]);
    return setup_set(s, name, text, level->name, FROM_PLAN, e);
}

/* A trigger that compares a count with a number is the number of cases that switches the level on:
 * what the plan counts is taken for confirmed cases. */
static enum outcome take_trigger(struct drill_setup *s, const struct ask *ask,
                                 const struct plan_level *level, int slot, struct err *e)
{
    const struct expr *x = level->trigger;
    char name[40], text[40];
    struct value v;
    if (!x || (x->op != E_GE && x->op != E_GT) || !expr_has_query(x->args[0]) ||
        expr_has_query(x->args[1]))
        return OK;
    enum outcome outcome = evaluate(s, ask, x->args[1], &v, e);
    if (outcome || (v.type != V_INTEGER && v.type != V_NUMBER))
        return outcome;
    double cases = (double)v.n / (v.type == V_NUMBER ? NUMBER_ONE : 1);
    snprintf(name, sizeof name, "level.%s.cases", slot_names[slot]);
    snprintf(text, sizeof text, "%.9g", x->op == E_GT ? cases + 1 : cases);
    return setup_set(s, name, text, source_of(s, x), FROM_PLAN, e);
}

enum outcome setup_plan(struct drill_setup *s, const struct plan *plan, int64_t day, struct err *e)
{
    enum outcome outcome = OK;
    struct ask ask = {plan, day, 0};
    for (int i = 0; !outcome && i < plan->levels_n; i++) {
        int slot = slot_of(&plan->levels[i]);
        if (slot >= 0 && plan->levels[i].contacts_n)
            outcome = take_contacts(s, &plan->levels[i], slot, e);
        if (slot >= 0 && !outcome)
            outcome = take_trigger(s, &ask, &plan->levels[i], slot, e);
    }
    for (int i = 0; !outcome && i < plan->drill_n; i++)
        outcome = take_word(s, plan, day, &plan->drill[i], e);
    return outcome;
}
