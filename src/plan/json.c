/* The whole plan as JSON: what pages need to draw themselves (GET /api/plan, plan show --json). */
#include "plan/print.h"

#include "base/text.h"
#include "value/time.h"

static void put_names(struct buf *out, const char *key, const char **names, int n)
{
    put_key(out, key);
    put_array(out);
    for (int i = 0; i < n; i++)
        put_str(out, names[i]);
    put_end_array(out);
}

static void put_days(struct buf *out, const char *key, const int64_t *days, int n)
{
    put_key(out, key);
    put_array(out);
    for (int i = 0; i < n; i++)
        put_day(out, days[i]);
    put_end_array(out);
}

static void put_calendar(struct buf *out, const struct calendar *c)
{
    put_key(out, "calendar");
    put_object(out);
    put_key(out, "offset_s");
    put_int(out, c->offset_s);
    put_key(out, "weekend");
    put_array(out);
    for (int day = 1; day <= 7; day++)
        if (c->weekend[day])
            put_int(out, day);
    put_end_array(out);
    put_key(out, "night_from");
    put_value(out, value_int(V_TIME, c->night_from_s), 0);
    put_key(out, "night_to");
    put_value(out, value_int(V_TIME, c->night_to_s), 0);
    put_days(out, "holidays", c->holidays, c->holidays_n);
    put_days(out, "workdays", c->workdays, c->workdays_n);
    put_days(out, "school_days", c->school_days, c->school_days_n);
    put_end_object(out);
}

static void put_clock(struct buf *out, const char *key, int64_t seconds)
{
    put_key(out, key);
    if (seconds == TIME_DAY)
        put_str(out, "24:00");
    else
        put_value(out, value_int(V_TIME, seconds), 0);
}

static void begin(struct buf *out, const char *name, struct label label)
{
    put_object(out);
    put_key_str(out, "name", name);
    put_key_label(out, "label", label);
}

static void put_modules(struct buf *out, const struct plan *p)
{
    put_key(out, "modules");
    put_array(out);
    for (int i = 0; i < p->modules_n; i++) {
        begin(out, p->modules[i].name, p->modules[i].label);
        put_key_str(out, "area", p->modules[i].area);
        put_key_str(out, "icon", p->modules[i].icon);
        put_end_object(out);
    }
    put_end_array(out);
    put_key(out, "windows");
    put_array(out);
    for (int i = 0; i < p->windows_n; i++) {
        begin(out, p->windows[i].name, p->windows[i].label);
        put_clock(out, "from", p->windows[i].from_s);
        put_clock(out, "to", p->windows[i].to_s);
        put_end_object(out);
    }
    put_end_array(out);
}

static void put_levels(struct buf *out, const struct plan *p)
{
    put_key(out, "levels");
    put_array(out);
    for (int i = 0; i < p->levels_n; i++) {
        const struct plan_level *l = &p->levels[i];
        begin(out, l->name, l->label);
        put_key(out, "rank");
        put_int(out, l->rank);
        put_key(out, "trigger");
        put_expr(out, l->trigger);
        put_key_str(out, "activate", l->from_above ? "above" : "here");
        put_names(out, "on", l->on, l->on_n);
        put_key(out, "standards");
        put_object(out);
        for (int k = 0; k < l->standards_n; k++) {
            put_key(out, l->standards[k].standard->name);
            put_value(out, l->standards[k].value, p->calendar.offset_s);
        }
        put_end_object(out);
        put_key(out, "contacts");
        put_object(out);
        for (int k = 0; k < l->contacts_n; k++) {
            put_key(out, l->contacts[k].setting);
            put_value(out, l->contacts[k].factor, 0);
        }
        put_end_object(out);
        put_end_object(out);
    }
    put_end_array(out);
}

static void put_groups(struct buf *out, const struct plan *p)
{
    put_key(out, "groups");
    put_array(out);
    for (int i = 0; i < p->groups_n; i++) {
        begin(out, p->groups[i].name, p->groups[i].label);
        put_key(out, "heads");
        put_int(out, p->groups[i].heads);
        put_key_bool(out, "office", p->groups[i].office);
        put_names(out, "working", p->groups[i].working, p->groups[i].working_n);
        put_names(out, "members", p->groups[i].members, p->groups[i].members_n);
        put_end_object(out);
    }
    put_end_array(out);
}

