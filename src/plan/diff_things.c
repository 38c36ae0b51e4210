/* A plan as things and facts, for comparing: everything but the ledgers. */
#include "plan/diff.h"

#include "base/text.h"
#include "value/time.h"

struct thing *thing_add(struct things *all, enum part part, const char *ledger, const char *name)
{
    struct thing *t;

    if (all->n == all->cap) {
        int cap = all->cap ? all->cap * 2 : 256;
        struct thing *grown = arena_alloc(all->arena, (size_t)cap * sizeof *grown);
        if (all->n)
            memcpy(grown, all->list, (size_t)all->n * sizeof *grown);
        all->list = grown;
        all->cap = cap;
    }
    t = &all->list[all->n++];
    t->part = part;
    t->ledger = ledger ? ledger : "";
    t->name = name;
    return t;
}

void fact_text(struct things *all, struct thing *t, const char *key, const char *text)
{
    if (!text || !*text)
        return;
    if (t->facts_n == t->facts_cap) {
        int cap = t->facts_cap ? t->facts_cap * 2 : 8;
        struct fact *grown = arena_alloc(all->arena, (size_t)cap * sizeof *grown);
        if (t->facts_n)
            memcpy(grown, t->facts, (size_t)t->facts_n * sizeof *grown);
        t->facts = grown;
        t->facts_cap = cap;
    }
    t->facts[t->facts_n].key = key;
    t->facts[t->facts_n++].text = text;
}

void fact_flag(struct things *all, struct thing *t, const char *key, bool flag)
{
    fact_text(all, t, key, flag ? "true" : NULL);
}

void fact_label(struct things *all, struct thing *t, const char *key, struct label label)
{
    if (label.zh && label.en && !text_same(label.zh, label.en))
        fact_text(all, t, key, arena_printf(all->arena, "%s / %s", label.zh, label.en));
    else
        fact_text(all, t, key, label.zh ? label.zh : label.en);
}

const char *expr_text(struct things *all, const struct expr *x)
{
    struct buf text;
    const char *kept;

    if (!x)
        return NULL;
    buf_init(&text, LIMIT_PLAN_FILE);
    expr_print(&text, x);
    kept = arena_text(all->arena, text.data ? text.data : "", text.len);
    buf_fini(&text);
    return kept;
}

void fact_expr(struct things *all, struct thing *t, const char *key, const struct expr *x)
{
    fact_text(all, t, key, expr_text(all, x));
}

static const char *value_text_of(struct things *all, struct value v)
{
    struct buf text;
    const char *kept;

    buf_init(&text, LIMIT_PLAN_FILE);
    print_value(&text, v, all->plan->calendar.offset_s);
    kept = arena_text(all->arena, text.data ? text.data : "", text.len);
    buf_fini(&text);
    return kept;
}

void fact_value(struct things *all, struct thing *t, const char *key, struct value v)
{
    fact_text(all, t, key, value_text_of(all, v));
}

static const char *join(struct things *all, const char *const *names, int n)
{
    const char *text = "";

    for (int i = 0; i < n; i++)
        text = arena_printf(all->arena, "%s%s%s", text, i ? ", " : "", names[i]);
    return text;
}

static const char *join_kinds(struct things *all, const struct kind *const *kinds, int n)
{
    const char *text = "";

    for (int i = 0; i < n; i++)
        text = arena_printf(all->arena, "%s%s%s", text, i ? ", " : "", kinds[i]->name);
    return text;
}

const char *join_fields(struct things *all, const struct field *const *fields, int n)
{
    const char *text = "";

    for (int i = 0; i < n; i++)
        text = arena_printf(all->arena, "%s%s%s", text, i ? ", " : "", fields[i]->name);
    return text;
}

static const char *day_text(struct things *all, int64_t day)
{
    char text[32];

    if (day == INT64_MIN || day == INT64_MAX)
        return NULL;
    return arena_text(all->arena, text, date_print(day, text));
}

static void add_standards(struct things *all)
{
    for (int i = 0; i < all->plan->standards_n; i++) {
        const struct standard *s = &all->plan->standards[i];
        struct thing *t = thing_add(all, P_STANDARD, NULL, s->name);
        fact_value(all, t, "value", s->value);
        fact_text(all, t, "unit", s->unit);
        fact_text(all, t, "from", day_text(all, s->from));
        for (int k = 0; k < s->dated_n; k++)
            fact_value(all, t, arena_printf(all->arena, "from %s", day_text(all, s->dated[k].from)),
                       s->dated[k].value);
        fact_label(all, t, "label", s->label);
        fact_text(all, t, "source", s->source);
    }
}

