/* See expr_plan.h. */
#include "expr_plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "value/time.h"

static const struct code MOODS[] = {{"calm", {"平静", "calm"}}, {"worried", {"焦虑", "worried"}},
                                    {"crisis", {"危机", "crisis"}}};
static const struct code SYMPTOMS[] = {{"fever", {"发热", "fever"}}, {"cough", {"咳嗽", "cough"}},
                                       {"fatigue", {"乏力", "fatigue"}}};

struct row {
    const char *name;
    enum field_type type;
    const char *column;
    const char *to;
    enum seal seal;
};

static const struct row PERSON[] = {
    {"name", F_TEXT, "f_name"},       {"born_on", F_DATE, "f_born_on"},
    {"weight", F_NUMBER, "f_weight"}, {"home", F_PLACE, "f_home"},
    {"visits", F_INTEGER, "f_visits"}, {"mood", F_CHOICE, "f_mood"},
    {"boss", F_REF, "f_boss", "person"}, {"phone", F_PHONE, "f_phone", NULL, SEAL_LAST4},
    {"aches", F_CHOICES, "f_aches"},
};
static const struct row VISIT[] = {
    {"person", F_REF, "f_person", "person"}, {"doctor", F_REF, "f_doctor", "person"},
    {"temperature", F_NUMBER, "f_temperature"}, {"limit", F_NUMBER, "f_limit"},
    {"calls", F_INTEGER, "f_calls"}, {"credited", F_INTEGER, "f_credited"},
    {"price", F_MONEY, "f_price"}, {"paid", F_MONEY, "f_paid"},
    {"onset_on", F_DATE, "f_onset_on"}, {"found_on", F_DATE, "f_found_on"},
    {"at", F_DATETIME, "f_at"}, {"until", F_DATETIME, "f_until"},
    {"hour", F_TIME, "f_hour"}, {"stay", F_DURATION, "f_stay"},
    {"urgent", F_FLAG, "f_urgent"}, {"remark", F_TEXT, "f_remark"},
    {"advice", F_TEXT, "f_advice"}, {"mood", F_CHOICE, "f_mood"},
    {"mood_before", F_CHOICE, "f_mood_before"}, {"symptoms", F_CHOICES, "f_symptoms"},
    {"ward", F_PLACE, "f_ward"}, {"nurse", F_USER, "f_nurse"},
    {"phone", F_PHONE, "f_phone", NULL, SEAL_LAST4}, {"spot", F_POINT, "f_spot"},
    {"members", F_LINES, "f_members"}, {"scan", F_PHOTO, "f_scan"},
};
static const struct row MEMBERS[] = {{"who", F_TEXT, "who"}, {"share", F_INTEGER, "share"}};
static const struct row WARD[] = {{"beds", F_INTEGER, "beds"}, {"grade", F_CHOICE, "grade"},
                                  {"sign", F_TEXT, "sign"}};

static struct field *fields_new(struct plan *p, const struct ledger *l, const struct row *rows,
                                int n)
{
    struct field *list = arena_alloc(&p->arena, (size_t)n * sizeof *list);
    for (int i = 0; i < n; i++) {
        struct field *f = &list[i];
        f->name = rows[i].name;
        f->label = (struct label){rows[i].name, rows[i].name};
        f->type = rows[i].type;
        f->ledger = l;
        f->index = i;
        f->column = rows[i].column;
        f->seal = rows[i].seal;
        f->rule.name = f->name;
        f->rule.offset_s = p->calendar.offset_s;
        if (f->type == F_CHOICE) {
            f->rule.codes = MOODS;
            f->rule.codes_n = 3;
        } else if (f->type == F_CHOICES) {
            f->rule.codes = SYMPTOMS;
            f->rule.codes_n = 3;
        }
        if (rows[i].to)
            f->to = plan_ledger(p, rows[i].to);
        if (f->type == F_LINES) {
            f->lines = fields_new(p, NULL, MEMBERS, 2);
            f->lines_n = 2;
        }
    }
    return list;
}

static void standard_new(struct standard *s, const char *name, struct value v)
{
    s->name = name;
    s->value = v;
    s->from = INT64_MIN;
}

