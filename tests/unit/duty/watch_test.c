/* Rosters over a working county: who is on is told first, then leaders and the places above; shifts
 * change hands by consent; what is left is accepted by name. */
#include "duty/duty.h"
#include "office.h"
#include "value/time.h"

static const struct hook *const hooks[] = {&duty_hook};
static char village[60], county[60];

static void clock_to(struct office *o, const char *text)
{
    int64_t t;
    struct err e;
    assert_true(datetime_parse(text, strlen(text), 8 * 3600, &t));
    o->now_ms = t * 1000;
    must(duty_tick(&o->app, &e));
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

static void put_on(struct office *o, const char *roster, const char *place, int64_t user)
{
    char who[40], which[40];
    snprintf(who, sizeof who, "user=%lld", (long long)user);
    snprintf(which, sizeof which, "roster=%s", roster);
    if (office_call(o, o->command, "roster.member_add", NULL, which, place, who, NULL) != OK)
        fail_msg("%s: %s", roster, o->e.en);
}

/* Two people on the village's watch, one chief; November published. Monday the 23rd, 16:05. */
static void open_with_watch(struct office *o, struct test_store *t)
{
    int n;
    const struct op *rows = duty_ops(&n);
    op_register(rows, n);
    rows = roster_ops(&n);
    op_register(rows, n);
    office_open(o, t);
    ledger_hooks(&o->app, hooks, 1);
    snprintf(village, sizeof village, "place=%lld", (long long)o->village);
    snprintf(county, sizeof county, "place=%lld", (long long)o->county);
    put_on(o, "watch", village, o->staff);
    put_on(o, "watch", village, o->other_community);
    put_on(o, "chiefs", county, o->grid_worker);
    for (int i = 0; i < 2; i++) {
        const char *roster = i ? "roster=chiefs" : "roster=watch", *place = i ? county : village;
        assert_int_equal(office_call(o, o->command, "roster.make", NULL, roster, place, NULL), OK);
        assert_int_equal(office_call(o, o->command, "roster.publish", NULL, roster, place, NULL),
                         OK);
    }
}

static int64_t on_now(struct office *o)
{
    assert_int_equal(office_call(o, o->command, "roster.now", NULL, village, NULL), OK);
    return strtoll(office_text(o, "rows.0.person.id"), NULL, 10);
}

static int64_t told(struct office *o, const char *why)
{
    char sql[200];
    snprintf(sql, sizeof sql,
             "SELECT min(t.account) FROM alarm_to t JOIN alarm a ON a.id = t.alarm WHERE"
             " a.rule = 'home_order.visit' AND a.why = '%s'", why);
    return count_of(o, sql);
}

static void the_ladder_asks_who_is_on_then_climbs(void **state)
{
    SIDE(t);
    struct office o;
    open_with_watch(&o, t);
    office_add(&o, o.community, "home_order", "\"at\":\"%lld\",\"name\":\"甲\"",
               (long long)o.grid);
    clock_to(&o, "2026-11-24T15:01"); /* two hours late: for the community, whose watch it is */
    assert_int_equal(told(&o, "roster"), on_now(&o));
    assert_int_equal(told(&o, "post"), 0);
    clock_to(&o, "2026-11-24T19:01"); /* the plan's last step: the headquarters */
    assert_int_equal(told(&o, "post"), o.command);
    assert_int_equal(told(&o, "leader"), 0);
    clock_to(&o, "2026-11-25T07:01"); /* nobody took it up; the night was quiet */
    assert_int_equal(told(&o, "leader"), o.grid_worker);
    clock_to(&o, "2026-11-25T11:02"); /* no deputy: on to the administrators above */
    assert_int_equal(told(&o, "above"), o.command);
    int64_t n = count_of(&o, "SELECT count(*) FROM alarm a JOIN duty_past p ON p.alarm = a.id"
                             " WHERE p.step_at > 0 AND a.why = 'above'");
    clock_to(&o, "2026-11-25T15:03"); /* nobody is left above them */
    assert_true(count_of(&o, "SELECT count(*) FROM duty_past WHERE step_at > 0 AND step > 4") <= n);
    (void)e;
    office_close(&o);
}

static void taking_up_ends_the_climb(void **state)
{
    SIDE(t);
    struct office o;
    char id[40];
    open_with_watch(&o, t);
    office_add(&o, o.community, "home_order", "\"at\":\"%lld\",\"name\":\"甲\"",
               (long long)o.grid);
    clock_to(&o, "2026-11-24T15:01");
    int64_t who = on_now(&o);
    assert_int_equal(office_call(&o, who, "alarm.list", NULL, "mine=true", NULL), OK);
    snprintf(id, sizeof id, "id=%s", office_text(&o, "rows.0.id"));
    assert_int_equal(office_call(&o, who, "alarm.take", NULL, id, NULL), OK);
    clock_to(&o, "2026-11-24T19:29"); /* the afternoon's is not late yet */
    assert_int_equal(told(&o, "post"), 0);
    assert_int_equal(told(&o, "leader"), 0);
    (void)e;
    office_close(&o);
}

/* Seats of one day: the day's, the night's. */
static void seats_of(struct office *o, int64_t day, int64_t ret_seat[2], int64_t ret_who[2])
{
    char sql[200];
    for (int i = 0; i < 2; i++) {
        const char *shift = i ? "night" : "day";
        snprintf(sql, sizeof sql,
                 "SELECT id FROM roster_seat WHERE roster = 'watch' AND day = %lld"
                 " AND shift = '%s'",
                 (long long)day, shift);
        ret_seat[i] = count_of(o, sql);
        snprintf(sql, sizeof sql, "SELECT account FROM roster_seat WHERE id = %lld",
                 (long long)ret_seat[i]);
        ret_who[i] = count_of(o, sql);
    }
}

static void shifts_change_hands_by_consent(void **state)
{
    SIDE(t);
    struct office o;
    int64_t seat[2], who[2], now_who[2], day = date_from_civil(2026, 11, 26);
    char a[40], b[40], to[40], id[40];
    open_with_watch(&o, t);
    seats_of(&o, day, seat, who);
    snprintf(a, sizeof a, "seat=%lld", (long long)seat[0]);
    snprintf(b, sizeof b, "with=%lld", (long long)seat[1]);
    snprintf(to, sizeof to, "to=%lld", (long long)who[1]);
    /* Not another's shift, not to a stranger. */
    assert_int_equal(office_call(&o, who[1], "roster.swap_ask", NULL, a, b, NULL), REFUSED);
    snprintf(id, sizeof id, "to=%lld", (long long)o.community);
    assert_int_equal(office_call(&o, who[0], "roster.swap_ask", NULL, a, id, NULL), REFUSED);
    /* Twice on one day breaks a rule: it is told, and nothing changes. */
    assert_int_equal(office_call(&o, who[0], "roster.swap_ask", NULL, a, to, NULL), OK);
    snprintf(id, sizeof id, "id=%lld", (long long)office_id(&o));
    assert_int_equal(office_call(&o, who[0], "roster.swap_answer", NULL, id, "yes=true", NULL),
                     REFUSED);
    assert_int_equal(office_call(&o, o.community, "roster.swap_answer", NULL, id, "yes=true", NULL),
                     NOT_FOUND);
    assert_int_equal(office_call(&o, who[1], "roster.swap_answer", NULL, id, "yes=true", NULL),
                     REFUSED);
    assert_string_equal(o.e.rule, "double");
    seats_of(&o, day, seat, now_who);
    assert_int_equal(now_who[0], who[0]);
    assert_int_equal(office_call(&o, who[1], "roster.swap_answer", NULL, id, NULL), OK);
    /* Day for night, both agree. */
    assert_int_equal(office_call(&o, who[0], "roster.swap_ask", NULL, a, b, NULL), OK);
    snprintf(id, sizeof id, "id=%lld", (long long)office_id(&o));
    assert_int_equal(office_call(&o, who[1], "roster.mine", NULL, NULL), OK);
    assert_string_equal(office_text(&o, "asked.0.id"), id + 3);
    assert_int_equal(office_call(&o, who[1], "roster.swap_answer", NULL, id, "yes=true", NULL), OK);
    seats_of(&o, day, seat, now_who);
    assert_int_equal(now_who[0], who[1]);
    assert_int_equal(now_who[1], who[0]);
    (void)e;
    office_close(&o);
}

static void what_is_left_is_accepted_by_the_next_shift(void **state)
{
    SIDE(t);
    struct office o;
    char id[40], body[200];
    open_with_watch(&o, t);
    clock_to(&o, "2026-11-25T19:00");
    int64_t writer = on_now(&o);
    int64_t next = writer == o.staff ? o.other_community : o.staff;
    snprintf(body, sizeof body,
             "{\"roster\":\"watch\",\"place\":\"%lld\",\"text\":\"三号楼待送药\"}",
             (long long)o.village);
    assert_int_equal(office_call(&o, o.command, "roster.note_add", body, NULL), REFUSED);
    assert_int_equal(office_call(&o, writer, "roster.note_add", body, NULL), OK);
    snprintf(id, sizeof id, "id=%lld", (long long)office_id(&o));
    assert_int_equal(office_call(&o, next, "roster.note_accept", NULL, id, NULL), REFUSED);
    clock_to(&o, "2026-11-25T20:10"); /* the next shift is on and has not accepted: it is told */
    assert_int_equal(office_call(&o, o.command, "roster.problems", NULL, village, NULL), OK);
    assert_string_equal(office_text(&o, "rows.0.fault"), "not_accepted");
    assert_int_equal(office_call(&o, writer, "roster.note_accept", NULL, id, NULL), REFUSED);
    assert_int_equal(office_call(&o, next, "roster.mine", NULL, NULL), OK);
    assert_string_equal(office_text(&o, "notes.0.text"), "三号楼待送药");
    assert_int_equal(office_call(&o, next, "roster.note_accept", NULL, id, NULL), OK);
    assert_int_equal(office_call(&o, next, "roster.note_accept", NULL, id, NULL), CONFLICT);
    assert_int_equal(count_of(&o, "SELECT accepted_by FROM roster_note"), next);
    (void)e;
    office_close(&o);
}

static void absences_are_kept_and_drafts_are_not_duty(void **state)
{
    SIDE(t);
    struct office o;
    char who[40];
    open_with_watch(&o, t);
    snprintf(who, sizeof who, "user=%lld", (long long)o.staff);
    assert_int_equal(office_call(&o, o.community, "roster.away_add", NULL, who, "from=2026-12-03",
                                 "to=2026-12-05", "reason=x", NULL), DENIED);
    assert_int_equal(office_call(&o, o.staff, "roster.away_add", NULL, "from=2026-12-03",
                                 "to=2026-12-05", "reason=探亲", NULL), OK);
    assert_int_equal(office_call(&o, o.command, "roster.make", NULL, "roster=watch", village,
                                 "month=2026-12", NULL), OK);
    assert_string_equal(office_text(&o, "vacant"), "3"); /* one of two is away three days */
    assert_int_equal(count_of(&o, "SELECT count(*) FROM roster_seat s JOIN roster_away a ON"
                                  " a.account = s.account AND s.day BETWEEN a.from_day AND"
                                  " a.until_day"), 0);
    clock_to(&o, "2026-12-04T12:00"); /* the draft puts nobody on duty */
    assert_int_equal(on_now(&o), 0);
    (void)e;
    office_close(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIDES(the_ladder_asks_who_is_on_then_climbs),
        SIDES(taking_up_ends_the_climb),
        SIDES(shifts_change_hands_by_consent),
        SIDES(what_is_left_is_accepted_by_the_next_shift),
        SIDES(absences_are_kept_and_drafts_are_not_duty),
    };
    return cmocka_run_group_tests_name("mission A5: rosters at work", tests, NULL, NULL);
}
