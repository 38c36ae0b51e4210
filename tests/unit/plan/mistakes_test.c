/* Every plan under tests/plan/ earns exactly the messages written beside its lines. K1. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/text.h"
#include "plan/plan.h"

#define EXPECTED_MAX 400

struct expected {
    char file[200];
    int line, column;
    bool is_warning, is_met;
    char rule[48], part[200];
};
struct expectations {
    struct expected list[EXPECTED_MAX];
    int n;
};

/* " 7 unknown_key did you mean" up to the next mark or the end of the line. */
static void read_one(struct expectations *all, const char *file, int line, const char *s,
                     const char *end, bool is_warning)
{
    struct expected *x = &all->list[all->n];
    int used = 0;

    assert_true(all->n < EXPECTED_MAX);
    memset(x, 0, sizeof *x);
    snprintf(x->file, sizeof x->file, "%s", file);
    x->line = line;
    x->is_warning = is_warning;
    if (sscanf(s, " %d %47s%n", &x->column, x->rule, &used) != 2)
        fail_msg("%s:%d: cannot read the expectation", file, line);
    s += used;
    while (s < end && *s == ' ')
        s++;
    while (end > s && (end[-1] == ' ' || end[-1] == '\n'))
        end--;
    snprintf(x->part, sizeof x->part, "%.*s", (int)(end - s), s);
    all->n++;
}

static const char *next_mark(const char *s, const char *end)
{
    for (; s + 1 < end; s++)
        if (s[0] == '#' && (s[1] == '!' || s[1] == '?'))
            return s;
    return end;
}

static void read_file(struct expectations *all, const char *path)
{
    char *text;
    size_t len;
    struct err e;
    int line = 0;

    assert_int_equal(file_read(&text, &len, path, 1 << 20, &e), OK);
    for (const char *s = text; s < text + len;) {
        const char *end = memchr(s, '\n', (size_t)(text + len - s));
        const char *first = s + strspn(s, " ");
        end = end ? end : text + len;
        line++;
        for (const char *m = next_mark(s, end); m < end; m = next_mark(m + 2, end))
            read_one(all, path, line + (m == first), m + 2, next_mark(m + 2, end), m[1] == '?');
        s = end + 1;
    }
    free(text);
}

static bool is_yaml(const char *name)
{
    size_t len = strlen(name);

    return len > 5 && strcmp(name + len - 5, ".yaml") == 0;
}

static void read_all(struct expectations *all, const char *path)
{
    DIR *folder = opendir(path);
    struct dirent *d;

    if (!folder) {
        read_file(all, path);
        return;
    }
    while ((d = readdir(folder))) {
        char inside[512];
        snprintf(inside, sizeof inside, "%s/%s", path, d->d_name);
        if (d->d_name[0] != '.' && (is_yaml(d->d_name) || !strchr(d->d_name, '.')))
            read_all(all, inside);
    }
    closedir(folder);
}

static bool has_chinese(const char *s)
{
    for (; *s; s++)
        if ((unsigned char)*s >= 0xE4)
            return true;
    return false;
}

static int compare_plan(const char *path)
{
    struct expectations *all = calloc(1, sizeof *all);
    struct plan_errors errors;
    struct plan *plan = NULL;
    enum outcome outcome;
    int bad = 0;

    read_all(all, path);
    outcome = plan_load(&plan, path, NULL, &errors);
    for (int i = 0; i < errors.n; i++) {
        const struct err *e = &errors.list[i];
        bool is_known = false;
        for (int k = 0; k < all->n && !is_known; k++) {
            struct expected *x = &all->list[k];
            if (x->is_met || !text_same(x->file, e->file) || x->line != e->line ||
                x->column != e->column || !text_same(x->rule, e->rule) ||
                x->is_warning != (e->outcome == OK) || !strstr(e->en, x->part))
                continue;
            is_known = x->is_met = true;
        }
        if (!is_known)
            print_error("%s:%d: said, not expected: %s%d %s %s\n", e->file, e->line,
                        e->outcome == OK ? "#? " : "#! ", e->column, e->rule, e->en);
        if (!has_chinese(e->zh))
            print_error("%s:%d: no Chinese: %s\n", e->file, e->line, e->zh);
        bad += !is_known || !has_chinese(e->zh);
        if (i && text_same(e[-1].file, e->file) && e[-1].line > e->line)
            fail_msg("%s:%d: not in file order", e->file, e->line);
    }
    for (int k = 0; k < all->n; k++)
        if (!all->list[k].is_met) {
            print_error("%s:%d: expected, not said: %d %s %s\n", all->list[k].file,
                        all->list[k].line, all->list[k].column, all->list[k].rule,
                        all->list[k].part);
            bad++;
        }
    assert_int_equal(outcome, errors.n > errors.warnings_n ? REFUSED : OK);
    plan_free(plan);
    plan_errors_fini(&errors);
    free(all);
    return bad;
}

static void bad_plans_earn_their_messages(void **state)
{
    DIR *folder = opendir(PLAN_FOLDER);
    struct dirent *d;
    int bad = 0, n = 0;

    (void)state;
    assert_non_null(folder);
    while ((d = readdir(folder))) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", PLAN_FOLDER, d->d_name);
        if (d->d_name[0] == '.' || strcmp(d->d_name, "README.md") == 0)
            continue;
        bad += compare_plan(path);
        n++;
    }
    closedir(folder);
    assert_true(n >= 7);
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(bad_plans_earn_their_messages)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
