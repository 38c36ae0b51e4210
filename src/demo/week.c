/* The last three days of the demo county, hour by hour: checkpoints, gates, daily health, triage.
 * What goes wrong on purpose: fevers that are held, drivers turned back, a class that missed its
 * noon check, absences, temperatures all alike at one gate, people waiting at the desk too long. */
#include "demo/demo_int.h"

#include "value/time.h"

#define STEP_MS 1800000 /* half an hour */

static const char *degrees(struct demo_slice *s, double fever_chance)
{
    struct demo *d = s->d;
    int tenths = demo_chance(d, fever_chance) ? 374 + demo_pick(d, 16) : 360 + demo_pick(d, 11);
    return arena_printf(s->work.arena, "%d.%d", tenths / 10, tenths % 10);
}

static bool is_fever(const char *degrees)
{
    return strcmp(degrees, "37.3") >= 0;
}

static const char *moment(struct demo_slice *s)
{
    return demo_time(s, s->d->now_ms - (int64_t)demo_pick(s->d, STEP_MS / 1000) * 1000);
}

static enum outcome one_vehicle(struct demo_slice *s, const struct demo_unit *at, struct err *e)
{
    static const char *const origins[] = {"西安市", "渭南市临渭区", "山西省运城市", "河南省灵宝市",
                                          "甘肃省天水市"};
    struct demo *d = s->d;
    double from = rng_unit(&d->rng);
    const char *origin_class = from < 0.72    ? "local"
                               : from < 0.92  ? "in_province"
                               : from < 0.985 ? "out_province"
                                              : "risk_area";
    bool is_local = from < 0.72, is_far = from >= 0.92;
    const char *temperature = degrees(s, 0.004);
    bool is_hot = is_fever(temperature), is_back = !is_hot && from >= 0.985 && demo_chance(d, 0.6);
    char plate[16], name[40], phone[12];
    demo_plate(&d->rng, is_local, plate);
    demo_name(&d->rng, demo_chance(d, 0.8), demo_surname(&d->rng), name);
    demo_phone(&d->rng, phone);
    bool is_truck = demo_chance(d, 0.2);
    json_t *fields = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:i, s:s, s:s, s:s, s:s}", "station", demo_id(s, at->id), "at",
        moment(s), "direction", demo_chance(d, 0.6) ? "inbound" : "outbound", "vehicle",
        is_truck ? "truck" : "car", "plate", plate, "people", 1 + demo_pick(d, is_truck ? 2 : 4),
        "driver", name, "origin_class", origin_class, "temperature", temperature, "decision",
        is_hot    ? "hold"
        : is_back ? "turn_back"
                  : "pass");
    if (is_far || demo_chance(d, 0.3))
        json_object_set_new(fields, "phone", json_string(phone));
    if (!is_local)
        json_object_set_new(fields, "origin",
                            json_string(origins[is_far ? 2 + demo_pick(d, 3) : demo_pick(d, 2)]));
    if (is_back)
        json_object_set_new(fields, "reason", json_string("无紧急事由，劝返"));
    return demo_record(s, "checkpoint_entry", fields, NULL, e);
}

static enum outcome roads(struct demo_slice *s, struct err *e)
{
    struct demo *d = s->d;
    int hour = (int)((d->now_ms / 1000 + d->plan->calendar.offset_s) % TIME_DAY / 3600);
    int busy = hour < 6 ? 1 : hour < 9 || (hour >= 16 && hour < 20) ? 9 : 6;
    for (int i = 0; i < d->checkpoints_n; i++) {
        int n = demo_pick(d, busy + (i < 3 ? 4 : 1));
        for (int k = 0; k < n; k++) {
            enum outcome outcome = one_vehicle(s, &d->checkpoints[i], e);
            if (outcome != OK)
                return outcome;
        }
    }
    return OK;
}

static enum outcome gates(struct demo_slice *s, struct err *e)
{
    struct demo *d = s->d;
    for (int i = 0; i < d->gates_n; i++) {
        int n = demo_pick(d, 6);
        for (int k = 0; k < n; k++) {
            bool is_visitor = demo_chance(d, 0.15);
            char name[40];
            demo_name(&d->rng, demo_chance(d, 0.5), demo_surname(&d->rng), name);
            int64_t household = d->households[demo_pick(d, d->households_n / 40 + 1)];
            json_t *fields = json_pack(
                "{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "gate", demo_id(s, d->gates[i].id), "at",
                moment(s), "direction", demo_chance(d, 0.5) ? "inbound" : "outbound", "who",
                is_visitor ? "visitor" : "resident", "household", demo_id(s, household), "name",
                name, "temperature", i == 4 ? "36.5" : degrees(s, 0.0));
            if (is_visitor)
                json_object_set_new(fields, "host_agrees", json_true());
            enum outcome outcome = demo_record(s, "gate_entry", fields, NULL, e);
            if (outcome != OK)
                return outcome;
        }
    }
    return OK;
}

