/* What is made from the rows: OpenAPI, TypeScript, help, the reference. */
#include "../check.h"

#include "op/op_int.h"
#include "rows.h"

static int setup(void **state)
{
    op_register(rows, ROWS_N);
    return 0;
}

static json_t *openapi(void)
{
    struct buf out;
    struct err e = {0};
    json_t *json = NULL;
    buf_init(&out, 4 << 20);
    op_openapi(&out);
    if (json_parse(&json, out.data, out.len, &e))
        fail_msg("not JSON: %s", err_text(&e, LANG_EN));
    buf_fini(&out);
    return json;
}

static json_t *at(json_t *json, const char *const *path)
{
    for (; *path; path++) {
        json = json_object_get(json, *path);
        if (!json)
            fail_msg("there is no %s", *path);
    }
    return json;
}
#define AT(json, ...) at(json, (const char *const[]){__VA_ARGS__, NULL})

static void describes_every_route_in_openapi(void **state)
{
    json_t *json = openapi();
    assert_string_equal(json_string_value(AT(json, "openapi")), "3.1.0");
    for (int i = 0; i < ROWS_N; i++) {
        char method[8] = "";
        if (!rows[i].path)
            continue;
        for (size_t k = 0; rows[i].method[k]; k++)
            method[k] = (char)(rows[i].method[k] | 0x20);
        json_t *row = AT(json, "paths", rows[i].path, method);
        assert_string_equal(json_string_value(AT(row, "operationId")), rows[i].name);
    }
    json_decref(json);
}

static void describes_answers_from_their_types(void **state)
{
    json_t *json = openapi();
    json_t *list = AT(json, "components", "schemas", "RecordList");
    assert_string_equal(json_string_value(AT(list, "properties", "rows", "type")), "array");
    assert_string_equal(json_string_value(AT(list, "properties", "rows", "items", "$ref")),
                        "#/components/schemas/RecordAnswer");
    json_t *state_ = AT(json, "components", "schemas", "Job", "properties", "state", "anyOf");
    assert_string_equal(json_string_value(AT(json_array_get(state_, 0), "const")), "waiting");
    json_t *value = AT(json, "components", "schemas", "FieldValue", "anyOf");
    assert_true(json_array_size(value) >= 5);
    json_decref(json);
}

/* Every "$ref" must name a schema that is there. */
static void check_references(json_t *json, json_t *schemas)
{
    const char *name;
    json_t *value;
    size_t i;
    json_array_foreach(json, i, value) check_references(value, schemas);
    json_object_foreach(json, name, value)
    {
        const char *ref = json_string_value(value);
        if (!strcmp(name, "$ref") && !json_object_get(schemas, strrchr(ref, '/') + 1))
            fail_msg("%s is not described", ref);
        check_references(value, schemas);
    }
}

static void refers_only_to_what_it_describes(void **state)
{
    json_t *json = openapi();
    check_references(json, AT(json, "components", "schemas"));
    json_decref(json);
}

static void knows_the_answers_by_name(void **state)
{
    assert_true(op_has_answer("RecordAnswer"));
    assert_true(op_has_answer("FieldValue"));
    assert_false(op_has_answer("Record"));
    assert_false(op_has_answer("rows"));
    assert_false(op_has_answer("Nothing"));
}

static const struct {
    const char *what;
    void (*make)(struct buf *out);
    const char *has;
} texts[] = {
    {"typescript", op_typescript,
     "'record.get': { args: { ledger: string; id: string }; body: "
     "undefined; answer: RecordAnswer }"},
    {"typescript", op_typescript,
     "'record.list': { args: { ledger: string; limit?: number; on?: "
     "string; place?: string; purpose?: string; with_ended?: boolean }"},
    {"typescript", op_typescript,
     "'record.import': { method: 'POST', path: "
     "'/api/ledgers/{ledger}/import', args: ['ledger', 'dry_run'], "
     "sends: 'file' }"},
    {"typescript", op_typescript, "export interface RecordAnswer {"},
};

static void writes_typescript_from_the_rows(void **state)
{
    for (size_t i = 0; i < ROWS(texts); i++) {
        struct buf out;
        buf_init(&out, 1 << 20);
        texts[i].make(&out);
        check_row(i, texts[i].has, strstr(out.data, texts[i].has));
        buf_fini(&out);
    }
}

static void explains_a_command_in_both_languages(void **state)
{
    static const char *const words[] = {"record", "add"};
    struct buf out;
    buf_init(&out, 1 << 20);
    op_help(&out, words, 2, LANG_EN);
    assert_non_null(strstr(out.data, "lianfang record add <ledger> NAME=VALUE …"));
    assert_non_null(strstr(out.data, "Add a record"));
    buf_clear(&out);
    op_help(&out, words, 2, LANG_ZH);
    assert_non_null(strstr(out.data, "新增记录"));
    buf_clear(&out);
    op_help(&out, words, 0, LANG_EN);
    assert_non_null(strstr(out.data, "  import"));
    buf_fini(&out);
}

static void writes_the_reference_as_tables(void **state)
{
    struct buf out;
    buf_init(&out, 1 << 20);
    op_reference(&out, LANG_EN);
    assert_non_null(strstr(out.data, "### record.get"));
    assert_non_null(strstr(out.data, "- `GET /api/ledgers/{ledger}/records/{id}`"));
    assert_non_null(strstr(out.data, "| `limit` | NUMBER | | Rows |"));
    buf_fini(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(describes_answers_from_their_types),
        cmocka_unit_test(describes_every_route_in_openapi),
        cmocka_unit_test(explains_a_command_in_both_languages),
        cmocka_unit_test(knows_the_answers_by_name),
        cmocka_unit_test(refers_only_to_what_it_describes),
        cmocka_unit_test(writes_the_reference_as_tables),
        cmocka_unit_test(writes_typescript_from_the_rows),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