static void put_standards(struct buf *out, const struct plan *p)
{
    put_key(out, "standards");
    put_array(out);
    for (int i = 0; i < p->standards_n; i++) {
        const struct standard *s = &p->standards[i];
        begin(out, s->name, s->label);
        put_key_str(out, "type", vtype_word(s->value.type));
        put_key(out, "value");
        put_value(out, s->value, p->calendar.offset_s);
        put_key_str(out, "unit", s->unit);
        put_key_str(out, "source", s->source);
        put_key(out, "from");
        put_day(out, s->from);
        put_key(out, "dated");
        put_array(out);
        for (int k = 0; k < s->dated_n; k++) {
            put_object(out);
            put_key(out, "from");
            put_day(out, s->dated[k].from);
            put_key(out, "value");
            put_value(out, s->dated[k].value, p->calendar.offset_s);
            put_key_str(out, "source", s->dated[k].source);
            put_end_object(out);
        }
        put_end_array(out);
        put_end_object(out);
    }
    put_end_array(out);
}

static void put_table_rows(struct buf *out, const struct plan *p, const struct table *t)
{
    put_key(out, "rows");
    put_array(out);
    for (int k = 0; k < t->rows_n; k++) {
        put_object(out);
        put_key_str(out, t->key, t->rows[k].key);
        put_key(out, "from");
        put_day(out, t->rows[k].from);
        put_key(out, "to");
        put_day(out, t->rows[k].to);
        for (int c = 0; c < t->columns_n; c++) {
            put_key(out, t->columns[c].name);
            put_value(out, t->rows[k].cells[c], p->calendar.offset_s);
        }
        put_end_object(out);
    }
    put_end_array(out);
}

static void put_tables(struct buf *out, const struct plan *p)
{
    put_key(out, "tables");
    put_array(out);
    for (int i = 0; i < p->tables_n; i++) {
        const struct table *t = &p->tables[i];
        begin(out, t->name, t->label);
        put_key_str(out, "key", t->key);
        put_key(out, "columns");
        put_array(out);
        for (int c = 0; c < t->columns_n; c++) {
            begin(out, t->columns[c].name, t->columns[c].label);
            put_key_str(out, "type", type_row(t->columns[c].type)->word);
            put_end_object(out);
        }
        put_end_array(out);
        put_table_rows(out, p, t);
        put_end_object(out);
    }
    put_end_array(out);
}

static void put_kind_names(struct buf *out, const char *key, const struct kind *const *kinds, int n)
{
    put_key(out, key);
    put_array(out);
    for (int i = 0; i < n; i++)
        put_str(out, kinds[i]->name);
    put_end_array(out);
}

static void put_kinds(struct buf *out, const struct plan *p)
{
    put_key(out, "kinds");
    put_array(out);
    for (int i = 0; i < p->kinds_n; i++) {
        const struct kind *k = &p->kinds[i];
        begin(out, k->name, k->label);
        put_key_str(out, "icon", k->icon);
        put_key_bool(out, "area", k->is_area);
        put_key_str(out, "level",
                    k->level == LEVEL_COUNTRY && !k->is_area ? NULL : level_words[k->level]);
        put_kind_names(out, "under", k->under, k->under_n);
        put_key_str(out, "cover", k->cover ? k->cover->name : NULL);
        put_key(out, "fields");
        put_fields_json(out, k->fields, k->fields_n);
        put_end_object(out);
    }
    put_end_array(out);
}

static void put_posts(struct buf *out, const struct plan *p)
{
    put_key(out, "posts");
    put_array(out);
    for (int i = 0; i < p->posts_n; i++) {
        const struct post *post = &p->posts[i];
        begin(out, post->name, post->label);
        put_key_str(out, "at", post->held_at ? post->held_at->name : NULL);
        put_kind_names(out, "of", post->of, post->of_n);
        put_key_bool(out, "admin", post->admin);
        put_key_bool(out, "disclose", post->disclose);
        put_key(out, "sees");
        put_object(out);
        for (int k = 0; k < post->sees_n; k++)
            put_key_str(out, post->sees[k].field, post->sees[k].needs_purpose ? "purpose" : "full");
        put_end_object(out);
        put_names(out, "compartments", post->compartments, post->compartments_n);
        put_key(out, "stock");
        put_array(out);
        for (int k = 0; k < STOCK_RIGHTS; k++)
            if (post->stock & 1u << k)
                put_str(out, stock_right_words[k]);
        put_end_array(out);
        put_end_object(out);
    }
    put_end_array(out);
}

static void put_checklists(struct buf *out, const struct plan *p)
{
    put_key(out, "checklists");
    put_array(out);
    for (int i = 0; i < p->checklists_n; i++) {
        begin(out, p->checklists[i].name, p->checklists[i].label);
        put_key(out, "items");
        put_array(out);
        for (int k = 0; k < p->checklists[i].items_n; k++) {
            const struct check_item *item = &p->checklists[i].items[k];
            put_object(out);
            put_key_str(out, "id", item->id);
            put_key_label(out, "label", item->label);
            put_key_bool(out, "must", item->must);
            put_key_bool(out, "exempt", item->exempt);
            put_key_bool(out, "common", item->common);
            put_key(out, "score");
            put_int(out, item->score);
            put_end_object(out);
        }
        put_end_array(out);
        put_end_object(out);
    }
    put_end_array(out);
}

