/* Movements one by one: what is refused, what is kept, what is looked back on. Rows E3, E4, E5. */
#include "stock_office.h"

static void refused(struct office *o, const char *rule)
{
    if (strcmp(o->e.rule, rule))
        fail_msg("expected %s, got %s: %s", rule, o->e.rule, o->e.en);
}

static void what_comes_in_can_be_handed_out_once(void **state)
{
    OFFICE
    must(stock_moves(o, o->staff, "supplier", "warehouse", "mask", "2", "\"unit\":\"箱\""));
    assert_int_equal(stock_has(o, "warehouse", o->checkpoint, "mask"), 4000);
    char unit[40];
    snprintf(unit, sizeof unit, "unit@%lld", (long long)o->village);
    must(stock_moves(o, o->staff, "warehouse", unit, "mask", "3900", ""));
    assert_int_equal(stock_moves(o, o->staff, "warehouse", unit, "mask", "101", ""), CONFLICT);
    refused(o, "not_enough");
    assert_non_null(strstr(o->e.zh, "2盒"));
    must(stock_moves(o, o->staff, "warehouse", unit, "mask", "100", ""));
    assert_int_equal(stock_moves(o, o->staff, "warehouse", unit, "mask", "1", ""), CONFLICT);
    assert_int_equal(stock_has(o, "unit", o->village, "mask"), 4000);
    OFFICE_END
}

