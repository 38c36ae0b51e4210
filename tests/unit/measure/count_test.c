/* Measures: counters that follow every change, against slow counting of the records. Rows J1, J2.
 */
#include "../ledger/office.h"

#include "ledger/edition.h"
#include "measure/measure.h"

#define OFFICE                                                                                     \
    SIDE(t);                                                                                       \
    struct office *o = malloc(sizeof *o);                                                          \
    office_open(o, t);                                                                             \
    (void)e;
#define OFFICE_END                                                                                 \
    office_close(o);                                                                               \
    free(o);

static void tick(struct office *o)
{
    struct err e;
    db_rollback(o->db);
    must(measure_tick(&o->app, &e));
}

/* Every ready measure counted again from the records. */
static void check_all(struct office *o, int64_t at_least)
{
    struct err e;
    struct measure_report report;
    const struct plan *plan = editions_hold(o->app.editions);
    db_rollback(o->db);
    must(db_begin_read(o->db, &e));
    must(measure_check(o->db, plan, &report, &e));
    db_rollback(o->db);
    editions_release(o->app.editions, plan);
    if (report.differing)
        fail_msg("%lld differ: %s", (long long)report.differing, report.fault);
    assert_true(report.measures >= at_least);
}

static const char *ask(struct office *o, int64_t user, const char *measure, const char *more,
                       const char *what)
{
    char m[60], args[5][60] = {""};
    const char *list[5] = {0};
    int n = 0;
    snprintf(m, sizeof m, "measure=%s", measure);
    for (const char *s = more; *s && n < 5; n++) {
        size_t len = strcspn(s, " ");
        snprintf(args[n], sizeof args[n], "%.*s", (int)len, s);
        list[n] = args[n];
        s += len + (s[len] == ' ');
    }
    if (office_call(o, user, "measure.show", NULL, m, list[0], list[1], list[2], list[3], list[4],
                    NULL) != OK)
        fail_msg("%s: %s", measure, o->e.en);
    return office_text(o, what);
}

static int64_t entry(struct office *o, const char *at, const char *vehicle, int people)
{
    return office_add(o, o->staff, "entry",
                      "\"station\":\"%lld\",\"at\":\"%s\",\"vehicle\":\"%s\",\"people\":%d,"
                      "\"plate\":\"陕E1234%d\"",
                      (long long)o->checkpoint, at, vehicle, people, people % 10);
}

static void call_move(struct office *o, int64_t user, const char *ledger, int64_t id,
                      const char *move)
{
    struct err e = {0};
    char l[40], i[40], m[40];
    snprintf(l, sizeof l, "ledger=%s", ledger);
    snprintf(i, sizeof i, "id=%lld", (long long)id);
    snprintf(m, sizeof m, "move=%s", move);
    if (office_call(o, user, "record.move", NULL, l, i, m, NULL) != OK)
        fail_msg("%s: %s", move, o->e.en);
    (void)e;
}

static void call_amend(struct office *o, int64_t user, const char *ledger, int64_t id,
                       const char *fields)
{
    char l[40], i[40], body[400];
    snprintf(l, sizeof l, "ledger=%s", ledger);
    snprintf(i, sizeof i, "id=%lld", (long long)id);
    snprintf(body, sizeof body, "{\"fields\":{%s}}", fields);
    if (office_call(o, user, "record.show", NULL, l, i, NULL) != OK)
        fail_msg("%s: %s", fields, o->e.en);
    o->if_match = o->etag;
    if (office_call(o, user, "record.amend", body, l, i, NULL) != OK)
        fail_msg("%s: %s", fields, o->e.en);
    o->if_match = -1;
}

static int rows_of(struct office *o, const char *where)
{
    char arg[300];
    snprintf(arg, sizeof arg, "where=%s", where);
    if (office_call(o, o->command, "record.list", NULL, "ledger=entry", arg, NULL) != OK)
        fail_msg("%s: %s", arg, o->e.en);
    return (int)json_array_size(json_object_get(o->body, "rows"));
}

