/* All rows of the assembled program: nothing promised that is not there, nothing twice. */
#include "../check.h"

#include "assemble.h"
#include "op/op_int.h"

static const struct op *const *all;
static int all_n;

static int setup(void **state)
{
    assembly.register_ops();
    all = op_all(&all_n);
    return all_n == 0;
}

static void has_help_in_both_languages(void **state)
{
    for (int i = 0; i < all_n; i++) {
        check_row(i, all[i]->name, all[i]->help.zh && all[i]->help.en);
        for (int k = 0; all[i]->args && all[i]->args[k].name; k++)
            check_row(i, all[i]->name, all[i]->args[k].help.zh && all[i]->args[k].help.en);
    }
}

static void can_be_reached(void **state)
{
    for (int i = 0; i < all_n; i++) {
        check_row(i, all[i]->name, all[i]->path || all[i]->words);
        check_row(i, all[i]->name, !all[i]->path == !all[i]->method);
        check_row(i, all[i]->name, !all[i]->path || !strncmp(all[i]->path, "/api/", 5));
        check_row(i, all[i]->name, all[i]->handler);
    }
}

static void describes_every_answer(void **state)
{
    for (int i = 0; i < all_n; i++)
        if (all[i]->answer)
            check_row(i, all[i]->answer, op_has_answer(all[i]->answer));
}

static void has_an_argument_for_each_part_of_a_path(void **state)
{
    for (int i = 0; i < all_n; i++)
        for (const char *p = all[i]->path; p && (p = strchr(p, '{')); p++)
            check_row(i, all[i]->path, op_arg_n(all[i], p + 1, strcspn(p + 1, "}")) >= 0);
}

static void has_no_words_or_route_twice(void **state)
{
    for (int i = 0; i < all_n; i++)
        for (int k = 0; k < i; k++) {
            check_row(i, all[i]->name,
                      !all[i]->words || !all[k]->words || strcmp(all[i]->words, all[k]->words));
            check_row(i, all[i]->name,
                      !all[i]->path || !all[k]->path || strcmp(all[i]->path, all[k]->path) ||
                          strcmp(all[i]->method, all[k]->method));
        }
}

static void takes_few_enough_arguments(void **state)
{
    for (int i = 0; i < all_n; i++) {
        int n = 0, bodies = 0;
        for (; all[i]->args && all[i]->args[n].name; n++)
            bodies += all[i]->args[n].kind == ARG_BODY || all[i]->args[n].kind == ARG_FILE;
        check_row(i, all[i]->name, n <= OP_ARGS_MAX && bodies <= 1);
    }
}

static void only_changes_by_methods_that_change(void **state)
{
    for (int i = 0; i < all_n; i++)
        check_row(i, all[i]->name,
                  all[i]->run != OP_WRITE || !all[i]->method || strcmp(all[i]->method, "GET"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(can_be_reached),
        cmocka_unit_test(describes_every_answer),
        cmocka_unit_test(has_an_argument_for_each_part_of_a_path),
        cmocka_unit_test(has_help_in_both_languages),
        cmocka_unit_test(has_no_words_or_route_twice),
        cmocka_unit_test(only_changes_by_methods_that_change),
        cmocka_unit_test(takes_few_enough_arguments),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
