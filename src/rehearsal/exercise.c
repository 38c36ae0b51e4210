/* What an exercise tells people and how late they were. Times to answer are standards of the plan.
 * Knows no database and no clock. */
#include "rehearsal/exercise.h"

#include "value/time.h"

#define INJECTS_MOST 2000

const struct inject_row inject_rows[INJECT_KINDS] = {
    [INJECT_CASE] = {"case", "exercise_case_time", {"新病例", "New cases"}},
    [INJECT_CONTACTS] = {"contacts", "exercise_contact_time", {"密接", "Contacts"}},
    [INJECT_SHORT] = {"short", "exercise_short_time", {"能力不足", "A shortage"}},
    [INJECT_LEVEL] = {"level", "exercise_level_time", {"响应级别", "Response level"}},
};

struct making {
    struct injects *all;
    struct arena *arena;
    const struct exercise *x;
    const struct plan *plan;
    int64_t answer_s[INJECT_KINDS];
};

static enum outcome read_times(struct making *m, struct err *e)
{
    for (int k = 0; k < INJECT_KINDS; k++) {
        const struct standard *s = plan_standard(m->plan, inject_rows[k].standard);
        struct value v = s ? standard_value(s, m->x->started_at / TIME_DAY) : value_null();
        if (v.type != V_DURATION)
            return err_set(e, REFUSED, "plan", "standard",
                           "an exercise needs the standard %s, a duration, in the plan",
                           "演练需要预案中的标准%s（时长）", inject_rows[k].standard);
        m->answer_s[k] = v.n;
    }
    return OK;
}

/* Posts that administer a place of that kind: those who answer for it. */
static const char *posts_for(struct making *m, int64_t place)
{
    const char *text = ",";
    enum level level = place_level(place);
    for (int i = 0; i < m->plan->posts_n; i++) {
        const struct post *p = &m->plan->posts[i];
        if (p->admin && p->held_at && p->held_at->level == level)
            text = arena_printf(m->arena, "%s%s,", text, p->name);
    }
    return text;
}

static void tell(struct making *m, enum inject_kind kind, int day, double part, int64_t place,
                 const char *zh, const char *en)
{
    if (m->all->n == INJECTS_MOST)
        return;
    int64_t at = (int64_t)(((double)day + part) * TIME_DAY / (double)m->x->speed);
    m->all->list[m->all->n++] = (struct inject){.kind = kind,
                                                .day = day,
                                                .due_at = m->x->started_at + at,
                                                .answer_s = m->answer_s[kind],
                                                .place = place,
                                                .posts = posts_for(m, place),
                                                .zh = zh,
                                                .en = en};
}

static void tell_towns(struct making *m, const struct drill *d, const int64_t *towns, int day)
{
    const struct drill_run *run = d->runs;
    for (int t = 0; t < world_towns(d->world); t++) {
        unsigned n = run->town_confirmed[(size_t)t * (size_t)d->days + (size_t)day];
        const char *name = world_town_name(d->world, t);
        if (n)
            tell(m, INJECT_CASE, day, 0.35 + 0.01 * t, towns ? towns[t] : m->x->place,
                 arena_printf(m->arena, "【演练】%s报告新增确诊%u例，请组织流调并报告核心信息",
                              name ? name : "", n),
                 arena_printf(
                     m->arena,
                     "[EXERCISE] %s: %u newly confirmed; investigate, report the core facts",
                     name ? name : "", n));
    }
}

static double on(const struct drill *d, enum series s, int day)
{
    return d->runs[0].series[(size_t)s * (size_t)d->days + (size_t)day];
}

static void tell_county(struct making *m, const struct drill *d, int day)
{
    double contacts = on(d, SERIES_CONTACTS, day), level = on(d, SERIES_LEVEL, day);
    static const char *const names[] = {"", "Ⅳ", "Ⅲ", "Ⅱ", "Ⅰ"};
    if (contacts >= 1)
        tell(m, INJECT_CONTACTS, day, 0.5, m->x->place,
             arena_printf(m->arena, "【演练】新判定密接%.0f人，请安排转运和隔离，房间已用%.0f间",
                          contacts, on(d, SERIES_ROOMS, day)),
             arena_printf(
                 m->arena,
                 "[EXERCISE] %.0f new contacts: transfer and quarantine them; %.0f rooms in "
                 "use",
                 contacts, on(d, SERIES_ROOMS, day)));
    if (day && level > on(d, SERIES_LEVEL, day - 1))
        tell(m, INJECT_LEVEL, day, 0.6, m->x->place,
             arena_printf(m->arena, "【演练】病例数达到%s级响应条件，请研判并决定",
                          names[(int)level]),
             arena_printf(m->arena, "[EXERCISE] cases reach the trigger of level %s: decide",
                          names[(int)level]));
    for (int c = 1; c < CAPACITIES; c++)
        if (d->runs[0].broken[c] == day)
            tell(m, INJECT_SHORT, day, 0.7, m->x->place,
                 arena_printf(m->arena, "【演练】%s不足，请调配", capacity_rows[c].label.zh),
                 arena_printf(m->arena, "[EXERCISE] short of: %s; find more",
                              capacity_rows[c].label.en));
}

enum outcome exercise_injects(struct injects *ret, struct arena *a, const struct exercise *x,
                              const struct plan *plan, const struct drill *d,
                              const struct drill_setup *s, const int64_t *towns, struct err *e)
{
    struct making m = {.all = ret, .arena = a, .x = x, .plan = plan};
    (void)s;
    enum outcome outcome = read_times(&m, e);
    if (outcome)
        return outcome;
    *ret = (struct injects){arena_alloc(a, INJECTS_MOST * sizeof *ret->list), 0};
    for (int day = 0; day < d->days; day++) {
        tell_towns(&m, d, towns, day);
        tell_county(&m, d, day);
    }
    return OK;
}

int64_t inject_late_s(const struct exercise *x, const struct inject *i, int64_t now)
{
    int64_t until = i->taken_at ? i->taken_at : now;
    if (!i->told_at)
        return 0;
    int64_t took = (until - i->told_at) * x->speed;
    return took > i->answer_s ? took - i->answer_s : 0;
}

double exercise_delay_days(const struct exercise *x, const struct injects *all, int64_t now)
{
    double sum = 0;
    int n = 0;
    for (int i = 0; i < all->n; i++)
        if (all->list[i].told_at && all->list[i].kind <= INJECT_CONTACTS) {
            sum += (double)inject_late_s(x, &all->list[i], now);
            n++;
        }
    return n ? sum / n / TIME_DAY : 0;
}
