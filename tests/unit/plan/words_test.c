/* What pages, editors and readers are told comes out well-formed and complete. K1. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/file.h"
#include "base/text.h"
#include "plan/plan.h"
#include "plan/plan_int.h"

static json_t *parsed(const struct buf *b)
{
    json_error_t error;
    json_t *json = json_loadb(b->data, b->len, JSON_REJECT_DUPLICATES, &error);

    if (!json)
        fail_msg("%d:%d: %s", error.line, error.column, error.text);
    return json;
}

static void the_schema_has_every_key(void **state)
{
    struct buf b;
    json_t *schema, *defs;
    int n;
    const struct word *rows = word_rows(&n);

    (void)state;
    buf_init(&b, 1 << 20);
    plan_schema(&b);
    schema = parsed(&b);
    defs = json_object_get(schema, "$defs");
    for (int i = 0; i < n; i++) {
        const json_t *section = json_object_get(defs, section_row(rows[i].in)->name);
        const json_t *key = json_object_get(json_object_get(section, "properties"), rows[i].word);
        if (rows[i].flags & NOT_YET)
            assert_null(key);
        else if (!key || json_object_size(key) < 2)
            fail_msg("%s of %s says nothing", rows[i].word, section_row(rows[i].in)->name);
    }
    json_decref(schema);
    buf_fini(&b);
}

/* Each row, section and shape can be read in both languages, and stands once. */
static void the_tables_are_complete(void **state)
{
    int n;
    const struct word *rows = word_rows(&n);

    (void)state;
    for (int i = 0; i < n; i++) {
        assert_ptr_equal(word_find(rows[i].in, rows[i].word), &rows[i]);
        assert_non_null(rows[i].help.zh);
        assert_non_null(rows[i].help.en);
        char room[WORDS_ROOM];
        assert_true(rows[i].shape != S_WORD || word_of(&rows[i], room));
    }
    for (int s = 0; s < SECTIONS; s++)
        assert_true(section_row(s)->name && section_row(s)->label.zh && section_row(s)->help.en);
    for (int s = 0; s < SHAPES; s++)
        assert_true(shape_row(s)->label.zh && shape_row(s)->label.en && shape_row(s)->schema);
    /* the words for types are those of value/type.c */
    for (int t = 0; t < FIELD_TYPES; t++) {
        char room[WORDS_ROOM];
        const char *type = type_row(t)->word;
        assert_true(words_hold(word_of(word_find(W_FIELD, "type"), room), type, strlen(type)));
    }
}

static void the_reference_names_every_key(void **state)
{
    int n;
    const struct word *rows = word_rows(&n);

    (void)state;
    for (int lang = 0; lang < 2; lang++) {
        struct buf b;
        buf_init(&b, 1 << 20);
        plan_words(&b, lang);
        for (int i = 0; i < n; i++) {
            char cell[64];
            snprintf(cell, sizeof cell, "| `%s`", rows[i].word);
            if (!(rows[i].flags & NOT_YET) && !strstr(b.data, cell))
                fail_msg("%s is not in the reference", rows[i].word);
        }
        buf_fini(&b);
    }
}

