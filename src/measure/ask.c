/* One question put together: places, days and cells in order, levels from their changes, means and
 * ratios from what they stand on. */
#include "measure/measure_int.h"

#include "base/text.h"
#include "ledger/where.h"
#include "value/time.h"
#include <stdlib.h>

#define FIGURES_MAX 200000
#define SMALL_CELL 5 /* published figures below it are left out */

/* ---- may it be asked? ------------------------------------------------------------------------ */

struct looked {
    const struct call *c;
    int64_t place;
    bool covers, may;
};

static void look_at_field(void *arg, const struct ledger *l, const struct field *f,
                          enum system_field system)
{
    struct looked *k = arg;
    (void)system;
    if (!l)
        return;
    if (!guard_may_somewhere(k->c->actor, VERB_VIEW, l))
        k->may = false;
    if (!guard_covers(k->c->actor, VERB_VIEW, l, k->place))
        k->covers = false;
    if (f && f->compartment && guard_sight(k->c->actor, f, NULL, k->c->db) == SIGHT_NONE)
        k->may = false;
}

static void look(struct looked *k, const struct measure *m)
{
    for (int i = 0; i < 2; i++)
        if (m->parts[i])
            look(k, m->parts[i]);
    if (m->ledger)
        look_at_field(k, m->ledger, m->field, SYS_ID);
    if (m->where)
        where_fields(m->where, look_at_field, k);
    if (m->value)
        where_fields(m->value, look_at_field, k);
    for (int i = 0; i < m->splits_n; i++)
        look_at_field(k, m->ledger, m->splits[i].field, SYS_ID);
}

bool measure_may(const struct call *c, const struct measure *m, int64_t place, bool *ret_covers)
{
    struct looked k = {.c = c, .place = place, .covers = true, .may = true};
    look(&k, m);
    *ret_covers = k.covers;
    return k.may;
}

/* ---- the grid of an answer
 * ------------------------------------------------------------------------ */

struct grid {
    const struct measure_ask *ask;
    struct targets targets;
    const char **cells;
    int cells_n, days_n;
    int64_t *n, *total; /* [shown][day][cell] */
};

