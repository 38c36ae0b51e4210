/* Duties over a working county with a clock that the test holds: opened, proved, late, missed,
 * excused, moved by levels and editions, told to people. */
#include <unistd.h>

#include "base/file.h"
#include "duty/duty.h"
#include "ledger/edition.h"
#include "office.h"
#include "place/place.h"
#include "value/time.h"

#define HOUR 3600000

static const struct hook *const hooks[] = {&duty_hook};

static void open_with_duties(struct office *o, struct test_store *t)
{
    int n;
    if (!op_find("duty.list")) {
        const struct op *rows = duty_ops(&n);
        op_register(rows, n);
    }
    office_open(o, t);
    ledger_hooks(&o->app, hooks, 1);
}

static void clock_to(struct office *o, const char *text)
{
    int64_t t;
    struct err e;
    assert_true(datetime_parse(text, strlen(text), 8 * 3600, &t));
    o->now_ms = t * 1000;
    must(duty_tick(&o->app, &e));
}

static int64_t order_of(struct office *o, const char *name)
{
    return office_add(o, o->community, "home_order", "\"at\":\"%lld\",\"name\":\"%s\"",
                      (long long)o->grid, name);
}

static int64_t visit(struct office *o, int64_t order, const char *at)
{
    return office_add(o, o->community, "visit", "\"order\":\"%lld\",\"at\":\"%s\"",
                      (long long)order, at);
}

static int64_t count_of(struct office *o, const char *sql)
{
    struct db *db;
    struct err e;
    int64_t n;
    must(db_open(&db, o->t->store, DB_READ, &e));
    must(db_int(&n, db, sql, NO_BIND, &e));
    db_close(db);
    return n;
}

#define VISITS(status)                                                                             \
    count_of(&o, "SELECT count(*) FROM duty_past WHERE rule = 'home_order.visit' AND status = '"   \
                 status "'")

static void counted(struct office *o, int in_time, int late, int missed, int excused)
{
    assert_int_equal(count_of(o, "SELECT sum(in_time) FROM duty_count"
                                 " WHERE rule = 'home_order.visit'"), in_time);
    assert_int_equal(count_of(o, "SELECT sum(late) FROM duty_count"
                                 " WHERE rule = 'home_order.visit'"), late);
    assert_int_equal(count_of(o, "SELECT sum(missed) FROM duty_count"
                                 " WHERE rule = 'home_order.visit'"), missed);
    assert_int_equal(count_of(o, "SELECT sum(excused) FROM duty_count"
                                 " WHERE rule = 'home_order.visit'"), excused);
}

static void checked(struct office *o)
{
    struct duty_report r;
    struct db *db;
    struct err e;
    const struct plan *plan = editions_hold(o->app.editions);
    must(db_open(&db, o->t->store, DB_READ, &e));
    must(duty_check(&o->app, db, plan, &r, &e));
    db_close(db);
    editions_release(o->app.editions, plan);
    if (r.wrong)
        fail_msg("duty_check: %s", r.fault);
}

static void a_visit_counts_for_its_window(void **state)
{
    SIDE(t);
    struct office o;
    open_with_duties(&o, t); /* 16:05 on a Monday */
    int64_t order = order_of(&o, "甲");
    clock_to(&o, "2026-11-24T09:00");
    visit(&o, order, "2026-11-24T09:00");
    assert_int_equal(VISITS("in_time"), 1);
    clock_to(&o, "2026-11-24T19:00"); /* grace until 19:30 */
    assert_int_equal(VISITS("late"), 0);
    clock_to(&o, "2026-11-24T19:31");
    assert_int_equal(VISITS("late"), 1);
    /* It was made at three and written down in the evening: in time. */
    visit(&o, order, "2026-11-24T15:00");
    assert_int_equal(VISITS("late"), 0);
    assert_int_equal(VISITS("in_time"), 2);
    (void)e;
    checked(&o);
    office_close(&o);
}

static void what_nobody_does_is_late_then_missed(void **state)
{
    SIDE(t);
    struct office o;
    open_with_duties(&o, t);
    int64_t order = order_of(&o, "甲");
    clock_to(&o, "2026-11-24T13:01");
    assert_int_equal(VISITS("late"), 1);
    visit(&o, order, "2026-11-24T13:01"); /* after the grace: done, but late */
    assert_int_equal(VISITS("late"), 1);
    assert_int_equal(count_of(&o, "SELECT count(*) FROM duty_past WHERE is_open = 1"
                                  " AND rule = 'home_order.visit'"), 0);
    clock_to(&o, "2026-11-24T20:00"); /* the afternoon */
    clock_to(&o, "2026-11-25T08:00"); /* the morning opens: it cannot be made good any more */
    assert_int_equal(VISITS("missed"), 1);
    counted(&o, 0, 1, 1, 0);
    /* …but a paper that says otherwise still counts. */
    visit(&o, order, "2026-11-24T16:00");
    counted(&o, 1, 1, 0, 0);
    (void)e;
    checked(&o);
    office_close(&o);
}