static void add_tables(struct things *all)
{
    for (int i = 0; i < all->plan->tables_n; i++) {
        const struct table *table = &all->plan->tables[i];
        struct thing *t = thing_add(all, P_TABLE, NULL, table->name);
        fact_label(all, t, "label", table->label);
        fact_text(all, t, "key", table->key);
        for (int c = 0; c < table->columns_n; c++)
            fact_text(all, t, arena_printf(all->arena, "column %s", table->columns[c].name),
                      type_row(table->columns[c].type)->word);
        for (int k = 0; k < table->rows_n; k++) {
            const struct table_row *row = &table->rows[k];
            const char *from = day_text(all, row->from), *to = day_text(all, row->to);
            const char *text = "";
            for (int c = 0; c < table->columns_n; c++)
                text = arena_printf(all->arena, "%s%s%s: %s", text, c ? ", " : "",
                                    table->columns[c].name, value_text_of(all, row->cells[c]));
            fact_text(all, t,
                      arena_printf(all->arena, "row %s%s%s%s%s", row->key, from ? " from " : "",
                                   from ? from : "", to ? " to " : "", to ? to : ""),
                      text);
        }
    }
}

static void add_levels(struct things *all)
{
    for (int i = 0; i < all->plan->levels_n; i++) {
        const struct plan_level *l = &all->plan->levels[i];
        struct thing *t = thing_add(all, P_LEVEL, NULL, l->name);
        fact_label(all, t, "label", l->label);
        fact_text(all, t, "rank", arena_printf(all->arena, "%d", l->rank));
        fact_expr(all, t, "trigger", l->trigger);
        fact_text(all, t, "activate", l->from_above ? "above" : "here");
        fact_text(all, t, "on", join(all, l->on, l->on_n));
        for (int k = 0; k < l->standards_n; k++)
            fact_value(all, t,
                       arena_printf(all->arena, "standard %s", l->standards[k].standard->name),
                       l->standards[k].value);
        for (int k = 0; k < l->contacts_n; k++)
            fact_value(all, t, arena_printf(all->arena, "contacts %s", l->contacts[k].setting),
                       l->contacts[k].factor);
    }
}

static void add_days(struct things *all, struct thing *t, const char *key, const int64_t *days,
                     int n)
{
    for (int i = 0; i < n; i++)
        fact_text(all, t, arena_printf(all->arena, "%s %s", key, day_text(all, days[i])), "true");
}

static void add_calendar(struct things *all)
{
    const struct calendar *c = &all->plan->calendar;
    struct thing *t = thing_add(all, P_CALENDAR, NULL, "calendar");

    fact_text(all, t, "offset", arena_printf(all->arena, "%d", c->offset_s));
    for (int day = 1; day <= 7; day++)
        fact_flag(all, t, arena_printf(all->arena, "weekend %s", day_words[day]), c->weekend[day]);
    fact_value(all, t, "night from", value_int(V_TIME, c->night_from_s));
    fact_value(all, t, "night to", value_int(V_TIME, c->night_to_s));
    add_days(all, t, "holiday", c->holidays, c->holidays_n);
    add_days(all, t, "workday", c->workdays, c->workdays_n);
    add_days(all, t, "school_day", c->school_days, c->school_days_n);
}

static void add_small(struct things *all)
{
    const struct plan *p = all->plan;
    struct thing *t;

    for (int i = 0; i < p->windows_n; i++) {
        t = thing_add(all, P_WINDOW, NULL, p->windows[i].name);
        fact_value(all, t, "from", value_int(V_TIME, p->windows[i].from_s));
        fact_value(all, t, "to", value_int(V_TIME, p->windows[i].to_s));
        fact_label(all, t, "label", p->windows[i].label);
    }
    for (int i = 0; i < p->groups_n; i++) {
        t = thing_add(all, P_GROUP, NULL, p->groups[i].name);
        fact_label(all, t, "label", p->groups[i].label);
        fact_text(all, t, "heads", arena_printf(all->arena, "%d", p->groups[i].heads));
        fact_flag(all, t, "office", p->groups[i].office);
        fact_text(all, t, "working", join(all, p->groups[i].working, p->groups[i].working_n));
        fact_text(all, t, "members", join(all, p->groups[i].members, p->groups[i].members_n));
    }
    for (int i = 1; i < p->modules_n; i++) {
        t = thing_add(all, P_MODULE, NULL, p->modules[i].name);
        fact_label(all, t, "label", p->modules[i].label);
        fact_text(all, t, "area", p->modules[i].area);
        fact_text(all, t, "icon", p->modules[i].icon);
    }
    t = thing_add(all, P_PLAN, NULL, p->name);
    fact_label(all, t, "title", p->title);
    fact_text(all, t, "edition", p->edition);
}

