/* Records that move goods by the plan: receipts, requests, money given. Rows E2, E3, E5. */
#include "stock_office.h"

static int64_t receive(struct office *o, const char *source, const char *goods)
{
    return office_add(o, o->command, "receipt",
                      "\"store\":\"%lld\",\"source\":\"%s\",\"goods\":[%s]",
                      (long long)o->checkpoint, source, goods);
}

static void a_receipt_waits_for_its_check_and_its_lots_can_be_followed(void **state)
{
    OFFICE
    int64_t id = receive(o, "donor",
                         "{\"item\":\"mask\",\"quantity\":2,\"unit\":\"箱\",\"lot\":\"M1\"},"
                         "{\"item\":\"gown\",\"quantity\":30,\"price\":25.5}");
    assert_int_equal(stock_has(o, "hold", o->checkpoint, "mask"), 4000);
    must(office_call(o, o->command, "stock.moves", NULL, stock_arg("record", id), NULL));
    assert_string_equal(office_text(o, "rows.1.code"), "RK202600001-1");
    must(stock_moves(o, o->command, "hold", "warehouse", "mask", "4000", ""));
    char lot[40];
    must(office_call(o, o->command, "stock.balance", NULL, "item=mask", "account=warehouse",
                     "lots=true", NULL));
    snprintf(lot, sizeof lot, "id=%s", office_text(o, "rows.0.lot"));
    assert_string_equal(office_text(o, "rows.0.maker_lot"), "M1");
    must(stock_moves(o, o->command, "warehouse", "used", "mask", "10", ""));
    must(office_call(o, o->command, "stock.lot", NULL, lot, NULL));
    assert_int_equal(json_array_size(json_object_get(o->body, "rows")), 3); /* donor, used, left */
    assert_int_equal(json_array_size(json_object_get(o->body, "moves")), 3);
    OFFICE_END
}

static void a_request_reserves_issues_and_comes_back(void **state)
{
    OFFICE
    must(stock_moves(o, o->command, "supplier", "warehouse", "mask", "100", ""));
    int64_t id = office_add(
        o, o->command, "request",
        "\"unit\":\"%lld\",\"store\":\"%lld\",\"goods\":[{\"item\":\"mask\",\"quantity\":80}]",
        (long long)o->village, (long long)o->checkpoint);
    const char *record = stock_arg("id", id);
    char kept[40];
    snprintf(kept, sizeof kept, "%s", record);
    must(office_call(o, o->command, "record.move", NULL, "ledger=request", kept, "move=approve",
                     NULL));
    assert_int_equal(stock_has(o, "reserved", o->checkpoint, "mask"), 80);
    assert_int_equal(stock_moves(o, o->command, "warehouse", "unit", "mask", "21", ""), CONFLICT);
    must(office_call(o, o->command, "record.move", NULL, "ledger=request", kept, "move=issue",
                     NULL));
    assert_int_equal(stock_has(o, "unit", o->village, "mask"), 80);
    assert_int_equal(office_call(o, o->command, "record.amend",
                                 "{\"fields\":{\"goods\":[{\"item\":\"mask\",\"quantity\":8}]}}",
                                 "ledger=request", kept, NULL) == OK,
                     0);
    must(office_call(o, o->command, "record.move", NULL, "ledger=request", kept, "move=return",
                     NULL));
    assert_int_equal(stock_has(o, "warehouse", o->checkpoint, "mask"), 100);
    assert_int_equal(stock_has(o, "reserved", o->checkpoint, "mask"), 0);
    OFFICE_END
}

static void a_refused_line_leaves_no_record(void **state)
{
    OFFICE
    char body[500];
    snprintf(body, sizeof body,
             "{\"fields\":{\"store\":\"%lld\",\"source\":\"supplier\",\"goods\":[{\"item\":"
             "\"mask\",\"quantity\":1},"
             "{\"item\":\"mask\",\"quantity\":1.5}]}}",
             (long long)o->checkpoint);
    assert_int_equal(office_call(o, o->command, "record.create", body, "ledger=receipt", NULL),
                     REFUSED);
    assert_string_equal(o->e.rule, "whole");
    assert_int_equal(o->e.row, 2);
    must(office_call(o, o->command, "record.list", NULL, "ledger=receipt", NULL));
    assert_int_equal(json_array_size(json_object_get(o->body, "rows")), 0);
    assert_int_equal(stock_has(o, "hold", o->checkpoint, "mask"), 0);
    OFFICE_END
}

static void money_given_is_in_the_book_to_the_fen(void **state)
{
    OFFICE
    static const char *const given[] = {"200000", "50000.01", "10000", "0.99"};
    for (int i = 0; i < 4; i++)
        office_add(o, o->command, "money",
                   "\"at\":\"%lld\",\"donor\":\"爱心企业😀%d\",\"amount\":\"%s\"",
                   (long long)o->county, i, given[i]);
    assert_int_equal(stock_has(o, "fund", o->county, "yuan"), 26000100);
    OFFICE_END
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIDES(a_receipt_waits_for_its_check_and_its_lots_can_be_followed),
        SIDES(a_request_reserves_issues_and_comes_back),
        SIDES(a_refused_line_leaves_no_record),
        SIDES(money_given_is_in_the_book_to_the_fen),
    };
    return cmocka_run_group_tests_name("stock record", tests, NULL, NULL);
}
