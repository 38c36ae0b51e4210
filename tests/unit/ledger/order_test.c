/* Control orders, automatic moves, levels, consequences, retention. Rows A2, A7, C4. */
#include "office.h"
#include "value/time.h"

#define OFFICE                                                                                     \
    SIDE(t);                                                                                       \
    struct office *o = malloc(sizeof *o);                                                          \
    office_open(o, t);                                                                             \
    (void)e;
#define OFFICE_END                                                                                 \
    office_close(o);                                                                               \
    free(o);

static const char *arg_id(int64_t id)
{
    static _Thread_local char text[4][40];
    static _Thread_local int at;
    at = (at + 1) % 4;
    snprintf(text[at], sizeof text[at], "id=%lld", (long long)id);
    return text[at];
}

static int64_t add_order(struct office *o, int64_t area, const char *sunset)
{
    int64_t id =
        office_add(o, o->command, "control_order",
                   "\"area\":\"%lld\",\"authority\":\"县指挥部\",\"document_no\":\"%s-%lld\","
                   "\"purpose\":\"观察\",\"alternative\":\"无\",\"sunset\":\"%s\"",
                   (long long)area, sunset, (long long)area, sunset);
    return id;
}

static void move_to(struct office *o, int64_t user, const char *ledger, int64_t id,
                    const char *move)
{
    struct err e;
    char l[60], m[60];
    snprintf(l, sizeof l, "ledger=%s", ledger);
    snprintf(m, sizeof m, "move=%s", move);
    if (office_call(o, user, "record.move", NULL, l, arg_id(id), m, NULL) != OK)
        fail_msg("%s %s: %s", ledger, move, o->e.en);
    (void)e;
}

static const char *state_of(struct office *o, const char *ledger, int64_t id)
{
    char l[60];
    snprintf(l, sizeof l, "ledger=%s", ledger);
    if (office_call(o, 0, "record.show", NULL, l, arg_id(id), NULL) != OK)
        return "none";
    return office_text(o, "state");
}

static enum outcome try_home(struct office *o, int64_t order, int64_t person, int64_t *ret)
{
    char body[300];
    snprintf(body, sizeof body,
             "{\"fields\":{\"order\":\"%lld\",\"person\":\"%lld\",\"last_exposure\":\"2026-11-"
             "22T10:00\"}}",
             (long long)order, (long long)person);
    enum outcome got =
        office_call(o, o->community, "record.create", body, "ledger=home_order", NULL);
    if (got == OK)
        *ret = office_id(o);
    return got;
}

static void nobody_is_restricted_without_an_order_in_force(void **state)
{
    OFFICE
    int64_t person = office_person(o, office_house(o, "1"), "张三"), home = 0;
    int64_t order = add_order(o, o->village, "2026-11-26T00:00");
    int64_t elsewhere = add_order(o, o->other_village, "2026-11-26T00:00");
    assert_int_equal(try_home(o, order, person, &home), REFUSED); /* a draft */
    assert_string_equal(o->e.rule, "order_not_in_force");
    move_to(o, o->command, "control_order", order, "issue");
    move_to(o, o->command, "control_order", elsewhere, "issue");
    assert_int_equal(try_home(o, elsewhere, person, &home), REFUSED);
    assert_int_equal(try_home(o, order, person, &home), OK);
    assert_string_equal(office_text(o, "fields.release_at"), "2026-11-26T00:00:00+08:00");
    assert_string_equal(office_text(o, "kept.home_days"), "3");
    assert_string_equal(office_text(o, "title"), "张三");
    /* Once each. */
    int64_t again;
    assert_int_equal(try_home(o, order, person, &again), CONFLICT);
    /* Lifted: what it allowed ends in the same transaction, by the automatic move. */
    move_to(o, o->command, "control_order", order, "lift");
    assert_string_equal(state_of(o, "home_order", home), "released");
    assert_int_equal(try_home(o, order, person, &again), REFUSED);
    OFFICE_END
}