static void bad_quantities_are_refused_by_rule(void **state)
{
    OFFICE
    static const struct {
        const char *item, *quantity, *more, *rule;
    } rows[] = {
        {"mask", "-5", "", "quantity"},
        {"mask", "0", "", "quantity"},
        {"mask", "1.5", "", "whole"},
        {"mask", "0.01", "\"unit\":\"盒\"", "whole"},
        {"mask", "5", "\"unit\":\"升\"", "unit"},
        {"alcohol", "0.0005", "", "whole"},
        {"mask", "\"many\"", "", "type"},
        {"mask", "1e3", "\"colour\":1", "unknown_field"},
        {"mask", "\"9000000000000\"", "\"unit\":\"箱\"", "quantity"},
        {"masks", "1", "", "no_item"},
        {"yuan", "1", "", "account_pair"},
        {"mask", "1", "\"reason\":\"pay\"", "reason"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_not_equal(stock_moves(o, o->command, "supplier", "warehouse", rows[i].item,
                                         rows[i].quantity, rows[i].more),
                             OK);
        if (strcmp(o->e.rule, rows[i].rule))
            fail_msg("row %zu: expected %s, got %s: %s", i, rows[i].rule, o->e.rule, o->e.en);
    }
    must(stock_moves(o, o->command, "supplier", "warehouse", "alcohol", "0.5", ""));
    assert_int_equal(stock_has(o, "warehouse", o->checkpoint, "alcohol"), 500);
    assert_int_equal(
        stock_moves(o, o->command, "warehouse", "unit", "alcohol", "1", "\"lot\":\"no such\""),
        REFUSED);
    refused(o, "unknown_lot");
    OFFICE_END
}

static void the_first_to_expire_goes_first_and_what_has_expired_stays(void **state)
{
    OFFICE
    must(stock_moves(o, o->staff, "supplier", "warehouse", "mask", "10",
                     "\"lot\":\"late\",\"expires\":\"2028-01-01\""));
    must(stock_moves(o, o->staff, "supplier", "warehouse", "mask", "10",
                     "\"lot\":\"soon\",\"expires\":\"2026-12-01\""));
    must(stock_moves(o, o->staff, "supplier", "warehouse", "mask", "10",
                     "\"lot\":\"past\",\"expires\":\"2026-11-22\""));
    must(stock_moves(o, o->staff, "supplier", "warehouse", "mask", "10", "\"lot\":\"never\""));
    must(office_call(o, o->staff, "stock.pick", NULL, stock_arg("place", o->checkpoint),
                     "item=mask", "quantity=15", NULL));
    assert_string_equal(office_text(o, "rows.0.code"), "soon");
    assert_string_equal(office_text(o, "rows.1.code"), "late");
    must(stock_moves(o, o->staff, "warehouse", "unit", "mask", "25", ""));
    assert_int_equal(stock_moves(o, o->staff, "warehouse", "unit", "mask", "6", ""), CONFLICT);
    assert_int_equal(stock_moves(o, o->staff, "warehouse", "unit", "mask", "1", "\"lot\":\"past\""),
                     REFUSED);
    refused(o, "lot_expired");
    /* Written off by who may approve it. */
    assert_int_equal(stock_moves(o, o->staff, "warehouse", "lost", "mask", "10",
                                 "\"lot\":\"past\",\"reason\":\"expired\""),
                     DENIED);
    must(stock_moves(o, o->command, "warehouse", "lost", "mask", "10",
                     "\"lot\":\"past\",\"reason\":\"expired\""));
    assert_int_equal(stock_has(o, "warehouse", o->checkpoint, "mask"), 5);
    assert_int_equal(stock_moves(o, o->staff, "supplier", "warehouse", "mask", "1",
                                 "\"lot\":\"soon\",\"expires\":\"2026-12-02\""),
                     REFUSED);
    refused(o, "lot_differs");
    OFFICE_END
}

static void graded_items_go_to_listed_posts_or_by_exception(void **state)
{
    OFFICE
    must(stock_moves(o, o->staff, "supplier", "warehouse", "respirator", "100", ""));
    must(stock_moves(o, o->staff, "supplier", "warehouse", "coverall", "100", ""));
    assert_int_equal(stock_moves(o, o->staff, "warehouse", "unit", "respirator", "1", ""), REFUSED);
    refused(o, "grade");
    assert_non_null(strstr(o->e.zh, "限执勤使用，其他岗位须经指挥部特批"));
    must(stock_moves(o, o->staff, "warehouse", "unit", "respirator", "1", "\"post\":\"staff\""));
    assert_int_equal(stock_moves(o, o->staff, "warehouse", "unit", "respirator", "1",
                                 "\"post\":\"community\",\"exception\":\"funeral\""),
                     DENIED);
    must(stock_moves(o, o->command, "warehouse", "unit", "respirator", "1",
                     "\"post\":\"community\",\"exception\":\"funeral\""));
    assert_int_equal(stock_moves(o, o->command, "warehouse", "unit", "coverall", "1",
                                 "\"exception\":\"because\""),
                     REFUSED);
    assert_string_equal(o->e.zh, "防护服只供执勤人员");
    OFFICE_END
}

static int64_t has_on(struct office *o, const char *day)
{
    char on[40];
    snprintf(on, sizeof on, "day=%s", day);
    if (office_call(o, o->command, "stock.balance", NULL, stock_arg("place", o->checkpoint),
                    "account=warehouse", "item=mask", on, NULL) != OK)
        fail_msg("%s", o->e.en);
    return json_integer_value(
        json_object_get(json_array_get(json_object_get(o->body, "rows"), 0), "quantity"));
}

static enum outcome moves_on(struct office *o, const char *from, const char *to,
                             const char *quantity, const char *when)
{
    char body[600];
    snprintf(body, sizeof body,
             "{\"occurred\":\"%s\",\"lines\":[{\"from\":\"%s@%lld\",\"to\":\"%s@%lld\","
             "\"item\":\"mask\",\"quantity\":%s,\"lot\":\"A\"}]}",
             when, from, (long long)o->checkpoint, to, (long long)o->checkpoint, quantity);
    return office_call(o, o->command, "stock.move", body, NULL);
}

static void back_dated_entries_change_every_later_day(void **state)
{
    OFFICE
    must(moves_on(o, "supplier", "warehouse", "100", "2026-11-10T09:00"));
    must(moves_on(o, "warehouse", "unit", "60", "2026-11-20T09:00"));
    must(moves_on(o, "supplier", "warehouse", "5", "2026-11-12T09:00"));
    assert_int_equal(has_on(o, "2026-11-09"), 0);
    assert_int_equal(has_on(o, "2026-11-11"), 100);
    assert_int_equal(has_on(o, "2026-11-12"), 105);
    assert_int_equal(has_on(o, "2026-11-20"), 45);
    assert_int_equal(has_on(o, "2026-11-23"), 45);
    /* 50 lay there on the 15th, but then not enough for the 20th. */
    assert_int_equal(moves_on(o, "warehouse", "unit", "50", "2026-11-15T09:00"), CONFLICT);
    refused(o, "not_enough");
    must(moves_on(o, "warehouse", "unit", "45", "2026-11-15T09:00"));
    assert_int_equal(has_on(o, "2026-11-15"), 60);
    assert_int_equal(has_on(o, "2026-11-20"), 0);
    assert_int_equal(moves_on(o, "supplier", "warehouse", "5", "2026-11-24T09:00"), REFUSED);
    refused(o, "in_future");
    OFFICE_END
}

static void a_closed_month_takes_nothing_more(void **state)
{
    OFFICE
    must(moves_on(o, "supplier", "warehouse", "100", "2026-10-10T09:00"));
    must(office_call(o, o->command, "stock.close", NULL, stock_arg("place", o->county),
                     "until=2026-10-31", NULL));
    assert_int_equal(moves_on(o, "warehouse", "unit", "1", "2026-10-31T23:00"), REFUSED);
    refused(o, "closed_month");
    must(moves_on(o, "warehouse", "unit", "1", "2026-11-01T00:00"));
    assert_int_equal(office_call(o, o->command, "stock.close", NULL, stock_arg("place", o->county),
                                 "until=2026-11-23", NULL),
                     REFUSED);
    OFFICE_END
}

static void a_mistake_is_reversed_once(void **state)
{
    OFFICE
    must(stock_moves(o, o->staff, "supplier", "warehouse", "mask", "100", ""));
    must(stock_moves(o, o->staff, "warehouse", "unit", "mask", "30", ""));
    char id[40];
    snprintf(id, sizeof id, "id=%s", office_text(o, "id"));
    must(office_call(o, o->staff, "stock.reverse", NULL, id, "note=wrong door", NULL));
    assert_int_equal(stock_has(o, "warehouse", o->checkpoint, "mask"), 100);
    assert_int_equal(office_call(o, o->staff, "stock.reverse", NULL, id, "note=again", NULL),
                     CONFLICT);
    refused(o, "reversed");
    OFFICE_END
}

static void who_holds_no_post_there_sees_and_moves_nothing(void **state)
{
    OFFICE
    must(stock_moves(o, o->command, "supplier", "warehouse", "mask", "100", ""));
    assert_int_equal(stock_moves(o, o->community, "warehouse", "unit", "mask", "1", ""), NOT_FOUND);
    assert_int_equal(stock_moves(o, o->grid_worker, "warehouse", "unit", "mask", "1", ""),
                     NOT_FOUND);
    must(office_call(o, o->community, "stock.balance", NULL, NULL));
    assert_int_equal(json_array_size(json_object_get(o->body, "rows")), 0);
    assert_int_equal(office_call(o, o->grid_worker, "stock.balance", NULL, NULL), DENIED);
    /* Goods are not money. */
    must(stock_moves(o, o->command, "treasury", "fund", "yuan", "5", "\"unit\":\"万元\""));
    must(office_call(o, o->staff, "stock.balance", NULL, "item=yuan", NULL));
    assert_int_equal(json_array_size(json_object_get(o->body, "rows")), 0);
    assert_int_equal(stock_has(o, "fund", o->checkpoint, "yuan"), 5000000);
    assert_int_equal(stock_moves(o, o->staff, "fund", "payable", "yuan", "1", ""), NOT_FOUND);
    must(stock_moves(o, o->command, "fund", "payable", "yuan", "0.05", ""));
    assert_int_equal(stock_has(o, "payable", o->checkpoint, "yuan"), 5);
    OFFICE_END
}

static void the_same_key_is_posted_once(void **state)
{
    OFFICE
    o->idempotency = "01890000-0000-7000-8000-000000000001";
    must(stock_moves(o, o->command, "supplier", "warehouse", "mask", "100", ""));
    int64_t id = office_id(o);
    must(stock_moves(o, o->command, "supplier", "warehouse", "mask", "100", ""));
    assert_int_equal(office_id(o), id);
    o->idempotency = NULL;
    assert_int_equal(stock_has(o, "warehouse", o->checkpoint, "mask"), 100);
    OFFICE_END
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIDES(what_comes_in_can_be_handed_out_once),
        SIDES(bad_quantities_are_refused_by_rule),
        SIDES(the_first_to_expire_goes_first_and_what_has_expired_stays),
        SIDES(graded_items_go_to_listed_posts_or_by_exception),
        SIDES(back_dated_entries_change_every_later_day),
        SIDES(a_closed_month_takes_nothing_more),
        SIDES(a_mistake_is_reversed_once),
        SIDES(who_holds_no_post_there_sees_and_moves_nothing),
        SIDES(the_same_key_is_posted_once),
    };
    return cmocka_run_group_tests_name("stock move", tests, NULL, NULL);
}