struct check {
    struct demo_unit *unit;
    const char *session;
    bool is_class;
};

static enum outcome one_sheet(struct demo_slice *s, struct err *e)
{
    struct demo *d = s->d;
    const struct check *check = s->arg;
    for (int i = 0; i < check->unit->rolls_n; i++) {
        bool is_absent = demo_chance(d, 0.02);
        const char *temperature = degrees(s, 0.0012);
        int64_t day = date_of(d->now_ms / 1000, d->plan->calendar.offset_s);
        json_t *fields = json_pack(
            "{s:s, s:s, s:s, s:s}", "member", demo_id(s, check->unit->rolls[i]), "day",
            demo_day(s, day), "session", check->session, "attendance", is_absent ? "ill" : "here");
        if (is_absent)
            json_object_set_new(fields, "reason",
                                json_string(demo_chance(d, 0.5) ? "感冒就医" : "牙痛"));
        else
            json_object_set_new(fields, "temperature", json_string(temperature));
        enum outcome outcome = demo_record(s, "health_check", fields, NULL, e);
        if (outcome != OK)
            return outcome;
    }
    return OK;
}

static enum outcome sheets(struct demo *d, const char *session, struct err *e)
{
    enum outcome outcome = OK;
    for (int i = 0; outcome == OK && i < d->classes_n; i++) {
        struct check check = {&d->classes[i], session, true};
        if (i == 4 && strcmp(session, "noon") == 0)
            continue; /* this class forgets its noon check */
        outcome = demo_write(d, one_sheet, &check, e);
    }
    for (int i = 0; outcome == OK && i < d->crews_n; i++) {
        struct check check = {&d->crews[i], session, false};
        outcome = demo_write(d, one_sheet, &check, e);
    }
    return outcome;
}

static enum outcome desk(struct demo_slice *s, struct err *e)
{
    static const char *const conclusions[] = {"普通感冒，对症处理后离院", "急性胃肠炎，排除",
                                              "复测体温正常"};
    struct demo *d = s->d;
    int n = demo_pick(d, 5);
    for (int i = 0; i < n; i++) {
        char name[40], phone[12];
        bool is_male = demo_chance(d, 0.5), is_hot = demo_chance(d, 0.2);
        demo_name(&d->rng, is_male, demo_surname(&d->rng), name);
        demo_phone(&d->rng, phone);
        json_t *symptoms = json_array();
        if (is_hot)
            json_array_append_new(symptoms, json_string("fever"));
        if (demo_chance(d, 0.4))
            json_array_append_new(symptoms, json_string("cough"));
        int64_t id = 0;
        enum outcome outcome = demo_record(
            s, "triage",
            json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:s, s:s, s:o}", "station",
                      demo_id(s, demo_chance(d, 0.7) ? d->hospital : d->clinic), "came_at",
                      moment(s), "source", "walk_in", "name", name, "sex",
                      is_male ? "male" : "female", "age", 2 + demo_pick(d, 85), "phone", phone,
                      "temperature", degrees(s, is_hot ? 1.0 : 0.0), "symptoms", symptoms),
            &id, e);
        if (outcome == OK && is_hot && demo_chance(d, 0.5))
            outcome = demo_move(s, "triage", id, "hold", NULL, e);
        if (outcome == OK && demo_chance(d, 0.75))
            outcome = demo_move(s, "triage", id, "clear",
                                json_pack("{s:s}", "outcome", conclusions[demo_pick(d, 3)]), e);
        if (outcome != OK)
            return outcome;
    }
    return OK;
}

enum outcome demo_week(struct demo *d, struct err *e)
{
    int64_t end = d->options->now_ms;
    enum outcome outcome = OK;
    for (d->now_ms = end - 3 * (int64_t)TIME_DAY * 1000 + STEP_MS;
         outcome == OK && d->now_ms <= end; d->now_ms += STEP_MS) {
        int64_t minute = (d->now_ms / 1000 + d->plan->calendar.offset_s) % TIME_DAY / 60;
        outcome = demo_write(d, roads, NULL, e);
        if (outcome == OK && minute >= 360 && minute < 1320)
            outcome = demo_write(d, gates, NULL, e);
        if (outcome == OK && minute >= 480 && minute < 1080)
            outcome = demo_write(d, desk, NULL, e);
        if (outcome == OK && minute >= 480 && minute < 510)
            outcome = sheets(d, "morning", e);
        if (outcome == OK && minute >= 840 && minute < 870)
            outcome = sheets(d, "noon", e);
        demo_tell(d, "books");
    }
    return outcome;
}