static void orders_lapse_and_release_by_the_clock(void **state)
{
    OFFICE
    int64_t house = office_house(o, "1"), a = 0, b = 0;
    int64_t one = office_person(o, house, "张三"), two = office_person(o, house, "李四");
    int64_t order = add_order(o, o->county, "2026-11-25T00:00");
    int64_t longer = add_order(o, o->county, "2026-12-25T00:00");
    move_to(o, o->command, "control_order", order, "issue");
    move_to(o, o->command, "control_order", longer, "issue");
    assert_int_equal(try_home(o, order, one, &a), OK);
    assert_int_equal(try_home(o, longer, two, &b), OK);
    office_tick(o);
    assert_string_equal(state_of(o, "home_order", a), "observing");
    o->now_ms += 2 * 86400000; /* 25th, 16:05 */
    office_tick(o);
    assert_string_equal(state_of(o, "control_order", order), "ended");
    assert_string_equal(state_of(o, "home_order", a), "released");
    assert_string_equal(state_of(o, "home_order", b), "observing");
    o->now_ms += 86400000;
    office_tick(o);
    assert_string_equal(state_of(o, "home_order", b), "released");
    OFFICE_END
}

/* A battery died, somebody set the date: nothing is lost, nothing ends early or twice. */
static void a_clock_going_back_breaks_nothing(void **state)
{
    OFFICE
    int64_t house = office_house(o, "1"), a = 0;
    int64_t person = office_person(o, house, "张三");
    int64_t order = add_order(o, o->county, "2026-11-25T00:00");
    move_to(o, o->command, "control_order", order, "issue");
    assert_int_equal(try_home(o, order, person, &a), OK);
    o->now_ms -= 26 * 3600000;
    office_tick(o);
    assert_string_equal(state_of(o, "home_order", a), "observing");
    int64_t later = office_house(o, "2");
    assert_true(later > house);
    o->if_match = 1;
    must(office_call(o, o->community, "record.amend", "{\"fields\":{\"heads\":3}}", "ledger=house",
                     arg_id(house), NULL));
    o->if_match = -1;
    must(office_call(o, o->community, "record.history", NULL, "ledger=house", arg_id(house), NULL));
    assert_string_equal(office_text(o, "rows.0.act"),
                        "record.amend"); /* in order of what was done */
    assert_string_equal(office_text(o, "rows.1.act"), "record.create");
    must(office_call(o, o->community, "record.list", NULL, "ledger=house", NULL));
    assert_string_equal(office_text(o, "rows.1.rev"), "2");
    o->now_ms += 26 * 3600000 + 2 * 86400000;
    office_tick(o);
    assert_string_equal(state_of(o, "home_order", a), "released");
    OFFICE_END
}

static void a_fever_makes_a_triage_and_an_alert(void **state)
{
    OFFICE
    int64_t person = office_person(o, office_house(o, "1"), "张三"), home = 0;
    int64_t order = add_order(o, o->village, "2026-11-26T00:00");
    move_to(o, o->command, "control_order", order, "issue");
    assert_int_equal(try_home(o, order, person, &home), OK);
    office_add(o, o->community, "visit", "\"order\":\"%lld\",\"temperature\":36.5",
               (long long)home);
    must(office_call(o, o->command, "record.list", NULL, "ledger=triage", NULL));
    assert_string_equal(office_titles(o), "");
    office_add(o, o->community, "visit", "\"order\":\"%lld\",\"temperature\":\"38.2\"",
               (long long)home);
    assert_string_equal(office_text(o, "fields.temperature"), "38.2");
    assert_int_equal(o->announced, 2);
    must(office_call(o, o->command, "record.list", NULL, "ledger=triage", NULL));
    assert_string_equal(office_titles(o), "居家");
    assert_string_equal(office_text(o, "rows.0.fields.temperature"), "38.2");
    assert_string_equal(office_text(o, "rows.0.fields.person.title"), "张三");
    must(office_call(o, o->command, "alert.list", NULL, NULL));
    assert_string_equal(office_text(o, "rows.0.text"), "Fever at home");
    char id[60];
    snprintf(id, sizeof id, "id=%s", office_text(o, "rows.0.id"));
    assert_int_equal(office_call(o, o->community, "alert.take", NULL, id, NULL), NOT_FOUND);
    must(office_call(o, o->command, "alert.take", NULL, id, NULL));
    must(office_call(o, o->command, "alert.list", NULL, NULL));
    assert_string_not_equal(office_text(o, "rows.0.taken_at"), "");
    must(office_call(o, o->community, "grid.show", NULL, "ledger=visit", NULL));
    assert_string_equal(office_titles(o), "张三");
    assert_string_not_equal(office_text(o, "rows.0.latest"), "");
    OFFICE_END
}