static void add_kinds(struct things *all)
{
    for (int i = 0; i < all->plan->kinds_n; i++) {
        const struct kind *k = &all->plan->kinds[i];
        struct thing *t = thing_add(all, P_KIND, NULL, k->name);
        fact_label(all, t, "label", k->label);
        fact_text(all, t, "level", level_words[k->level]);
        fact_flag(all, t, "area", k->is_area);
        fact_text(all, t, "under", join_kinds(all, k->under, k->under_n));
        fact_text(all, t, "cover", k->cover ? k->cover->name : NULL);
        for (int f = 0; f < k->fields_n; f++)
            fact_text(all, t, arena_printf(all->arena, "field %s", k->fields[f].name),
                      type_row(k->fields[f].type)->word);
    }
}

static void add_posts(struct things *all)
{
    for (int i = 0; i < all->plan->posts_n; i++) {
        const struct post *p = &all->plan->posts[i];
        struct thing *t = thing_add(all, P_POST, NULL, p->name);
        fact_label(all, t, "label", p->label);
        fact_text(all, t, "at", p->held_at ? p->held_at->name : NULL);
        fact_text(all, t, "of", join_kinds(all, p->of, p->of_n));
        fact_flag(all, t, "admin", p->admin);
        fact_flag(all, t, "disclose", p->disclose);
        for (int s = 0; s < p->sees_n; s++)
            fact_text(all, t, arena_printf(all->arena, "sees %s", p->sees[s].field),
                      p->sees[s].needs_purpose ? "purpose" : "true");
        for (int s = 0; s < STOCK_RIGHTS; s++)
            fact_flag(all, t, arena_printf(all->arena, "stock %s", stock_right_words[s]),
                      p->stock & 1u << s);
        fact_text(all, t, "compartments", join(all, p->compartments, p->compartments_n));
    }
}

static const char *join_posts(struct things *all, const struct post *const *posts, int n)
{
    const char *text = "";

    for (int i = 0; i < n; i++)
        text = arena_printf(all->arena, "%s%s%s", text, i ? ", " : "", posts[i]->name);
    return text;
}

static void add_duties(struct things *all)
{
    for (int i = 0; i < all->plan->duties_n; i++) {
        const struct duty *d = &all->plan->duties[i];
        struct thing *t = thing_add(all, P_DUTY, d->ledger ? d->ledger->name : NULL, d->name);
        fact_label(all, t, "label", d->label);
        fact_text(all, t, "of", join_kinds(all, d->of, d->of_n));
        fact_text(all, t, "rhythm", rhythm_words[d->rhythm]);
        fact_expr(all, t, rhythm_words[d->rhythm], d->amount);
        for (int k = 0; k < d->windows_n; k++)
            fact_flag(all, t, arena_printf(all->arena, "within %s", d->windows[k]->name), true);
        for (int k = 0; k < d->at_n; k++)
            fact_expr(all, t, arena_printf(all->arena, "at %d", k + 1), d->at[k]);
        for (int day = 1; day <= 7; day++)
            fact_flag(all, t, arena_printf(all->arena, "on %s", day_words[day]),
                      d->weekdays >> day & 1);
        if (d->month_day)
            fact_value(all, t, "day of month", value_int(V_INTEGER, d->month_day));
        fact_text(all, t, "days", d->days ? duty_days_words[d->days] : NULL);
        fact_flag(all, t, "skips the night", d->skips_night);
        fact_expr(all, t, "while", d->while_);
        fact_expr(all, t, "from", d->from);
        fact_text(all, t, "by", join_posts(all, d->by, d->by_n));
        fact_text(all, t, "by field", d->by_field ? d->by_field->name : NULL);
        fact_text(all, t, "proof", d->proof_ledger ? d->proof_ledger->name : d->proof_report);
        fact_expr(all, t, "proof where", d->proof_where);
        fact_expr(all, t, "done_at", d->done_at);
        fact_expr(all, t, "grace", d->grace);
        for (int k = 0; k < d->steps_n; k++)
            fact_text(all, t, arena_printf(all->arena, "step %d", k + 1),
                      arena_printf(all->arena, "after %s to %s", expr_text(all, d->steps[k].after),
                                   join_posts(all, d->steps[k].to, d->steps[k].to_n)));
        fact_flag(all, t, "life", d->is_life);
    }
}

static void add_checklists(struct things *all)
{
    for (int i = 0; i < all->plan->checklists_n; i++) {
        const struct checklist *c = &all->plan->checklists[i];
        struct thing *t = thing_add(all, P_CHECKLIST, NULL, c->name);
        fact_label(all, t, "label", c->label);
        for (int k = 0; k < c->items_n; k++) {
            const struct check_item *item = &c->items[k];
            fact_text(all, t, arena_printf(all->arena, "item %s", item->id),
                      arena_printf(all->arena, "%s%s%s%s, %d", item->label.zh,
                                   item->must ? ", must" : "", item->exempt ? ", exempt" : "",
                                   item->common ? ", common" : "", item->score));
        }
    }
}

