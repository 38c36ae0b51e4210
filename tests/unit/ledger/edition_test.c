/* Editions on a live database: columns added and renamed, states kept, nothing lost. Row K1. */
#include "office.h"

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
    static _Thread_local char text[40];
    snprintf(text, sizeof text, "id=%lld", (long long)id);
    return text;
}

static void an_edition_adds_and_renames_and_loses_nothing(void **state)
{
    OFFICE
    int64_t house = office_house(o, "3-2-501");
    must(office_edition(o, "sum: heads", "count: records")); /* a measure names the field */
    must(office_edition(o, "heads: {type", "people: {was: heads, type"));
    must(office_call(o, o->community, "record.show", NULL, "ledger=house", arg_id(house), NULL));
    assert_string_equal(office_text(o, "fields.people"), "2");
    assert_string_equal(office_text(o, "fields.heads"), "");
    must(office_call(o, o->community, "record.history", NULL, "ledger=house", arg_id(house), NULL));
    assert_non_null(strstr(o->out.data, "\"field\":\"people\",\"before\":null,\"after\":2"));
    must(office_edition(o, "door:  {type",
                        "colour: {type: text, label: 颜色, max: 10}\n      door:  {type"));
    o->if_match = 1;
    must(office_call(o, o->community, "record.amend", "{\"fields\":{\"colour\":\"red\"}}",
                     "ledger=house", arg_id(house), NULL));
    o->if_match = -1;
    assert_string_equal(office_text(o, "fields.colour"), "red");
    office_restart(o);
    must(office_call(o, o->community, "record.show", NULL, "ledger=house", arg_id(house), NULL));
    assert_string_equal(office_text(o, "fields.colour"), "red");
    must(office_call(o, o->command, "edition.list", NULL, NULL));
    assert_string_equal(office_text(o, "rows.0.is_current"), "true");
    OFFICE_END
}

static void a_state_is_not_lost(void **state)
{
    OFFICE
    int64_t house = office_house(o, "1"), n;
    assert_int_equal(office_edition_all(o, "living", "inhabited"), REFUSED);
    assert_string_equal(o->e.rule, "state_lost");
    must(office_call(o, o->community, "record.show", NULL, "ledger=house", arg_id(house), NULL));
    assert_string_equal(office_text(o, "state"), "living");
    must(office_edition_all(o, "where: state = living", "where: state != gone"));
    must(office_edition(
        o,
        "{living: {initial: true, label: {zh: 在住, en: Living}}, gone: {final: true, "
        "label: {zh: 搬离, en: Gone}}}\n    moves:\n      move_away: {label: {zh: 搬离, "
        "en: Move away}, from: living",
        "{inhabited: {was: living, initial: true, label: 在住}, gone: {final: true, "
        "label: 搬离}}\n    moves:\n      move_away: {label: 搬离, from: inhabited"));
    must(office_call(o, o->community, "record.show", NULL, "ledger=house", arg_id(house), NULL));
    assert_string_equal(office_text(o, "state"), "inhabited");
    must(db_int(&n, o->db, "SELECT count(*) FROM l_house WHERE state = 'inhabited'", NO_BIND, &e));
    assert_int_equal(n, 1);
    must(office_call(o, o->community, "record.counts", NULL, "ledger=house", NULL));
    assert_string_equal(office_text(o, "rows.0.count"), "1");
    OFFICE_END
}