static void flows_and_levels_follow_every_change(void **state)
{
    OFFICE
    int64_t a = office_house(o, "1"), b = office_house(o, "2");
    assert_string_equal(ask(o, o->command, "houses", "", "figures.0.value"), "2");
    assert_string_equal(office_text(o, "counted"), "false"); /* not begun: asked of the records */
    tick(o);
    assert_string_equal(ask(o, o->command, "houses", "", "figures.0.value"), "2");
    assert_string_equal(office_text(o, "counted"), "true");
    assert_string_equal(ask(o, o->command, "heads", "", "figures.0.value"), "4");
    call_amend(o, o->community, "house", a, "\"heads\":5");
    assert_string_equal(ask(o, o->command, "heads", "", "figures.0.value"), "7");
    call_move(o, o->community, "house", b, "move_away");
    assert_string_equal(ask(o, o->command, "houses", "", "figures.0.value"), "1");
    assert_string_equal(ask(o, o->command, "heads", "", "figures.0.value"), "5");
    tick(o);
    assert_string_equal(ask(o, o->command, "heads", "", "figures.0.value"), "5");
    /* Yesterday there was none; the day the change came on is the present one. */
    assert_string_equal(ask(o, o->command, "houses", "to=2026-11-22", "figures.0.value"), "0");
    o->now_ms += 86400000;
    int64_t c = office_house(o, "3");
    call_move(o, o->community, "house", c, "move_away");
    call_move(o, o->community, "house", a, "move_away");
    assert_string_equal(
        ask(o, o->command, "houses", "from=2026-11-22 to=2026-11-24 by=day", "figures.0.value"),
        "0");
    assert_string_equal(office_text(o, "figures.1.value"), "1");
    assert_string_equal(office_text(o, "figures.2.value"), "0");
    check_all(o, 8);
    OFFICE_END
}

static void figures_are_split_and_open_their_rows(void **state)
{
    OFFICE
    tick(o);
    entry(o, "2026-11-22T10:00", "car", 3);
    int64_t b = entry(o, "2026-11-22T17:00", "bus", 30);
    entry(o, "2026-11-23T15:00", "walker", 1);
    assert_string_equal(
        ask(o, o->command, "entries", "from=2026-11-22 to=2026-11-23 by=split", "figures.0.value"),
        "1");
    assert_string_equal(office_text(o, "figures.1.cell"), "bus");
    assert_string_equal(office_text(o, "figures.1.label"), "Bus");
    assert_string_equal(
        office_text(o, "figures.1.where"),
        "state != voided and at >= 2026-11-22 and at < 2026-11-24 and vehicle = bus");
    char where[300];
    snprintf(where, sizeof where, "%s", office_text(o, "figures.1.where"));
    assert_int_equal(rows_of(o, where), 1);
    /* A day from 16 to 16. */
    assert_string_equal(
        ask(o, o->command, "entries_16", "from=2026-11-22 to=2026-11-23 by=day", "figures.0.value"),
        "1");
    assert_string_equal(office_text(o, "figures.1.value"), "2");
    snprintf(where, sizeof where, "%s", office_text(o, "figures.1.where"));
    assert_int_equal(rows_of(o, where), 2);
    assert_string_equal(ask(o, o->command, "people_in", "from=2026-11-01", "figures.0.value"),
                        "34");
    assert_string_equal(ask(o, o->command, "stations", "from=2026-11-01", "figures.0.value"), "3");
    assert_string_equal(ask(o, o->command, "far_share", "from=2026-11-01", "figures.0.text"),
                        "0.0%");
    call_amend(o, o->staff, "entry", b, "\"origin\":\"far\"");
    assert_string_equal(ask(o, o->command, "far_share", "from=2026-11-01", "figures.0.text"),
                        "33.3%");
    /* Compared with the day before, and the year before. */
    assert_string_equal(ask(o, o->command, "entries", "compare=previous", "figures.0.change"),
                        "-1");
    assert_string_equal(ask(o, o->command, "entries", "compare=last_year", "figures.0.before"),
                        "0");
    assert_string_equal(office_text(o, "compared_from"), "2025-11-23");
    check_all(o, 8);
    OFFICE_END
}