static void add_drill(struct things *all)
{
    for (int i = 0; i < all->plan->drill_n; i++) {
        struct thing *t = thing_add(all, P_DRILL, NULL, all->plan->drill[i].name);
        fact_expr(all, t, "value", all->plan->drill[i].value);
    }
}

static void add_reports(struct things *all)
{
    for (int i = 0; i < all->plan->reports_n; i++) {
        const struct report *r = &all->plan->reports[i];
        struct thing *t = thing_add(all, P_REPORT, NULL, r->name);
        fact_label(all, t, "label", r->label);
        fact_label(all, t, "head", r->head);
        fact_label(all, t, "text", r->text);
        fact_text(all, t, "number", r->number);
        fact_text(all, t, "of", join_kinds(all, r->of, r->of_n));
        fact_text(all, t, "period", period_words[r->period]);
        fact_flag(all, t, "public", r->is_public);
    }
}

static void add_measures(struct things *all)
{
    for (int i = 0; i < all->plan->measures_n; i++) {
        const struct measure *m = &all->plan->measures[i];
        struct thing *t = thing_add(all, P_MEASURE, NULL, m->name);
        fact_label(all, t, "label", m->label);
        fact_text(all, t, "kind", measure_words[m->kind]);
        fact_text(all, t, "counts", m->definition);
        fact_label(all, t, "help", m->help);
        fact_label(all, t, "unit", m->unit);
        fact_text(all, t, "over", m->parts[0] ? m->parts[0]->name : NULL);
        fact_text(all, t, "by", m->parts[1] ? m->parts[1]->name : NULL);
        fact_expr(all, t, "value", m->value);
        fact_expr(all, t, "serial_mean", m->serial_mean);
        fact_expr(all, t, "serial_sd", m->serial_sd);
        fact_flag(all, t, "percent", m->is_percent);
        fact_flag(all, t, "opening", m->opening);
        fact_flag(all, t, "public", m->is_public);
    }
}

static void add_rosters(struct things *all)
{
    for (int i = 0; i < all->plan->rosters_n; i++) {
        const struct plan_roster *r = &all->plan->rosters[i];
        struct thing *t = thing_add(all, P_ROSTER, NULL, r->name);
        fact_label(all, t, "label", r->label);
        fact_text(all, t, "at", join_kinds(all, r->of, r->of_n));
        fact_text(all, t, "by", join_posts(all, r->by, r->by_n));
        fact_text(all, t, "stands_for", join_posts(all, r->stands_for, r->stands_for_n));
        fact_flag(all, t, "leads", r->leads);
        fact_value(all, t, "crews", value_int(V_INTEGER, r->crews));
        fact_value(all, t, "rest", value_int(V_DURATION, r->rest_s));
        fact_value(all, t, "max_stay", value_int(V_DURATION, r->stay_days * TIME_DAY));
        fact_value(all, t, "then_away", value_int(V_DURATION, r->away_days * TIME_DAY));
        for (int k = 0; k < r->shifts_n; k++) {
            const struct plan_shift *s = &r->shifts[k];
            char from[16], to[16];
            from[time_print(s->from_s, from)] = 0;
            to[time_print(s->to_s, to)] = 0;
            fact_text(all, t, arena_printf(all->arena, "shift %s", s->name),
                      arena_printf(all->arena, "%s–%s, %d%s", from, to, s->heads,
                                   s->is_night ? ", night" : ""));
            for (int b = 0; b < r->skills_n; b++)
                fact_flag(all, t, arena_printf(all->arena, "%s needs %s", s->name, r->skills[b]),
                          s->skills >> b & 1);
        }
    }
}

void things_of(struct things *ret, struct arena *arena, const struct plan *plan)
{
    static const enum part of_ledgers[] = {P_LEDGER, P_FIELD, P_STATE,  P_MOVE,
                                           P_GRANT,  P_RULE,  P_UNIQUE, P_THEN};

    memset(ret, 0, sizeof *ret);
    ret->arena = arena;
    ret->plan = plan;
    add_standards(ret);
    add_tables(ret);
    add_levels(ret);
    add_calendar(ret);
    add_small(ret);
    add_kinds(ret);
    add_posts(ret);
    add_checklists(ret);
    add_drill(ret);
    add_duties(ret);
    add_measures(ret);
    add_reports(ret);
    add_rosters(ret);
    things_of_stock(ret);
    for (size_t p = 0; p < sizeof of_ledgers / sizeof *of_ledgers; p++)
        for (int i = 0; i < plan->ledgers_n; i++)
            things_of_ledger(ret, &plan->ledgers[i], of_ledgers[p]);
}