/* The order goes on by the rules under which it was made; a new one stands under the new ones. */
static void a_running_order_keeps_its_rules(void **state)
{
    OFFICE
    int64_t house = office_house(o, "1"), li = office_person(o, house, "李四"),
            zhang = office_person(o, house, "张三");
    must(office_edition(o, "home_days:       {value: 3", "home_days:       {value: 14"));
    int64_t order =
        office_add(o, o->command, "control_order",
                   "\"area\":\"%lld\",\"authority\":\"a\",\"document_no\":\"1\",\"purpose\":\"p\","
                   "\"alternative\":\"n\",\"sunset\":\"2027-12-24T00:00\"",
                   (long long)o->county);
    must(office_call(o, o->command, "record.move", NULL, "ledger=control_order", arg_id(order),
                     "move=issue", NULL));
    int64_t before =
        office_add(o, o->command, "home_order",
                   "\"order\":\"%lld\",\"person\":\"%lld\",\"last_exposure\":\"2026-11-22T10:00\"",
                   (long long)order, (long long)li);
    assert_string_equal(office_text(o, "fields.release_at"), "2026-12-07T00:00:00+08:00");
    must(office_edition(o, "home_days:       {value: 14", "home_days:       {value: 7"));
    must(office_edition(o, "std(home_days) * 1d", "std(home_days) * 1d + 1d"));
    must(office_edition(o, "auto: now() >= release_at", "auto: now() >= release_at - 1d"));
    int64_t after =
        office_add(o, o->command, "home_order",
                   "\"order\":\"%lld\",\"person\":\"%lld\",\"last_exposure\":\"2026-11-22T10:00\"",
                   (long long)order, (long long)zhang);
    assert_string_equal(office_text(o, "fields.release_at"), "2026-12-01T00:00:00+08:00");
    o->if_match = 1;
    must(office_call(o, o->community, "record.amend",
                     "{\"fields\":{\"last_exposure\":\"2026-11-21T10:00\"}}", "ledger=home_order",
                     arg_id(before), NULL));
    o->if_match = -1;
    assert_string_equal(office_text(o, "fields.release_at"), "2026-12-06T00:00:00+08:00");
    const struct {
        int days;
        const char *before, *after;
    } rows[] = {{6, "observing", "observing"}, /* 30 November, 00:05 is not reached yet */
                {7, "observing", "released"},  /* a day before its release, by the new rule */
                {12, "observing", "released"}, /* the old rule knows no day before */
                {13, "released", "released"}};
    int64_t start = o->now_ms;
    for (size_t i = 0; i < ROWS(rows); i++) {
        o->now_ms = start + rows[i].days * 86400000LL;
        office_tick(o);
        must(office_call(o, o->command, "record.show", NULL, "ledger=home_order", arg_id(before),
                         NULL));
        check_row_text(i, "before", office_text(o, "state"), rows[i].before);
        must(office_call(o, o->command, "record.show", NULL, "ledger=home_order", arg_id(after),
                         NULL));
        check_row_text(i, "after", office_text(o, "state"), rows[i].after);
    }
    OFFICE_END
}

static void a_running_order_keeps_its_standard(void **state)
{
    OFFICE
    int64_t person = office_person(o, office_house(o, "1"), "张三");
    int64_t order =
        office_add(o, o->command, "control_order",
                   "\"area\":\"%lld\",\"authority\":\"a\",\"document_no\":\"1\",\"purpose\":\"p\","
                   "\"alternative\":\"n\",\"sunset\":\"2026-12-24T00:00\"",
                   (long long)o->county);
    must(office_call(o, o->command, "record.move", NULL, "ledger=control_order", arg_id(order),
                     "move=issue", NULL));
    int64_t home =
        office_add(o, o->community, "home_order",
                   "\"order\":\"%lld\",\"person\":\"%lld\",\"last_exposure\":\"2026-11-22T10:00\"",
                   (long long)order, (long long)person);
    assert_string_equal(office_text(o, "fields.release_at"), "2026-11-26T00:00:00+08:00");
    must(office_edition(o, "home_days:       {value: 3", "home_days:       {value: 7"));
    o->if_match = 1;
    must(office_call(o, o->community, "record.amend",
                     "{\"fields\":{\"last_exposure\":\"2026-11-21T10:00\"}}", "ledger=home_order",
                     arg_id(home), NULL));
    assert_string_equal(office_text(o, "fields.release_at"), "2026-11-25T00:00:00+08:00");
    assert_string_equal(office_text(o, "edition"), "1");
    o->if_match = -1;
    OFFICE_END
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIDES(an_edition_adds_and_renames_and_loses_nothing),
        SIDES(a_state_is_not_lost),
        SIDES(a_running_order_keeps_its_standard),
        SIDES(a_running_order_keeps_its_rules),
    };
    return cmocka_run_group_tests_name("ledger edition", tests, NULL, NULL);
}
