/* References that lead nowhere are found, those to records erased on purpose are excused. Row K1.
 */
#include "office.h"

#include "ledger/edition.h"
#include "ledger/refer.h"

#define OFFICE                                                                                     \
    SIDE(t);                                                                                       \
    struct office *o = malloc(sizeof *o);                                                          \
    office_open(o, t);                                                                             \
    (void)e;
#define OFFICE_END                                                                                 \
    office_close(o);                                                                               \
    free(o);

static struct refer_report check_now(struct office *o)
{
    struct refer_report report;
    struct err e = {0};
    const struct plan *plan = editions_hold(o->app.editions);
    must(refer_check(o->db, plan, &report, &e));
    editions_release(o->app.editions, plan);
    return report;
}

static enum outcome point_nowhere(struct db *db, void *arg, struct err *e)
{
    return db_run(db, "UPDATE l_person SET f_house = 5 WHERE id = $1",
                  BIND(bind_int(*(int64_t *)arg)), e);
}

static enum outcome lose_place(struct db *db, void *arg, struct err *e)
{
    return db_run(db, "UPDATE l_house SET place = 7 WHERE id = $1", BIND(bind_int(*(int64_t *)arg)),
                  e);
}

static void finds_references_that_lead_nowhere(void **state)
{
    OFFICE
    int64_t house = office_house(o, "1"), person = office_person(o, house, "王小明");
    struct refer_report report = check_now(o);
    assert_int_equal(report.broken, 0);
    assert_true(report.references >= 3);
    must(writer_do(o->app.writer, point_nowhere, &person, &e));
    report = check_now(o);
    assert_int_equal(report.broken, 1);
    assert_non_null(strstr(report.fault, "person.f_house of record "));
    must(writer_do(o->app.writer, lose_place, &house, &e));
    assert_int_equal(check_now(o).broken, 2);
    OFFICE_END
}

int main(void)
{
    const struct CMUnitTest tests[] = {SIDES(finds_references_that_lead_nowhere)};
    return cmocka_run_group_tests_name("ledger refer", tests, NULL, NULL);
}