static void two_visits_prove_one_duty_once(void **state)
{
    SIDE(t);
    struct office o;
    open_with_duties(&o, t);
    int64_t order = order_of(&o, "甲");
    clock_to(&o, "2026-11-24T09:00");
    visit(&o, order, "2026-11-24T08:30");
    visit(&o, order, "2026-11-24T08:45");
    counted(&o, 1, 0, 0, 0);
    (void)e;
    checked(&o);
    office_close(&o);
}

static void a_voided_visit_proves_nothing(void **state)
{
    SIDE(t);
    struct office o;
    char id[40], ledger[] = "ledger=visit";
    open_with_duties(&o, t);
    int64_t order = order_of(&o, "甲");
    clock_to(&o, "2026-11-24T09:00");
    snprintf(id, sizeof id, "id=%lld", (long long)visit(&o, order, "2026-11-24T08:30"));
    assert_int_equal(office_call(&o, o.community, "record.move", NULL, ledger, id, "move=void",
                                 NULL), OK);
    counted(&o, 0, 0, 0, 0);
    clock_to(&o, "2026-11-24T13:01");
    counted(&o, 0, 1, 0, 0);
    (void)e;
    checked(&o);
    office_close(&o);
}

static void could_not_because_is_an_answer(void **state)
{
    SIDE(t);
    struct office o;
    char id[40], subject[60];
    open_with_duties(&o, t);
    int64_t order = order_of(&o, "甲");
    clock_to(&o, "2026-11-24T13:01");
    assert_int_equal(office_call(&o, o.community, "duty.list", NULL, "late=true",
                                 "rule=home_order.visit", NULL), OK);
    snprintf(id, sizeof id, "id=%s", office_text(&o, "rows.0.id"));
    assert_string_equal(office_text(&o, "rows.0.subject.title"), "甲");
    assert_int_equal(office_call(&o, o.staff, "duty.could_not", NULL, id, "reason=not mine", NULL),
                     NOT_FOUND);
    assert_int_equal(office_call(&o, o.community, "duty.could_not", NULL, id, "reason=", NULL),
                     REFUSED);
    assert_int_equal(office_call(&o, o.community, "duty.could_not", NULL, id,
                                 "reason=taken to hospital", NULL), OK);
    counted(&o, 0, 0, 0, 1);
    /* Ahead of time, too. */
    snprintf(subject, sizeof subject, "subject=%lld", (long long)order);
    assert_int_equal(office_call(&o, o.grid_worker, "duty.could_not", NULL,
                                 "rule=home_order.visit", subject, "reason=at the clinic", NULL),
                     OK);
    counted(&o, 0, 0, 0, 2);
    assert_int_equal(count_of(&o, "SELECT count(*) FROM journal WHERE act = 'duty.answer'"), 2);
    (void)e;
    office_close(&o);
}

static void a_record_that_ends_ends_its_duties(void **state)
{
    SIDE(t);
    struct office o;
    char id[40];
    open_with_duties(&o, t);
    snprintf(id, sizeof id, "id=%lld", (long long)order_of(&o, "甲"));
    clock_to(&o, "2026-11-24T13:01"); /* late */
    assert_int_equal(office_call(&o, o.community, "record.move", NULL, "ledger=home_order", id,
                                 "move=release", NULL), OK);
    assert_int_equal(count_of(&o, "SELECT count(*) FROM duty WHERE rule LIKE 'home_order%'"), 0);
    assert_int_equal(count_of(&o, "SELECT count(*) FROM duty_past WHERE is_open = 1"
                                  " AND rule LIKE 'home_order%'"), 0);
    (void)e;
    checked(&o);
    office_close(&o);
}