static void table_new(struct plan *p)
{
    static const char *const KEYS[] = {"plague", "influenza", "crisis"};
    struct table *t = p->tables = arena_alloc(&p->arena, sizeof *t);
    p->tables_n = 1;
    t->name = "notifiable";
    t->key = "disease";
    t->from = INT64_MIN;
    t->columns_n = 3;
    t->columns = arena_alloc(&p->arena, 3 * sizeof *t->columns);
    t->columns[0] = (struct table_column){"class", F_TEXT, {"类", "class"}};
    t->columns[1] = (struct table_column){"deadline", F_DURATION, {"时限", "deadline"}};
    t->columns[2] = (struct table_column){"doses", F_INTEGER, {"剂", "doses"}};
    t->rows_n = 3;
    t->rows = arena_alloc(&p->arena, 3 * sizeof *t->rows);
    for (int i = 0; i < 3; i++) {
        struct value *cells = arena_alloc(&p->arena, 3 * sizeof *cells);
        cells[0] = value_text(i == 0 ? "A" : "it's C");
        cells[1] = value_int(V_DURATION, i == 0 ? 7200 : 86400);
        cells[2] = i == 2 ? value_null() : value_int(V_INTEGER, i + 1);
        t->rows[i] = (struct table_row){KEYS[i], cells, INT64_MIN, INT64_MAX};
    }
}

static void ledger_new(struct plan *p, int i, const char *name, const char *table)
{
    static const char *const STATES[] = {"observing", "released", "voided"};
    struct ledger *l = &p->ledgers[i];
    l->name = name;
    l->table = table;
    l->index = i;
    l->states_n = 3;
    l->states = arena_alloc(&p->arena, 3 * sizeof *l->states);
    for (int k = 0; k < 3; k++)
        l->states[k].name = STATES[k];
}

struct plan *expr_plan_new(void)
{
    struct arena arena;
    arena_init(&arena, 1u << 20);
    struct plan *p = arena_alloc(&arena, sizeof *p);
    p->arena = arena;
    p->name = "expressions";
    p->calendar.offset_s = 8 * 3600;
    p->calendar.weekend[6] = p->calendar.weekend[7] = true;
    static int64_t holidays[] = {20454, 20727, 20728}, workdays[] = {20736};
    p->calendar.holidays = holidays;
    p->calendar.holidays_n = 3;
    p->calendar.workdays = workdays;
    p->calendar.workdays_n = 1;
    p->standards_n = 4;
    p->standards = arena_alloc(&p->arena, 4 * sizeof *p->standards);
    standard_new(&p->standards[0], "fever_threshold", value_int(V_NUMBER, 37300000));
    standard_new(&p->standards[1], "home_days", value_int(V_INTEGER, 3));
    standard_new(&p->standards[2], "review", value_int(V_DURATION, 7 * TIME_DAY));
    standard_new(&p->standards[3], "agency", value_text("it's 联防 \\ office"));
    table_new(p);
    p->kinds_n = 2;
    p->kinds = arena_alloc(&p->arena, 2 * sizeof *p->kinds);
    p->kinds[0].name = "village";
    p->kinds[1].name = "ward";
    p->ledgers_n = 2;
    p->ledgers = arena_alloc(&p->arena, 2 * sizeof *p->ledgers);
    ledger_new(p, 0, "visit", "l_visit");
    ledger_new(p, 1, "person", "l_person");
    p->kinds[1].fields = fields_new(p, NULL, WARD, 3);
    p->kinds[1].fields_n = 3;
    p->ledgers[1].fields_n = (int)(sizeof PERSON / sizeof PERSON[0]);
    p->ledgers[1].fields = fields_new(p, &p->ledgers[1], PERSON, p->ledgers[1].fields_n);
    p->ledgers[0].fields_n = (int)(sizeof VISIT / sizeof VISIT[0]);
    p->ledgers[0].fields = fields_new(p, &p->ledgers[0], VISIT, p->ledgers[0].fields_n);
    return p;
}

void expr_plan_free(struct plan *plan)
{
    struct arena arena = plan->arena;
    arena_fini(&arena);
}
