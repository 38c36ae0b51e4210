/* Query strings and bodies into a call's values. */
#include "../check.h"

#include "base/limits.h"
#include "rows.h"

static const struct op *list_op;

static int setup(void **state)
{
    op_register(rows, ROWS_N);
    list_op = op_find("record.list");
    return 0;
}

/* query, rule that refuses it or "", argument, its value */
static const struct {
    const char *query, *rule, *arg, *value;
} queries[] = {
    {"", "", "limit", NULL},
    {"limit=5", "", "limit", "5"},
    {"limit=5&on=2026-01-01", "", "on", "2026-01-01"},
    {"&&limit=5&", "", "limit", "5"},
    {"limit=", "", "limit", ""},
    {"with_ended", "", "with_ended", "true"},
    {"purpose=a%20b+c%2B", "", "purpose", "a b c+"},
    {"purpose=%e4%bd%a0%E5%A5%BD", "", "purpose", "你好"},
    {"purpose=a=b", "", "purpose", "a=b"},
    {"purp%6Fse=x", "", "purpose", "x"},
    {"purpose=' OR 1=1 --", "", "purpose", "' OR 1=1 --"},
    {"purpose=%00", "query_encoding", NULL, NULL},
    {"purpose=a%00b", "query_encoding", NULL, NULL},
    {"purpose=%", "query_encoding", NULL, NULL},
    {"purpose=%2", "query_encoding", NULL, NULL},
    {"purpose=%zz", "query_encoding", NULL, NULL},
    {"purpose=%C0%80", "query_encoding", NULL, NULL},
    {"purpose=%ED%A0%80", "query_encoding", NULL, NULL},
    {"purpose=\xff", "query_encoding", NULL, NULL},
    {"limit=1&limit=1", "given_twice", NULL, NULL},
    {"limti=1", "unknown_argument", NULL, NULL},
    {"%FF=1", "query_encoding", NULL, NULL},
    {"=1", "unknown_argument", NULL, NULL},
};

static void reads_each_query_as_it_should(void **state)
{
    struct arena a;
    arena_init(&a, LIMIT_ARENA);
    for (size_t i = 0; i < ROWS(queries); i++) {
        const char *values[OP_ARGS_MAX] = {0};
        struct call c = {.op = list_op, .arena = &a, .values = values};
        struct err e = {0};
        enum outcome outcome = op_read_query(&c, queries[i].query, strlen(queries[i].query), &e);
        check_row_text(i, queries[i].query, e.rule, queries[i].rule);
        check_row(i, queries[i].query, !outcome == !*queries[i].rule);
        if (!outcome)
            check_row_text(i, queries[i].query, call_text(&c, queries[i].arg), queries[i].value);
    }
    arena_fini(&a);
}

static void refuses_a_query_past_its_limits(void **state)
{
    struct arena a;
    const char *values[OP_ARGS_MAX] = {0};
    struct call c = {.op = list_op, .arena = &a, .values = values};
    struct err e = {0};
    char *text = malloc(LIMIT_QUERY + 2);
    arena_init(&a, LIMIT_ARENA);
    memset(text, 'a', LIMIT_QUERY + 2);
    assert_int_equal(op_read_query(&c, text, LIMIT_QUERY + 1, &e), TOO_LARGE);
    char many[400] = "";
    for (int i = 0; i < 100; i++)
        memcpy(many + i * 4, "a&b&", 4);
    assert_int_not_equal(op_read_query(&c, many, 400, &e), OK);
    free(text);
    arena_fini(&a);
}

/* body of record.list (no ARG_BODY), rule or "", argument, value */
static const struct {
    const char *body, *rule, *arg, *value;
} bodies[] = {
    {"{}", "", "limit", NULL},
    {"{\"limit\":5}", "", "limit", "5"},
    {"{\"limit\":\"5\"}", "", "limit", "5"},
    {"{\"limit\":null}", "", "limit", NULL},
    {"{\"with_ended\":true}", "", "with_ended", "true"},
    {"{\"with_ended\":false}", "", "with_ended", "false"},
    {"{\"limit\":9223372036854775807}", "", "limit", "9223372036854775807"},
    {"{\"limit\":1.5}", "argument_type", NULL, NULL},
    {"{\"limit\":[1]}", "argument_type", NULL, NULL},
    {"{\"limit\":{}}", "argument_type", NULL, NULL},
    {"[]", "body_shape", NULL, NULL},
    {"{\"limits\":1}", "unknown_argument", NULL, NULL},
};

static void reads_each_body_as_it_should(void **state)
{
    struct arena a;
    arena_init(&a, LIMIT_ARENA);
    for (size_t i = 0; i < ROWS(bodies); i++) {
        const char *values[OP_ARGS_MAX] = {0};
        struct call c = {.op = list_op, .arena = &a, .values = values};
        struct err e = {0};
        json_t *body = NULL;
        assert_int_equal(json_parse(&body, bodies[i].body, strlen(bodies[i].body), &e), OK);
        op_read_body(&c, body, &e);
        check_row_text(i, bodies[i].body, e.rule, bodies[i].rule);
        if (bodies[i].arg)
            check_row_text(i, bodies[i].body, call_text(&c, bodies[i].arg), bodies[i].value);
        json_decref(body);
    }
    arena_fini(&a);
}

static void gives_the_whole_body_to_a_row_that_takes_it(void **state)
{
    const char *values[OP_ARGS_MAX] = {0};
    struct call c = {.op = op_find("record.create"), .values = values};
    struct err e = {0};
    json_t *body = json_pack("{s:[i]}", "anything", 1);
    assert_int_equal(op_read_body(&c, body, &e), OK);
    assert_ptr_equal(c.body, body);
    json_decref(body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_whole_body_to_a_row_that_takes_it),
        cmocka_unit_test(reads_each_body_as_it_should),
        cmocka_unit_test(reads_each_query_as_it_should),
        cmocka_unit_test(refuses_a_query_past_its_limits),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