static void a_record_may_prove_itself(void **state)
{
    SIDE(t);
    struct office o;
    char id[40];
    open_with_duties(&o, t);
    snprintf(id, sizeof id, "id=%lld", (long long)order_of(&o, "甲"));
    assert_int_equal(office_call(&o, o.community, "record.move", NULL, "ledger=home_order", id,
                                 "move=fall_ill", NULL), OK);
    assert_int_equal(count_of(&o, "SELECT due_at FROM duty WHERE rule = 'home_order.phone'"),
                     o.now_ms / 1000 + 3600);
    o.now_ms += HOUR / 2;
    o.if_match = 2;
    assert_int_equal(office_call(&o, o.community, "record.amend",
                                 "{\"fields\":{\"phoned_at\":\"2026-11-23T16:20\"}}",
                                 "ledger=home_order", id, NULL), OK);
    assert_int_equal(count_of(&o, "SELECT count(*) FROM duty_past WHERE status = 'in_time'"
                                  " AND rule = 'home_order.phone'"), 1);
    assert_int_equal(count_of(&o, "SELECT count(*) FROM duty WHERE rule = 'home_order.phone'"), 0);
    clock_to(&o, "2026-11-24T00:01"); /* a new day settles everything: it does not come back */
    assert_int_equal(count_of(&o, "SELECT count(*) FROM duty WHERE rule = 'home_order.phone'"), 0);
    (void)e;
    checked(&o);
    office_close(&o);
}

static void three_days_without_a_server_lose_nothing(void **state)
{
    SIDE(t);
    struct office o;
    char name[40];
    open_with_duties(&o, t);
    for (int i = 0; i < 30; i++) {
        snprintf(name, sizeof name, "人%d", i);
        order_of(&o, name);
    }
    clock_to(&o, "2026-11-27T10:00"); /* Tuesday to Thursday: six visits each */
    assert_int_equal(VISITS("missed") + VISITS("late"), 180);
    assert_int_equal(count_of(&o, "SELECT count(*) FROM alarm WHERE rule = 'home_order.visit'"),
                     1); /* one grid, the last step only */
    assert_int_equal(count_of(&o, "SELECT n FROM alarm WHERE rule = 'home_order.visit'"), 180);
    (void)e;
    checked(&o);
    office_close(&o);
}

/* Written down on paper and imported days later: each counts for its window; taken back, none. */
static void imported_visits_count_for_their_windows(void **state)
{
    SIDE(t);
    struct office o;
    char csv[300], path[200], batch[60];
    int64_t job;
    open_with_duties(&o, t);
    int64_t order = order_of(&o, "甲");
    clock_to(&o, "2026-11-25T10:00");
    assert_int_equal(VISITS("in_time"), 0);
    snprintf(csv, sizeof csv, "order,at\n%lld,2026-11-24 09:00\n%lld,2026-11-24 15:00\n",
             (long long)order, (long long)order);
    snprintf(path, sizeof path, "%s/visits.csv", t->folder);
    must(file_write(path, csv, strlen(csv), 0600, &e));
    o.file_path = path;
    must(office_call(&o, o.community, "ledger.import", NULL, "ledger=visit", NULL));
    o.file_path = NULL;
    assert_true(text_int(office_text(&o, "job"), strlen(office_text(&o, "job")), &job));
    must(office_job(&o, job));
    clock_to(&o, "2026-11-25T10:01");
    assert_int_equal(VISITS("in_time"), 2);
    assert_int_equal(count_of(&o, "SELECT count(*) FROM duty_batch"), 0);
    must(office_call(&o, o.community, "import.list", NULL, NULL));
    snprintf(batch, sizeof batch, "id=%s", office_text(&o, "rows.0.id"));
    must(office_call(&o, o.community, "import.take_back", NULL, batch, NULL));
    assert_true(text_int(office_text(&o, "job"), strlen(office_text(&o, "job")), &job));
    must(office_job(&o, job));
    clock_to(&o, "2026-11-25T10:02");
    assert_int_equal(VISITS("in_time"), 0);
    unlink(path);
    checked(&o);
    office_close(&o);
}

static void alarms_climb_until_taken_up(void **state)
{
    SIDE(t);
    struct office o;
    char id[40];
    open_with_duties(&o, t);
    order_of(&o, "甲");
    order_of(&o, "乙");
    clock_to(&o, "2026-11-24T13:01");
    assert_int_equal(count_of(&o, "SELECT count(*) FROM alarm"), 0);
    clock_to(&o, "2026-11-24T15:01"); /* two hours late: the community, both in one */
    assert_int_equal(office_call(&o, o.community, "alarm.list", NULL, "mine=true", NULL), OK);
    assert_string_equal(office_text(&o, "rows.0.rule"), "home_order.visit");
    assert_int_equal(count_of(&o, "SELECT n FROM alarm"), 2);
    snprintf(id, sizeof id, "id=%s", office_text(&o, "rows.0.id"));
    assert_int_equal(office_call(&o, o.other_community, "alarm.take", NULL, id, NULL), NOT_FOUND);
    assert_int_equal(office_call(&o, o.community, "alarm.take", NULL, id, NULL), OK);
    clock_to(&o, "2026-11-24T19:29"); /* past the second step: nobody above is told */
    assert_int_equal(count_of(&o, "SELECT count(*) FROM alarm WHERE rule = 'home_order.visit'"),
                     1);
    clock_to(&o, "2026-11-25T07:01"); /* the afternoon's fell in the night and waited */
    assert_int_equal(count_of(&o, "SELECT count(*) FROM alarm WHERE rule = 'home_order.visit'"),
                     2);
    assert_int_equal(office_call(&o, o.command, "alarm.list", NULL, "mine=true", NULL), OK);
    (void)e;
    office_close(&o);
}

