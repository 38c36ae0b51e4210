/* Command, households, people and name rolls of the demo county.
 * What goes wrong on purpose: one village is not enumerated yet, a household was never given a
 * phone, one team is a member short, and one order's sunset is near. */
#include "demo/demo_int.h"

#include "value/time.h"

static enum outcome make_command(struct demo_slice *s, struct err *e)
{
    struct demo *d = s->d;
    int64_t group = 0, office = 0, head = 0;
    enum outcome outcome = demo_record(
        s, "organ",
        json_pack("{s:s, s:s, s:s, s:i, s:s, s:s}", "at", demo_id(s, d->options->county), "name",
                  "县疫情防控工作领导小组", "form", "leading_group", "heads", 2, "document_no",
                  "蒲防指发〔2026〕1号", "duties", "统一领导、指挥和协调全县疫情防控工作"),
        &group, e);
    if (outcome == OK)
        outcome =
            demo_record(s, "organ",
                        json_pack("{s:s, s:s, s:s, s:s, s:s}", "at", demo_id(s, d->options->county),
                                  "name", "领导小组办公室", "form", "office", "parent",
                                  demo_id(s, group), "phone", "0913-7200000"),
                        &office, e);
    static const char *const forces[] = {"流调溯源组", "隔离管控组", "核酸检测组", "物资保障组",
                                         "医疗救治组", "宣传引导组", "督导检查组", "社区防控组"};
    for (size_t i = 0; outcome == OK && i < sizeof forces / sizeof *forces; i++)
        outcome = demo_record(s, "organ",
                              json_pack("{s:s, s:s, s:s, s:s}", "at",
                                        demo_id(s, d->options->county), "name", forces[i], "form",
                                        "task_force", "parent", demo_id(s, group)),
                              NULL, e);
    char name[40], phone[12];
    for (int i = 0; outcome == OK && i < 6; i++) {
        int64_t member = 0;
        bool is_away = i == 5;
        demo_name(&d->rng, true, demo_surname(&d->rng), name);
        demo_phone(&d->rng, phone);
        json_t *fields = json_pack("{s:s, s:s, s:s, s:s}", "organ",
                                   demo_id(s, i < 2 ? group : office), "name", name, "duty",
                                   i < 2    ? "head"
                                   : i == 2 ? "deputy_head"
                                            : "member",
                                   "phone", phone);
        if (is_away) {
            json_object_set_new(fields, "away_from", json_string(demo_day(s, d->today - 2)));
            json_object_set_new(fields, "away_until", json_string(demo_day(s, d->today + 5)));
            json_object_set_new(fields, "deputy", json_string(demo_id(s, head)));
        }
        outcome = demo_record(s, "organ_member", fields, &member, e);
        head = member;
    }
    return outcome;
}

static enum outcome make_orders(struct demo_slice *s, struct err *e)
{
    struct demo *d = s->d;
    const struct {
        const char *class, *number, *purpose;
        int64_t area;
        int days;
    } orders[] = {
        {"enumeration", "蒲防指令〔2026〕3号", "查清重点人员底数，便于送医送药", d->options->county,
         29},
        {"gate", "蒲防指令〔2026〕4号", "减少小区人员聚集", d->villages[0], 21},
    };
    enum outcome outcome = OK;
    for (size_t i = 0; outcome == OK && i < sizeof orders / sizeof *orders; i++) {
        int64_t id = 0;
        outcome = demo_record(
            s, "control_order",
            json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "area",
                      demo_id(s, orders[i].area), "class", orders[i].class, "authority", "county",
                      "document_no", orders[i].number, "purpose", orders[i].purpose, "basis",
                      "传染病防治法、突发事件应对法", "alternative", "先行自愿登记，覆盖率不足",
                      "starts_at", demo_time(s, d->now_ms), "sunset",
                      demo_time(s, d->now_ms + orders[i].days * (int64_t)TIME_DAY * 1000)),
            &id, e);
        if (outcome == OK)
            outcome =
                demo_move(s, "control_order", id, "issue", json_pack("{s:s}", "signer", "高明"), e);
        if (i == 0)
            d->order = id;
    }
    return outcome;
}

static json_t *needs(const struct demo_household *h)
{
    const struct {
        bool is;
        const char *code;
    } rows[] = {
        {h->elderly_alone, "elderly_alone"},
        {h->disabled, "disabled"},
        {h->poor, "extreme_poverty"},
        {h->left_behind, "left_behind_child"},
        {h->infant, "infant"},
        {h->medicine, "regular_medicine"},
        {h->driver, "long_haul_driver"},
        {h->no_phone, "no_phone"},
    };
    json_t *list = json_array();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].is)
            json_array_append_new(list, json_string(rows[i].code));
    return list;
}

static void keep_household(struct demo *d, int64_t id)
{
    if (d->households_n == d->households_cap) {
        d->households_cap = d->households_cap ? d->households_cap * 2 : 4096;
        d->households = realloc(d->households, (size_t)d->households_cap * sizeof *d->households);
        if (!d->households)
            abort();
    }
    d->households[d->households_n++] = id;
}

static enum outcome make_person(struct demo_slice *s, int64_t household,
                                const struct demo_person *p, struct err *e)
{
    json_t *fields =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "household", demo_id(s, household), "name",
                  p->name, "relation", p->relation, "sex", p->is_male ? "male" : "female",
                  "born_on", demo_day(s, p->born_on), "whereabouts", p->is_away ? "away" : "home",
                  "document", p->id_number[0] ? "id_card" : "none");
    if (p->id_number[0]) {
        json_object_set_new(fields, "order", json_string(demo_id(s, s->d->order)));
        json_object_set_new(fields, "id_number", json_string(p->id_number));
    }
    if (p->phone[0])
        json_object_set_new(fields, "phone", json_string(p->phone));
    return demo_record(s, "person", fields, NULL, e);
}