static void a_correction_moves_the_past_and_leaves_a_trace(void **state)
{
    OFFICE
    tick(o);
    int64_t id = entry(o, "2026-11-23T10:00", "car", 3);
    must(office_call(o, o->command, "measure.trace", NULL, "measure=entries", "from=2026-11-01",
                     NULL));
    assert_int_equal(json_array_size(json_object_get(o->body, "changes")), 0);
    o->now_ms += 2 * 86400000;
    call_amend(o, o->staff, "entry", id, "\"at\":\"2026-11-22T10:00\"");
    assert_string_equal(
        ask(o, o->command, "entries", "from=2026-11-22 to=2026-11-23 by=day", "figures.0.value"),
        "1");
    assert_string_equal(office_text(o, "figures.1.value"), "0");
    must(office_call(o, o->command, "measure.trace", NULL, "measure=entries", "from=2026-11-01",
                     NULL));
    assert_int_equal(json_array_size(json_object_get(o->body, "changes")), 2);
    assert_string_equal(office_text(o, "changes.0.act"), "record.amend");
    assert_string_equal(office_text(o, "changes.0.by"), "staff");
    check_all(o, 8);
    OFFICE_END
}

static void one_counts_only_what_one_may_see(void **state)
{
    OFFICE
    tick(o);
    office_house(o, "1");
    office_add(o, o->other_community, "house", "\"at\":\"%lld\",\"door\":\"9\"",
               (long long)o->other_village);
    assert_string_equal(ask(o, o->command, "houses", "", "figures.0.value"), "2");
    assert_string_equal(ask(o, o->other_community, "houses", "", "figures.0.value"), "1");
    char place[60];
    snprintf(place, sizeof place, "place=%lld", (long long)o->street);
    assert_string_equal(ask(o, o->other_community, "houses", place, "figures.0.value"), "1");
    assert_string_equal(office_text(o, "counted"), "false");
    snprintf(place, sizeof place, "place=%lld by=place", (long long)o->street);
    assert_string_equal(ask(o, o->command, "houses", place, "figures.0.name"), "东街社区");
    assert_string_equal(office_text(o, "figures.0.value"), "1");
    assert_int_equal(office_call(o, o->staff, "measure.show", NULL, "measure=houses", NULL),
                     DENIED);
    assert_int_equal(
        office_call(o, o->command, "measure.show", NULL, "measure=heads", "public=1", NULL),
        REFUSED);
    entry(o, "2026-11-23T10:00", "car", 3);
    assert_string_equal(ask(o, o->command, "entries", "public=1", "figures.0.text"), "<5");
    OFFICE_END
}

static void totals_of_the_past_are_entered(void **state)
{
    OFFICE
    tick(o);
    char place[60];
    snprintf(place, sizeof place, "place=%lld", (long long)o->county);
    assert_int_equal(office_call(o, o->staff, "measure.opening", NULL, "measure=entries", place,
                                 "day=2025-11-23", "value=1200", "split=car", NULL),
                     DENIED);
    assert_int_equal(office_call(o, o->command, "measure.opening", NULL, "measure=entries", place,
                                 "day=2025-11-23", "value=1200", NULL),
                     REFUSED);
    must(office_call(o, o->command, "measure.opening", NULL, "measure=entries", place,
                     "day=2025-11-23", "value=1200", "split=car", "flag=over", NULL));
    assert_string_equal(ask(o, o->command, "entries", "to=2025-11-23", "figures.0.value"), "1200");
    assert_string_equal(office_text(o, "figures.0.flag"), "over");
    must(office_call(o, o->command, "measure.opening", NULL, "measure=entries", place,
                     "day=2025-11-23", "value=1300", "split=car", NULL));
    tick(o);
    assert_string_equal(ask(o, o->command, "entries", "to=2025-11-23", "figures.0.text"), "1,300");
    check_all(o, 8);
    OFFICE_END
}

/* Erased when their time is over: flows keep what was counted, levels do not. */
static void what_retention_erases_stays_counted(void **state)
{
    OFFICE
    tick(o);
    entry(o, "2026-11-23T10:00", "car", 3);
    int64_t b = office_house(o, "2");
    call_move(o, o->community, "house", b, "move_away");
    o->now_ms += INT64_C(40) * 86400000;
    for (int i = 0; i < 3; i++)
        office_tick(o);
    must(office_call(o, o->command, "record.list", NULL, "ledger=entry", NULL));
    assert_int_equal(json_array_size(json_object_get(o->body, "rows")), 0);
    assert_string_equal(ask(o, o->command, "entries", "to=2026-11-23", "figures.0.value"), "1");
    assert_string_equal(ask(o, o->command, "houses_new", "to=2026-11-23", "figures.0.value"), "1");
    assert_string_equal(ask(o, o->command, "houses", "", "figures.0.value"), "0");
    tick(o);
    check_all(o, 8);
    OFFICE_END
}