static void life_and_safety_wakes_people(void **state)
{
    SIDE(t);
    struct office o;
    char id[40];
    open_with_duties(&o, t);
    snprintf(id, sizeof id, "id=%lld", (long long)order_of(&o, "甲"));
    clock_to(&o, "2026-11-23T23:00");
    assert_int_equal(office_call(&o, o.community, "record.move", NULL, "ledger=home_order", id,
                                 "move=fall_ill", NULL), OK);
    clock_to(&o, "2026-11-24T00:01");
    assert_int_equal(count_of(&o, "SELECT count(*) FROM alarm WHERE rule = 'home_order.phone'"),
                     1);
    (void)e;
    office_close(&o);
}

static void a_trigger_proposes_and_activates_nothing(void **state)
{
    SIDE(t);
    struct office o;
    char place[60];
    open_with_duties(&o, t);
    snprintf(place, sizeof place, "place=%lld", (long long)o.county);
    assert_int_equal(office_call(&o, o.community, "level.proposals", NULL, place, NULL), NOT_FOUND);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(office_call(&o, o.command, "level.proposals", NULL, place, NULL), OK);
        assert_string_equal(office_text(&o, "rows.0.level"), "");
        office_add(&o, o.staff, "entry", "\"station\":\"%lld\",\"note\":\"%d\"",
                   (long long)o.checkpoint, i);
    }
    assert_int_equal(office_call(&o, o.command, "level.proposals", NULL, place, NULL), OK);
    assert_string_equal(office_text(&o, "rows.0.level"), "II");
    clock_to(&o, "2026-11-24T09:00");
    assert_int_equal(count_of(&o, "SELECT count(*) FROM level_state"), 0);
    assert_int_equal(office_call(&o, 0, "level.activate", NULL, place, "level=II", "authority=x",
                                 "document=1", "reason=x", NULL), OK);
    assert_int_equal(office_call(&o, o.command, "level.proposals", NULL, place, NULL), OK);
    assert_string_equal(office_text(&o, "rows.0.level"), "");
    (void)e;
    office_close(&o);
}

static void a_level_moves_live_duties_and_says_how_many(void **state)
{
    SIDE(t);
    struct office o;
    char place[60];
    open_with_duties(&o, t);
    order_of(&o, "甲");
    order_of(&o, "乙");
    clock_to(&o, "2026-11-24T07:30");
    snprintf(place, sizeof place, "place=%lld", (long long)o.street);
    assert_int_equal(office_call(&o, o.command, "level.preview", NULL, place, "level=II", NULL),
                     OK);
    assert_string_equal(office_text(&o, "standards.0.name"), "visits_per_day");
    assert_string_equal(office_text(&o, "duties.0.rule"), "home_order.visit");
    assert_int_equal(json_integer_value(json_object_get(o.body, "moves")), 2);
    assert_int_equal(office_call(&o, 0, "level.activate", NULL, place, "level=II",
                                 "authority=x", "document=1", "reason=x", NULL), OK);
    clock_to(&o, "2026-11-24T07:31");
    assert_int_equal(count_of(&o, "SELECT moved FROM duty_switch ORDER BY id DESC LIMIT 1"), 2);
    /* Three a day now: the first ends at 11:10, and nobody became late by it. */
    assert_int_equal(count_of(&o, "SELECT max(due_at) - min(opens_at) FROM duty"
                                  " WHERE rule = 'home_order.visit'"), 11400);
    assert_int_equal(VISITS("late"), 0);
    (void)e;
    checked(&o);
    office_close(&o);
}