struct register_state {
    int grid;   /* next grid */
    int door;   /* next door in it */
    int people; /* made so far */
};

static enum outcome make_households(struct demo_slice *s, struct err *e)
{
    struct demo *d = s->d;
    struct register_state *state = s->arg;
    /* The last village is not enumerated yet: coverage shows it. */
    int grids_n = d->grids_n - 2, each = d->options->people / grids_n + 1;
    int64_t until = d->done + DEMO_SLICE;
    while (d->done < until && state->grid < grids_n) {
        struct demo_household h;
        demo_household(&d->rng, d->today, &d->serial, &h);
        int away = 0;
        for (int i = 0; i < h.people_n; i++)
            away += h.people[i].is_away;
        state->door++;
        int64_t id = 0;
        json_t *fields = json_pack(
            "{s:s, s:s, s:s, s:i, s:i, s:o, s:s}", "at", demo_id(s, d->grids[state->grid]), "door",
            state->grid < 12
                ? arena_printf(s->work.arena, "%d-%d-%d%02d", state->door / 24 + 1,
                               state->door % 2 + 1, state->door % 6 + 1,
                               state->door % 4 + 1 + state->door / 24)
                : arena_printf(s->work.arena, "%d组%d号", state->door % 5 + 1, state->door),
            "head_name", h.people[0].name, "heads", h.people_n, "away", away, "needs", needs(&h),
            "seen_on", demo_day(s, d->today - 23 + demo_pick(d, 3)));
        if (h.people[0].phone[0])
            json_object_set_new(fields, "phone", json_string(h.people[0].phone));
        enum outcome outcome = demo_record(s, "household", fields, &id, e);
        if (outcome == CONFLICT) /* the same door twice: the next one is free */
            continue;
        for (int i = 0; outcome == OK && i < h.people_n; i++)
            outcome = make_person(s, id, &h.people[i], e);
        if (outcome != OK)
            return outcome;
        keep_household(d, id);
        state->people += h.people_n;
        if (state->people >= each * (state->grid + 1)) {
            state->grid++;
            state->door = 0;
        }
    }
    return OK;
}

static enum outcome make_rolls(struct demo_slice *s, struct err *e)
{
    struct demo *d = s->d;
    struct demo_unit *unit = s->arg;
    bool is_class = unit >= d->classes && unit < d->classes + DEMO_UNITS;
    int n = is_class ? 36 + demo_pick(d, 6) : 24;
    for (int i = 0; i < n; i++) {
        char name[40], phone[12];
        bool is_male = demo_chance(d, is_class ? 0.5 : 0.8);
        demo_name(&d->rng, is_male, demo_surname(&d->rng), name);
        demo_phone(&d->rng, phone);
        enum outcome outcome =
            demo_record(s, "name_roll",
                        json_pack("{s:s, s:s, s:s, s:s, s:s}", "unit", demo_id(s, unit->id),
                                  "number", arena_printf(s->work.arena, "%02d", i + 1), "name",
                                  name, "role", is_class ? "pupil" : "worker", "phone", phone),
                        &unit->rolls[unit->rolls_n], e);
        if (outcome != OK)
            return outcome;
        unit->rolls_n++;
    }
    return OK;
}

static enum outcome make_teams(struct demo_slice *s, struct err *e)
{
    struct demo *d = s->d;
    static const char *const roles[] = {"police", "cadre", "grid_worker", "medic"};
    for (int g = 0; g < 8 && g < d->grids_n; g++) {
        json_t *members = json_array();
        int n = g == 5 ? 3 : 4; /* one team is a member short: the plan warns */
        for (int i = 0; i < n; i++) {
            char name[40];
            demo_name(&d->rng, demo_chance(d, 0.6), demo_surname(&d->rng), name);
            json_array_append_new(members, json_pack("{s:s, s:s}", "role", roles[i], "name", name));
        }
        enum outcome outcome =
            demo_record(s, "team",
                        json_pack("{s:s, s:s, s:s, s:o}", "serves", demo_id(s, d->grids[g]), "name",
                                  arena_printf(s->work.arena, "第%d包保小组", g + 1), "pattern",
                                  "four_one", "members", members),
                        NULL, e);
        if (outcome != OK)
            return outcome;
    }
    return OK;
}

enum outcome demo_register(struct demo *d, struct err *e)
{
    enum outcome outcome = demo_write(d, make_command, NULL, e);
    if (outcome == OK)
        outcome = demo_write(d, make_orders, NULL, e);
    if (outcome == OK)
        outcome = demo_write(d, make_teams, NULL, e);
    d->now_ms += 3600000;
    struct register_state state = {0};
    while (outcome == OK && state.grid < d->grids_n - 2) {
        outcome = demo_write(d, make_households, &state, e);
        d->now_ms += 600000;
        demo_tell(d, "households");
    }
    for (int i = 0; outcome == OK && i < d->classes_n; i++)
        outcome = demo_write(d, make_rolls, &d->classes[i], e);
    for (int i = 0; outcome == OK && i < d->crews_n; i++)
        outcome = demo_write(d, make_rolls, &d->crews[i], e);
    return outcome;
}