/* ---- random work against slow counting ---------------------------------------------------------
 */

static void random_change(struct office *o, struct rng *r, int64_t *entries, int *n)
{
    static const char *const vehicles[] = {"car", "bus", "walker"};
    char at[40], fields[200];
    int at_entry = *n ? (int)rng_below(r, (uint64_t)*n) : 0;
    int64_t id = *n ? entries[at_entry] : 0;
    snprintf(at, sizeof at, "2026-11-%02dT%02d:15", (int)(10 + rng_below(r, 13)),
             (int)rng_below(r, 16));
    switch (rng_below(r, 6)) {
    case 0:
        snprintf(fields, sizeof fields, "\"at\":\"%s\",\"people\":%d", at,
                 (int)rng_below(r, 50) + 1);
        break;
    case 1:
        snprintf(fields, sizeof fields, "\"origin\":\"%s\"", rng_below(r, 2) ? "far" : "local");
        break;
    default:
        if (*n < 200)
            entries[(*n)++] = entry(o, at, vehicles[rng_below(r, 3)], (int)rng_below(r, 40) + 1);
        return;
    }
    if (id)
        call_amend(o, o->staff, "entry", id, fields);
    if (id && rng_below(r, 4) == 0) { /* voided: it is amended no more */
        call_move(o, o->staff, "entry", id, "void");
        entries[at_entry] = entries[--*n];
    }
}

static void random_work_is_counted_right(void **state)
{
    OFFICE
    struct rng r;
    int64_t entries[200];
    int n = 0;
    rng_init(&r, 20261123);
    for (int round = 0; round < 12; round++) {
        for (int i = 0; i < 25; i++)
            random_change(o, &r, entries, &n);
        if (rng_below(&r, 2))
            tick(o);
        if (rng_below(&r, 3) == 0)
            office_restart(o); /* what waits to be folded is in the database */
        if (rng_below(&r, 3) == 0)
            o->now_ms += 86400000;
        check_all(o, 0);
    }
    tick(o);
    check_all(o, 8);
    OFFICE_END
}

/* A failing store at any moment: what was answered is counted, what was not is not. */
static void a_failing_store_counts_nothing_twice(void **state)
{
    OFFICE
    tick(o);
    for (int call = 1; call < 60; call++) {
        char body[300];
        snprintf(body, sizeof body,
                 "{\"fields\":{\"station\":\"%lld\",\"at\":\"2026-11-22T10:00\","
                 "\"vehicle\":\"walker\"}}",
                 (long long)o->checkpoint);
        store_fail_at(o->t->store, call, false);
        enum outcome outcome =
            office_call(o, o->staff, "record.create", body, "ledger=entry", NULL);
        store_fail_at(o->t->store, 0, false);
        check_all(o, 8);
        if (outcome == OK)
            break;
    }
    tick(o);
    check_all(o, 8);
    OFFICE_END
}

static void a_new_measure_counts_what_was_there(void **state)
{
    OFFICE
    tick(o);
    for (int i = 0; i < 30; i++)
        entry(o, "2026-11-22T10:00", i % 2 ? "car" : "walker", i + 1);
    must(office_edition(o, "  entries_16:",
                        "  walkers: {of: entry, count: records, on: at, where: "
                        "vehicle = walker}\n  entries_16:"));
    entry(o, "2026-11-22T11:00", "walker", 2);
    assert_string_equal(ask(o, o->command, "walkers", "to=2026-11-22", "figures.0.value"), "16");
    tick(o);
    assert_string_equal(ask(o, o->command, "walkers", "to=2026-11-22", "figures.0.value"), "16");
    assert_string_equal(office_text(o, "counted"), "true");
    check_all(o, 9);
    OFFICE_END
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIDES(flows_and_levels_follow_every_change),
        SIDES(figures_are_split_and_open_their_rows),
        SIDES(a_correction_moves_the_past_and_leaves_a_trace),
        SIDES(one_counts_only_what_one_may_see),
        SIDES(totals_of_the_past_are_entered),
        SIDES(what_retention_erases_stays_counted),
        SIDES(random_work_is_counted_right),
        SIDES(a_failing_store_counts_nothing_twice),
        SIDES(a_new_measure_counts_what_was_there),
    };
    return cmocka_run_group_tests_name("measure count", tests, NULL, NULL);
}