static void a_new_edition_moves_live_duties(void **state)
{
    SIDE(t);
    struct office o;
    open_with_duties(&o, t);
    order_of(&o, "甲");
    clock_to(&o, "2026-11-24T07:30");
    assert_int_equal(office_edition(&o, "visits_per_day: {value: 2", "visits_per_day: {value: 1"),
                     OK);
    clock_to(&o, "2026-11-24T07:31");
    assert_int_equal(count_of(&o, "SELECT moved FROM duty_switch ORDER BY id DESC LIMIT 1"), 1);
    assert_int_equal(office_edition(&o, "      weekly:\n        label",
                                    "      weekly_b:\n        label"), OK);
    clock_to(&o, "2026-11-24T07:32");
    assert_int_equal(count_of(&o, "SELECT count(*) FROM duty WHERE rule = 'home_order.weekly'"),
                     0);
    assert_int_equal(count_of(&o, "SELECT count(*) FROM duty WHERE rule = 'home_order.weekly_b'"),
                     1);
    (void)e;
    checked(&o);
    office_close(&o);
}

static void places_have_duties_of_their_own(void **state)
{
    SIDE(t);
    struct office o;
    open_with_duties(&o, t);
    clock_to(&o, "2026-11-23T16:05");
    assert_int_equal(count_of(&o, "SELECT count(*) FROM duty WHERE rule = 'daily_report'"), 3);
    assert_int_equal(count_of(&o, "SELECT count(*) FROM duty WHERE rule = 'wash'"), 1);
    office_add(&o, o.staff, "entry", "\"station\":\"%lld\"", (long long)o.checkpoint);
    assert_int_equal(count_of(&o, "SELECT count(*) FROM duty_past WHERE status = 'in_time'"
                                  " AND rule = 'wash'"), 1);
    clock_to(&o, "2026-11-23T17:01");
    assert_int_equal(count_of(&o, "SELECT count(*) FROM duty_past WHERE status = 'late'"
                                  " AND rule = 'daily_report'"), 3);
    (void)e;
    checked(&o);
    office_close(&o);
}

static void a_clock_that_jumps_back_loses_nothing(void **state)
{
    SIDE(t);
    struct office o;
    open_with_duties(&o, t);
    int64_t order = order_of(&o, "甲");
    clock_to(&o, "2026-11-24T13:01");
    assert_int_equal(VISITS("late"), 1);
    clock_to(&o, "2026-11-24T09:00"); /* set back by four hours */
    visit(&o, order, "2026-11-24T09:00");
    counted(&o, 1, 0, 0, 0);
    clock_to(&o, "2026-11-24T13:02");
    counted(&o, 1, 0, 0, 0);
    (void)e;
    checked(&o);
    office_close(&o);
}

static void lists_keep_to_ones_scope(void **state)
{
    SIDE(t);
    struct office o;
    open_with_duties(&o, t);
    order_of(&o, "甲");
    assert_int_equal(office_call(&o, o.community, "duty.list", NULL, "due=2026-11-25",
                                 "rule=home_order.visit", NULL), OK);
    assert_int_equal(json_array_size(json_object_get(o.body, "rows")), 1);
    assert_int_equal(office_call(&o, o.other_community, "duty.list", NULL, "due=2026-11-25",
                                 "rule=home_order.visit", NULL), OK);
    assert_int_equal(json_array_size(json_object_get(o.body, "rows")), 0);
    assert_int_equal(office_call(&o, o.grid_worker, "duty.list", NULL, "due=2026-11-25",
                                 "mine=true", NULL), OK);
    assert_int_equal(json_array_size(json_object_get(o.body, "rows")), 1);
    assert_int_equal(office_call(&o, o.staff, "duty.mine", NULL, NULL), OK);
    assert_int_equal(json_integer_value(json_object_get(o.body, "late")), 0);
    (void)e;
    office_close(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIDES(a_visit_counts_for_its_window),
        SIDES(what_nobody_does_is_late_then_missed),
        SIDES(two_visits_prove_one_duty_once),
        SIDES(a_voided_visit_proves_nothing),
        SIDES(could_not_because_is_an_answer),
        SIDES(a_record_that_ends_ends_its_duties),
        SIDES(a_record_may_prove_itself),
        SIDES(three_days_without_a_server_lose_nothing),
        SIDES(imported_visits_count_for_their_windows),
        SIDES(alarms_climb_until_taken_up),
        SIDES(life_and_safety_wakes_people),
        SIDES(a_trigger_proposes_and_activates_nothing),
        SIDES(a_level_moves_live_duties_and_says_how_many),
        SIDES(a_new_edition_moves_live_duties),
        SIDES(places_have_duties_of_their_own),
        SIDES(a_clock_that_jumps_back_loses_nothing),
        SIDES(lists_keep_to_ones_scope),
    };
    return cmocka_run_group_tests_name("mission A2 A4 B5 B6: duties", tests, NULL, NULL);
}
