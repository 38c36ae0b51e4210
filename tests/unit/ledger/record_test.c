/* Records: create, show, amend, move, list, refusals, consequences. Rows B1, C4, A7, K1. */
#include "office.h"

#define OFFICE                                                                                     \
    SIDE(t);                                                                                       \
    struct office *o = malloc(sizeof *o);                                                          \
    office_open(o, t);                                                                             \
    (void)e;
#define OFFICE_END                                                                                 \
    office_close(o);                                                                               \
    free(o);

static void a_record_is_created_and_shown(void **state)
{
    OFFICE
    int64_t house = office_house(o, "3-2-501");
    char id[64];
    assert_int_equal(o->status, 201);
    assert_string_equal(office_text(o, "key"), "H00001");
    assert_string_equal(office_text(o, "title"), "3-2-501");
    assert_string_equal(office_text(o, "state"), "living");
    assert_string_equal(office_text(o, "fields.heads"), "2");
    assert_string_equal(office_text(o, "place.title"), "第一网格");
    assert_int_equal(o->announced, 1);
    snprintf(id, sizeof id, "id=%lld", (long long)house);
    must(office_call(o, o->community, "record.show", NULL, "ledger=house", id, NULL));
    assert_string_equal(office_text(o, "rev"), "1");
    /* Another village does not learn that it exists. */
    assert_int_equal(office_call(o, o->other_community, "record.show", NULL, "ledger=house", id, NULL),
                     NOT_FOUND);
    OFFICE_END
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIDES(a_record_is_created_and_shown),
    };
    return cmocka_run_group_tests_name("ledger record", tests, NULL, NULL);
}