static bool has_cell(const struct grid *g, const char *cell)
{
    for (int i = 0; i < g->cells_n; i++)
        if (text_same(g->cells[i], cell))
            return true;
    return false;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The codes of a single choice stand in the plan's order, whether they occur or not. */
static void take_cells(struct grid *g, struct arena *a, const struct counted_rows *rows)
{
    const struct measure *m = g->ask->measure;
    const struct field *f = m->splits_n == 1 ? m->splits[0].field : NULL;
    int codes = f && f->type == F_CHOICE ? f->rule.codes_n : 0, fixed;
    if (!(g->ask->by & BY_SPLIT)) {
        static const char *whole[] = {""};
        g->cells = whole;
        g->cells_n = 1;
        return;
    }
    g->cells = arena_alloc(a, sizeof *g->cells * (size_t)(codes + rows->n + 1));
    for (int i = 0; i < codes; i++)
        g->cells[g->cells_n++] = f->rule.codes[i].code;
    fixed = g->cells_n;
    for (int i = 0; i < rows->n; i++)
        if ((rows->list[i].n || rows->list[i].total) && !has_cell(g, rows->list[i].cell))
            g->cells[g->cells_n++] = rows->list[i].cell;
    qsort(g->cells + fixed, (size_t)(g->cells_n - fixed), sizeof *g->cells, by_text);
}

static int cell_at(const struct grid *g, const char *cell)
{
    if (!(g->ask->by & BY_SPLIT))
        return 0;
    for (int i = 0; i < g->cells_n; i++)
        if (text_same(g->cells[i], cell))
            return i;
    return -1;
}

static int shown_at(const struct grid *g, int64_t place)
{
    for (int i = g->targets.shown_n - 1; i >= 0; i--)
        if (g->targets.shown[i] == place)
            return i;
    return -1;
}

static size_t spot(const struct grid *g, int shown, int day, int cell)
{
    return ((size_t)shown * (size_t)g->days_n + (size_t)day) * (size_t)g->cells_n + (size_t)cell;
}

static void put_in(struct grid *g, const struct counted_row *row, int shown, int cell)
{
    const struct measure_ask *ask = g->ask;
    bool is_level = !ask->measure->on.is_set, by_day = ask->by & BY_DAY;
    int first = 0, last = 0, sign = 1;
    if (is_level && row->day == DAY_NOW) {
        last = g->days_n - 1;
    } else if (is_level && row->day != 0) {
        /* Takes off the change of a day from every day before it. */
        int64_t day = row->day - 1 < ask->to ? row->day - 1 : ask->to;
        last = by_day ? (int)(day - ask->from) : (row->day > ask->to ? 0 : -1);
        sign = -1;
    } else if (by_day) {
        first = last = row->day ? (int)(row->day - ask->from) : g->days_n - 1;
    }
    for (int day = first; day <= last; day++) {
        g->n[spot(g, shown, day, cell)] += sign * row->n;
        g->total[spot(g, shown, day, cell)] += sign * row->total;
    }
}

static struct value value_of(const struct measure *m, int64_t n, int64_t total)
{
    int64_t mean;
    switch (m->kind) {
    case MEASURE_SUM:
        return value_int(m->field->type == F_MONEY      ? V_MONEY
                         : m->field->type == F_NUMBER   ? V_NUMBER
                         : m->field->type == F_DURATION ? V_DURATION
                                                        : V_INTEGER,
                         total);
    case MEASURE_DURATION:
        return n && number_muldiv(total, 1, n, &mean) ? value_int(V_DURATION, mean) : value_null();
    default:
        return value_int(V_INTEGER, n);
    }
}

static enum vtype type_of(const struct measure *m)
{
    switch (m->kind) {
    case MEASURE_RATIO:
    case MEASURE_RT:
        return V_NUMBER;
    case MEASURE_VALUE:
        return m->value->type;
    case MEASURE_DURATION:
        return V_DURATION;
    default:
        return value_of(m, 1, 1).type;
    }
}

static void give_figures(struct figures *ret, struct arena *a, const struct grid *g, int64_t today,
                         bool is_asked)
{
    const struct measure_ask *ask = g->ask;
    bool is_level = !ask->measure->on.is_set;
    ret->n = g->targets.shown_n * g->days_n * g->cells_n;
    ret->list = arena_alloc(a, sizeof *ret->list * (size_t)(ret->n + 1));
    struct figure *f = ret->list;
    for (int s = 0; s < g->targets.shown_n; s++)
        for (int d = 0; d < g->days_n; d++)
            for (int k = 0; k < g->cells_n; k++, f++) {
                size_t at = spot(g, s, d, k);
                int64_t day = ask->by & BY_DAY ? ask->from + d : ask->to;
                *f = (struct figure){.place = g->targets.shown[s],
                                     .day = ask->by & BY_DAY ? day : 0,
                                     .cell = g->cells[k],
                                     .n = g->n[at],
                                     .total = g->total[at],
                                     .value = value_of(ask->measure, g->n[at], g->total[at]),
                                     .flag = ""};
                if (is_level && is_asked && day < today)
                    f->value = value_null(); /* the past of what is asked is not known */
            }
}

static enum outcome read_ledger(struct figures *ret, struct call *c, const struct measure_ask *ask,
                                bool covers, struct err *e)
{
    struct grid g = {.ask = ask};
    struct counted_rows rows = {0};
    int64_t row = 0, today = date_of(c->now_ms / 1000, c->plan->calendar.offset_s);
    bool is_ready = false;
    g.days_n = ask->by & BY_DAY ? (int)(ask->to - ask->from + 1) : 1;
    enum outcome o = ask_targets(&g.targets, c->arena, c->db, ask, e);
    if (o == OK && ask->measure->is_counted && covers)
        o = count_row(c->db, ask->measure, &row, &is_ready, e);
    if (o == OK)
        o = is_ready ? ask_counters(&rows, c->arena, c->db, row, ask, &g.targets, e)
                     : ask_records(&rows, c, ask, &g.targets, e);
    if (o != OK)
        return o;
    take_cells(&g, c->arena, &rows);
    size_t spots = (size_t)g.targets.shown_n * (size_t)g.days_n * (size_t)g.cells_n;
    if (spots > FIGURES_MAX)
        return err_set(e, TOO_LARGE, NULL, "too_large", "that would be more than %d figures",
                       "数字超过 %d 个", FIGURES_MAX);
    g.n = arena_alloc(c->arena, sizeof *g.n * (spots + 1));
    g.total = arena_alloc(c->arena, sizeof *g.total * (spots + 1));
    for (int i = 0; i < rows.n; i++) {
        int shown = shown_at(&g, rows.list[i].place), cell = cell_at(&g, rows.list[i].cell);
        if (shown >= 0 && cell >= 0)
            put_in(&g, &rows.list[i], shown, cell);
    }
    ret->is_counted = is_ready;
    give_figures(ret, c->arena, &g, today, !is_ready);
    return ask->measure->opening ? ask_flags(ret, c, ask, e) : OK;
}

/* ---- what stands on others
 * -------------------------------------------------------------------------- */

static const struct figure *same_figure(const struct figures *in, const struct figure *f, int hint)
{
    for (int k = 0; k < in->n; k++) {
        const struct figure *g = &in->list[(hint + k) % in->n];
        if (g->place == f->place && g->day == f->day && text_same(g->cell, f->cell))
            return g;
    }
    return NULL;
}

static int64_t plain(struct value v)
{
    int64_t n = v.n;
    if (v.type == V_INTEGER)
        number_mul(v.n, NUMBER_ONE, &n);
    return n;
}

static enum outcome read_ratio(struct figures *ret, struct call *c, const struct measure_ask *ask,
                               struct err *e)
{
    struct figures under;
    struct measure_ask part = *ask;
    part.is_public = false;
    part.measure = ask->measure->parts[0];
    enum outcome o = measure_read(ret, c, &part, e);
    part.measure = ask->measure->parts[1];
    if (o == OK)
        o = measure_read(&under, c, &part, e);
    for (int i = 0; o == OK && i < ret->n; i++) {
        struct figure *f = &ret->list[i];
        const struct figure *d = same_figure(&under, f, i);
        int64_t share = 0;
        bool is_known = d && !value_is_null(f->value) && !value_is_null(d->value) && d->value.n &&
                        number_muldiv(plain(f->value), NUMBER_ONE, plain(d->value), &share);
        f->n = f->value.n;
        f->total = d ? d->value.n : 0;
        f->value = is_known ? value_int(V_NUMBER, share) : value_null();
    }
    if (o == OK)
        ret->is_counted = ret->is_counted && under.is_counted;
    return o;
}

static enum outcome read_value(struct figures *ret, struct call *c, const struct measure_ask *ask,
                               bool covers, struct err *e)
{
    struct targets targets;
    int64_t today = date_of(c->now_ms / 1000, c->plan->calendar.offset_s);
    enum outcome o = ask_targets(&targets, c->arena, c->db, ask, e);
    int days = ask->by & BY_DAY ? (int)(ask->to - ask->from + 1) : 1;
    if (o == OK && (int64_t)days * targets.shown_n > FIGURES_MAX)
        return err_set(e, TOO_LARGE, NULL, "too_large", "that would be more than %d figures",
                       "数字超过 %d 个", FIGURES_MAX);
    ret->n = 0;
    ret->list =
        o == OK ? arena_alloc(c->arena, sizeof *ret->list * (size_t)(days * targets.shown_n + 1))
                : NULL;
    for (int s = 0; o == OK && s < targets.shown_n; s++)
        for (int d = 0; o == OK && d < days; d++) {
            int64_t day = ask->by & BY_DAY ? ask->from + d : ask->to;
            struct figure *f = &ret->list[ret->n++];
            *f = (struct figure){.place = targets.shown[s],
                                 .day = ask->by & BY_DAY ? day : 0,
                                 .cell = "",
                                 .flag = ""};
            if (covers && day >= today && (d == days - 1 || day == today))
                o = ask_value(&f->value, c, ask->measure, f->place, e);
        }
    return o;
}

/* ---- published figures
 * ------------------------------------------------------------------------------- */

/* Figures of 1 to 4 are left out; when only one is, another is left out with it, or the total would
 * tell it. */
static void suppress(struct figures *all, const struct measure_ask *ask)
{
    int64_t last = ask->place;
    int hidden = 0;
    struct figure *least = NULL;
    for (int i = 0; i < all->n; i++) {
        struct figure *f = &all->list[i];
        if (f->n > 0 && f->n < SMALL_CELL) {
            f->is_suppressed = true;
            hidden += f->place != last || !(ask->by & BY_PLACE);
        } else if (f->n > 0 && (f->place != last || !(ask->by & BY_PLACE)) &&
                   (!least || f->n < least->n)) {
            least = f;
        }
    }
    if (hidden == 1 && all->n > 1 && least)
        least->is_suppressed = true;
    for (int i = 0; i < all->n; i++)
        if (all->list[i].is_suppressed) {
            all->list[i].value = value_null();
            all->list[i].n = all->list[i].total = 0;
        }
}

/* ---- the way in
 * --------------------------------------------------------------------------------------- */

enum outcome measure_read(struct figures *ret, struct call *c, const struct measure_ask *ask,
                          struct err *e)
{
    const struct measure *m = ask->measure;
    bool covers;
    enum outcome o;
    *ret = (struct figures){.type = type_of(m)};
    if (!measure_may(c, m, ask->place, &covers) || !guard_sees_place(c->actor, ask->place))
        return err_set(e, DENIED, NULL, "not_allowed", "your posts do not see what %s counts",
                       "您的岗位不能查看“%s”所统计的台账", m->name);
    if (ask->is_public && !m->is_public)
        return err_set(e, REFUSED, "measure", "not_public", "%s is not for publication",
                       "“%s”不对外公开", m->name);
    if (ask->from > ask->to || ask->to - ask->from > 3660)
        return err_set(e, REFUSED, "from", "span", "from comes before to, at most ten years",
                       "起止日期应先后有序，不超过十年");
    if ((ask->by & BY_SPLIT) && m->splits_n == 0)
        return err_set(e, REFUSED, "by", "split", "%s is not split", "“%s”没有分组", m->name);
    switch (m->kind) {
    case MEASURE_RATIO:
        o = read_ratio(ret, c, ask, e);
        break;
    case MEASURE_VALUE:
        o = read_value(ret, c, ask, covers, e);
        break;
    case MEASURE_RT:
        o = ask_reproduction(ret, c, ask, e);
        break;
    case MEASURE_DUTY:
        o = err_set(e, REFUSED, "measure", "not_yet", "duties are not counted yet",
                    "尚不能统计任务");
        break;
    default:
        o = read_ledger(ret, c, ask, covers, e);
    }
    if (o == OK)
        ret->type = type_of(m);
    if (o == OK && ask->is_public)
        suppress(ret, ask);
    return o;
}

void measure_span(enum measure_compare how, int64_t from, int64_t to, int64_t *ret_from,
                  int64_t *ret_to)
{
    int64_t days[2] = {from, to};
    if (how == COMPARE_PREVIOUS) {
        *ret_from = from - (to - from + 1);
        *ret_to = from - 1;
        return;
    }
    for (int i = 0; how == COMPARE_LAST_YEAR && i < 2; i++) {
        int year, month, day;
        date_to_civil(days[i], &year, &month, &day);
        if (!date_is_valid(year - 1, month, day))
            day = 28; /* 29 February */
        days[i] = date_from_civil(year - 1, month, day);
    }
    *ret_from = days[0];
    *ret_to = days[1];
}