static void a_level_changes_a_standard_below_its_place(void **state)
{
    OFFICE
    char body[400];
    snprintf(body, sizeof body,
             "{\"fields\":{\"station\":\"%lld\",\"plate\":\"陕E12345\",\"temperature\":37.1}}",
             (long long)o->checkpoint);
    must(office_call(o, o->staff, "record.create", body, "ledger=entry", NULL));
    char level[300];
    snprintf(level, sizeof level,
             "{\"place\":\"%lld\",\"level\":\"II\",\"authority\":\"县指挥部\",\"document\":\"1号\","
             "\"reason\":\"病例\"}",
             (long long)o->street);
    assert_int_equal(office_call(o, o->community, "level.activate", level, NULL), DENIED);
    must(office_call(o, o->command, "level.activate", level, NULL));
    char id[60];
    snprintf(id, sizeof id, "id=%s", office_text(o, "id"));
    assert_int_equal(office_call(o, o->staff, "record.create", body, "ledger=entry", NULL),
                     REFUSED);
    assert_string_equal(o->e.rule, "fever_needs_holding");
    must(office_call(o, o->command, "level.list", NULL, NULL));
    assert_string_equal(office_text(o, "rows.0.level"), "II");
    must(office_call(o, o->command, "level.end", "{\"reason\":\"解除\"}", id, NULL));
    must(office_call(o, o->staff, "record.create", body, "ledger=entry", NULL));
    OFFICE_END
}

static void what_is_over_is_erased(void **state)
{
    OFFICE
    int64_t house = office_add(o, o->community, "house",
                               "\"at\":\"%lld\",\"door\":\"绝密门牌\",\"phone\":\"13812345678\"",
                               (long long)o->grid);
    int64_t entry = office_add(o, o->staff, "entry", "\"station\":\"%lld\",\"plate\":\"陕E12345\"",
                               (long long)o->checkpoint),
            n;
    move_to(o, o->community, "house", house, "move_away");
    o->now_ms += INT64_C(31) * 86400000;
    office_tick(o);
    office_tick(o);
    assert_string_equal(state_of(o, "house", house), "none");
    assert_string_equal(state_of(o, "entry", entry), "none");
    must(db_int(&n, o->db, "SELECT count(*) FROM journal_payload WHERE payload LIKE '%绝密门牌%'",
                NO_BIND, &e));
    assert_int_equal(n, 0);
    must(db_int(&n, o->db, "SELECT count(*) FROM journal WHERE act = 'record.erase'", NO_BIND, &e));
    assert_int_equal(n, 2);
    OFFICE_END
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIDES(nobody_is_restricted_without_an_order_in_force),
        SIDES(orders_lapse_and_release_by_the_clock),
        SIDES(a_clock_going_back_breaks_nothing),
        SIDES(a_fever_makes_a_triage_and_an_alert),
        SIDES(a_level_changes_a_standard_below_its_place),
        SIDES(what_is_over_is_erased),
    };
    return cmocka_run_group_tests_name("ledger order", tests, NULL, NULL);
}
