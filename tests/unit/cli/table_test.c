/* Reading a command line, and what a person is shown of an answer. */
#include "../check.h"

#include "cli/cli_int.h"

static const struct {
    const char *text;
    int width;
} widths[] = {
    {"", 0}, {"abc", 3}, {"第2网格", 7}, {"𠮷田", 4}, {"（全）", 6}, {"é", 1},
};

static void knows_how_wide_a_text_is(void **state)
{
    for (size_t i = 0; i < ROWS(widths); i++)
        check_row(i, widths[i].text, table_width(widths[i].text) == widths[i].width);
}

/* answer, its table */
static const struct {
    const char *answer, *table;
} tables[] = {
    {"{\"rows\":[]}", "(none)\n"},
    {"{\"rows\":[{\"id\":\"12\",\"name\":\"王小明\"},{\"id\":\"3\",\"name\":null}],\"next\":\"c\"}",
     "id  name\n12  王小明\n3   \n… --after c\n"},
    {"{\"id\":\"1\",\"place\":{\"id\":\"9\",\"title\":\"网格\"},\"codes\":[\"a\",\"b\"]}",
     "id     1\nplace  网格\ncodes  a,b\n"},
    {"{\"id\":\"1\",\"masked\":[\"phone\"],\"fields\":{\"text\":\"a\\nb\"}}",
     "id    1\ntext  a b\n"},
};

static void prints_answers_as_tables(void **state)
{
    for (size_t i = 0; i < ROWS(tables); i++) {
        char *text = NULL;
        size_t len;
        FILE *to = open_memstream(&text, &len);
        json_t *answer = json_loads(tables[i].answer, 0, NULL);
        table_print(to, answer, LANG_EN);
        fclose(to);
        check_row_text(i, tables[i].answer, text, tables[i].table);
        json_decref(answer);
        free(text);
    }
}

static void splits_options_from_the_rest(void **state)
{
    char tokens[][16] = {"person", "--limit", "3", "--mine", "--q=a b", "--", "--x", "-"};
    char *words[8];
    struct cli cli = {0};
    struct err e = {0};
    for (int i = 0; i < 8; i++)
        words[i] = tokens[i];
    assert_int_equal(cli_split(&cli, words, 8, "mine all ", &e), OK);
    assert_int_equal(cli.rest_n, 3);
    assert_string_equal(cli.rest[0], "person");
    assert_string_equal(cli.rest[1], "--x");
    assert_string_equal(cli.rest[2], "-");
    assert_string_equal(cli_option(&cli, "limit"), "3");
    assert_string_equal(cli_option(&cli, "mine"), "");
    assert_string_equal(cli_option(&cli, "q"), "a b");
    assert_null(cli_option(&cli, "all"));
}

static void refuses_an_option_without_its_value(void **state)
{
    char token[] = "--limit";
    char *words[] = {token};
    struct cli cli = {0};
    struct err e = {0};
    assert_int_equal(cli_split(&cli, words, 1, "", &e), REFUSED);
    assert_string_equal(e.rule, RULE_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_how_wide_a_text_is),
        cmocka_unit_test(prints_answers_as_tables),
        cmocka_unit_test(refuses_an_option_without_its_value),
        cmocka_unit_test(splits_options_from_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
