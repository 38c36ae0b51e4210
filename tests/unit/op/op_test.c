/* Which row a path or words mean, and what running one checks. */
#include "../check.h"

#include "base/limits.h"
#include "rows.h"

static int setup(void **state)
{
    op_register(rows, ROWS_N);
    op_register(rows, ROWS_N); /* twice is once */
    return 0;
}

static const struct {
    const char *method, *path, *name;
    bool known;
    const char *arg, *value;
} routes[] = {
    {"GET", "/api/ledgers/person/records", "record.list", true, "ledger", "person"},
    {"HEAD", "/api/ledgers/person/records", "record.list", true, "ledger", "person"},
    {"POST", "/api/ledgers/person/records", "record.create", true, "ledger", "person"},
    {"GET", "/api/ledgers/person/records/12", "record.get", true, "id", "12"},
    {"GET", "/api/ledgers/person/records/mine", "record.mine", true, "ledger", "person"},
    {"GET", "/api/ledgers/person/export.csv", "record.export", true, "format", "csv"},
    {"GET", "/api/ledgers/a%2Fb/records", "record.list", true, "ledger", "a/b"},
    {"GET", "/api/ledgers/%E4%BD%A0/records", "record.list", true, "ledger", "你"},
    {"GET", "/api/ledgers/%00/records", NULL, false, NULL, NULL},
    {"GET", "/api/ledgers/%GG/records", NULL, false, NULL, NULL},
    {"GET", "/api/ledgers//records", NULL, false, NULL, NULL},
    {"GET", "/api/ledgers/person/records/", NULL, false, NULL, NULL},
    {"GET", "/api/ledgers/person/records/12/x", NULL, false, NULL, NULL},
    {"DELETE", "/api/ledgers/person/records", NULL, true, NULL, NULL},
    {"GET", "/api/ledgers", NULL, false, NULL, NULL},
    {"GET", "", NULL, false, NULL, NULL},
};

static void finds_the_row_of_a_path(void **state)
{
    struct arena a;
    arena_init(&a, 1 << 16);
    for (size_t i = 0; i < ROWS(routes); i++) {
        const char *values[OP_ARGS_MAX] = {0};
        bool known;
        const struct op *op = op_by_route(&a, routes[i].method, routes[i].path, values, &known);
        check_row_text(i, routes[i].path, op ? op->name : NULL, routes[i].name);
        check_row(i, routes[i].path, known == routes[i].known);
        if (op)
            check_row_text(i, routes[i].path, values[op_arg(op, routes[i].arg)], routes[i].value);
    }
    arena_fini(&a);
}

static void tells_the_methods_of_a_path(void **state)
{
    struct buf out;
    buf_init(&out, 200);
    op_allow(&out, "/api/ledgers/x/records");
    assert_string_equal(out.data, "OPTIONS, GET, HEAD, POST");
    buf_fini(&out);
}

static void finds_the_row_of_words(void **state)
{
    static const char *const words[] = {"record", "list", "person"};
    int used = 0;
    assert_string_equal(op_by_words(words, 3, &used)->name, "record.list");
    assert_int_equal(used, 2);
    assert_string_equal(op_by_words(words, 1, &used)->name, "record.mine");
    assert_null(op_by_words(words + 1, 2, &used));
}

static enum outcome refuse(struct call *c, enum op_need need, struct err *e)
{
    return need == NEED_NOTHING ? OK : err_set(e, SIGNED_OUT, NULL, "signed_out", "in", "登录");
}

static struct call call_of(struct app *app, const char *name, const char **values, struct arena *a,
                           struct buf *out)
{
    return (struct call){.op = op_find(name), .app = app, .arena = a, .values = values, .out = out};
}

static void asks_the_need_before_the_arguments(void **state)
{
    struct app app = {.admit = refuse};
    struct arena a;
    struct buf out;
    struct err e = {0};
    const char *values[OP_ARGS_MAX] = {0};
    arena_init(&a, LIMIT_ARENA);
    buf_init(&out, 1000);
    struct call c = call_of(&app, "record.get", values, &a, &out);
    assert_int_equal(op_run(&c, &e), SIGNED_OUT);
    app.admit = NULL;
    assert_int_equal(op_run(&c, &e), REFUSED);
    assert_string_equal(e.rule, "required");
    assert_string_equal(e.field, "ledger");
    values[0] = "person";
    values[1] = "12";
    assert_int_equal(op_run(&c, &e), OK);
    assert_string_equal(out.data, "{}");
    buf_fini(&out);
    arena_fini(&a);
}

static void forgets_the_answer_of_a_first_run(void **state)
{
    struct app app = {0};
    struct arena a;
    struct buf out;
    struct err e = {0};
    const char *values[OP_ARGS_MAX] = {"person", "12"};
    arena_init(&a, LIMIT_ARENA);
    buf_init(&out, 1000);
    struct call c = call_of(&app, "record.get", values, &a, &out);
    c.status = 418;
    buf_text(&out, "rubbish");
    assert_int_equal(op_handle(&c, &e), OK);
    assert_string_equal(out.data, "{}");
    assert_int_equal(c.status, 0);
    buf_fini(&out);
    arena_fini(&a);
}

/* kind of argument, what is given, rule that refuses it ("" none) */
static const struct {
    const char *name, *value, *rule;
} values_of_list[] = {
    {"limit", "12", ""},
    {"limit", "-3", ""},
    {"limit", "", ""},
    {"limit", "12.0", "argument_integer"},
    {"limit", "99999999999999999999", "argument_integer"},
    {"on", "2026-02-28", ""},
    {"on", "2026-02-30", "argument_date"},
    {"on", "2026/2/3", "argument_date"},
    {"place", "610526001000", ""},
    {"with_ended", "true", ""},
    {"with_ended", "0", ""},
    {"with_ended", "yes", "argument_flag"},
};

static void judges_each_kind_of_argument(void **state)
{
    struct app app = {0};
    struct arena a;
    struct buf out;
    arena_init(&a, LIMIT_ARENA);
    buf_init(&out, 1000);
    for (size_t i = 0; i < ROWS(values_of_list); i++) {
        const char *values[OP_ARGS_MAX] = {"person"};
        struct err e = {0};
        struct call c = call_of(&app, "record.list", values, &a, &out);
        values[op_arg(c.op, values_of_list[i].name)] = values_of_list[i].value;
        op_run(&c, &e);
        check_row_text(i, values_of_list[i].value, e.rule, values_of_list[i].rule);
    }
    buf_fini(&out);
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asks_the_need_before_the_arguments),
        cmocka_unit_test(finds_the_row_of_a_path),
        cmocka_unit_test(finds_the_row_of_words),
        cmocka_unit_test(forgets_the_answer_of_a_first_run),
        cmocka_unit_test(judges_each_kind_of_argument),
        cmocka_unit_test(tells_the_methods_of_a_path),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