static void pages_get_the_whole_plan(void **state)
{
    struct plan_errors errors;
    struct plan *plan = NULL;
    struct buf b;
    json_t *json, *ledger, *field;
    size_t i, k;

    (void)state;
    assert_int_equal(plan_load(&plan, DATA_FOLDER "/every.yaml", NULL, &errors), OK);
    plan_errors_fini(&errors);
    buf_init(&b, 16 << 20);
    plan_json(&b, plan);
    json = parsed(&b);
    assert_int_equal(json_array_size(json_object_get(json, "ledgers")), plan->ledgers_n);
    json_array_foreach(json_object_get(json, "ledgers"), i, ledger)
    {
        const struct ledger *l = &plan->ledgers[i];
        assert_string_equal(json_string_value(json_object_get(ledger, "name")), l->name);
        assert_int_equal(json_array_size(json_object_get(ledger, "states")), l->states_n);
        assert_int_equal(json_array_size(json_object_get(ledger, "moves")), l->moves_n);
        assert_int_equal(json_array_size(json_object_get(ledger, "grants")), l->grants_n);
        json_array_foreach(json_object_get(ledger, "fields"), k, field)
        {
            assert_true(json_is_string(json_object_get(json_object_get(field, "label"), "zh")));
            assert_true(json_is_string(json_object_get(field, "type")));
        }
    }
    ledger = json_array_get(json_object_get(json, "ledgers"), 3);
    assert_string_equal(json_string_value(json_object_get(ledger, "place")), "person.home");
    json_decref(json);
    buf_fini(&b);
    plan_free(plan);
}

#define PAGE DOCS_FOLDER "/plan-language.md"
#define FROM "<!-- words: made by plan_words_test --write -->\n"

static char *page(void)
{
    char *text;
    size_t len;
    struct err e;

    assert_int_equal(file_read(&text, &len, PAGE, 1 << 20, &e), OK);
    return text;
}

/* The tables at the end of the page are what plan_words() says today. */
static void the_page_is_current(void **state)
{
    char *text = page(), *from = strstr(text, FROM);
    struct buf b;

    (void)state;
    assert_non_null(from);
    buf_init(&b, 1 << 20);
    plan_words(&b, LANG_EN);
    if (strcmp(from + strlen(FROM), b.data) != 0)
        fail_msg("docs/plan-language.md is not current; run plan_words_test --write");
    buf_fini(&b);
    free(text);
}

static int write_page(void)
{
    char *text = page(), *from = strstr(text, FROM);
    struct buf b;
    struct err e;
    enum outcome outcome;

    buf_init(&b, 1 << 20);
    buf_put(&b, text, from ? (size_t)(from - text) : strlen(text));
    buf_text(&b, FROM);
    plan_words(&b, LANG_EN);
    outcome = file_write(PAGE, b.data, b.len, 0644, &e);
    buf_fini(&b);
    free(text);
    return outcome_exit(outcome);
}

/* The page's examples, each a file of one plan: the first its head, the others a module. */
static void the_examples_of_the_page_load(void **state)
{
    static const char open[] = "```yaml\n", close[] = "```\n";
    char *text = page();
    struct plan_errors errors;
    struct plan *plan = NULL;
    struct buf b;
    int n = 0;

    (void)state;
    buf_init(&b, 1 << 20);
    for (char *s = strstr(text, open); s; s = strstr(s, open)) {
        char *end;
        s += strlen(open);
        end = strstr(s, close);
        assert_non_null(end);
        if (n)
            buf_printf(&b, "--- file: guide/%02d.yaml\n", n);
        else
            buf_text(&b, "--- file: county.yaml\n");
        buf_put(&b, s, (size_t)(end - s));
        n++;
        s = end;
    }
    if (plan_load_source(&plan, b.data, b.len, &errors) != OK || errors.n)
        fail_msg("%s:%d:%d: %s", errors.list[0].file, errors.list[0].line, errors.list[0].column,
                 errors.list[0].en);
    assert_true(n >= 7);
    assert_int_equal(plan->ledgers_n, 9);
    plan_errors_fini(&errors);
    plan_free(plan);
    buf_fini(&b);
    free(text);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_schema_has_every_key),
        cmocka_unit_test(the_tables_are_complete),
        cmocka_unit_test(the_reference_names_every_key),
        cmocka_unit_test(pages_get_the_whole_plan),
        cmocka_unit_test(the_page_is_current),
        cmocka_unit_test(the_examples_of_the_page_load),
    };

    if (argc > 1 && text_same(argv[1], "--write"))
        return write_page();

    return cmocka_run_group_tests(tests, NULL, NULL);
}