static void put_drill(struct buf *out, const struct plan *p)
{
    put_key(out, "drill");
    put_object(out);
    for (int i = 0; i < p->drill_n; i++) {
        put_key(out, p->drill[i].name);
        put_expr(out, p->drill[i].value);
    }
    put_end_object(out);
}

static void put_measures(struct buf *out, const struct plan *p)
{
    put_key(out, "measures");
    put_array(out);
    for (int i = 0; i < p->measures_n; i++) {
        const struct measure *m = &p->measures[i];
        begin(out, m->name, m->label);
        if (m->help.en)
            put_key_label(out, "help", m->help);
        if (m->unit.en)
            put_key_label(out, "unit", m->unit);
        put_key_str(out, "kind", measure_words[m->kind]);
        put_key_str(out, "ledger", m->ledger ? m->ledger->name : NULL);
        put_key_bool(out, "flow", m->on.is_set || m->kind == MEASURE_RT);
        put_key_bool(out, "counted", m->is_counted);
        if (!m->is_counted)
            put_key_label(out, "queried", m->queried);
        put_key_bool(out, "percent", m->is_percent);
        put_key_bool(out, "opening", m->opening);
        put_key_bool(out, "public", m->is_public);
        put_key(out, "split");
        put_array(out);
        for (int k = 0; k < m->splits_n; k++)
            put_str(out, m->splits[k].name);
        put_end_array(out);
        put_end_object(out);
    }
    put_end_array(out);
}

static void put_reports(struct buf *out, const struct plan *p)
{
    put_key(out, "reports");
    put_array(out);
    for (int i = 0; i < p->reports_n; i++) {
        begin(out, p->reports[i].name, p->reports[i].label);
        put_key_str(out, "period", period_words[p->reports[i].period]);
        put_key_bool(out, "public", p->reports[i].is_public);
        put_kind_names(out, "of", p->reports[i].of, p->reports[i].of_n);
        put_end_object(out);
    }
    put_end_array(out);
}

static void put_rosters(struct buf *out, const struct plan *p)
{
    put_key(out, "rosters");
    put_array(out);
    for (int i = 0; i < p->rosters_n; i++) {
        const struct plan_roster *r = &p->rosters[i];
        begin(out, r->name, r->label);
        put_kind_names(out, "at", r->of, r->of_n);
        put_key_bool(out, "leads", r->leads);
        put_key(out, "crews"), put_int(out, r->crews);
        put_key(out, "max_stay_days"), put_int(out, r->stay_days);
        put_names(out, "skills", (const char **)r->skills, r->skills_n);
        put_key(out, "shifts");
        put_array(out);
        for (int k = 0; k < r->shifts_n; k++) {
            const struct plan_shift *s = &r->shifts[k];
            char time[16];
            begin(out, s->name, s->label);
            put_key(out, "from"), put_text(out, time, time_print(s->from_s, time));
            put_key(out, "to"), put_text(out, time, time_print(s->to_s, time));
            put_key(out, "heads"), put_int(out, s->heads);
            put_key_bool(out, "night", s->is_night);
            put_end_object(out);
        }
        put_end_array(out);
        put_end_object(out);
    }
    put_end_array(out);
}

void plan_json(struct buf *out, const struct plan *plan)
{
    put_object(out);
    put_key_str(out, "plan", plan->name);
    put_key_str(out, "edition", plan->edition);
    put_key_str(out, "digest", plan->digest);
    put_key_label(out, "title", plan->title);
    put_modules(out, plan);
    put_calendar(out, &plan->calendar);
    put_levels(out, plan);
    put_groups(out, plan);
    put_standards(out, plan);
    put_tables(out, plan);
    put_kinds(out, plan);
    put_posts(out, plan);
    put_checklists(out, plan);
    put_drill(out, plan);
    put_measures(out, plan);
    put_reports(out, plan);
    put_rosters(out, plan);
    put_stock_json(out, plan);
    put_key(out, "ledgers");
    put_array(out);
    for (int i = 0; i < plan->ledgers_n; i++)
        put_ledger_json(out, &plan->ledgers[i]);
    put_end_array(out);
    put_key(out, "duties");
    put_array(out);
    for (int i = 0; i < plan->duties_n; i++)
        put_duty_json(out, &plan->duties[i]);
    put_end_array(out);
    put_end_object(out);
}
