/* The files of tests/expr: a program, the record it runs over, what comes out. See
 * tests/expr/README.md. Also: every program printed and read again is the same program, and every
 * function's example holds. */
#include <dirent.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "expr_plan.h"
#include "unit/check.h"
#include "value/time.h"

struct input {
    struct value values[64];
    int64_t lines_share;
};

static struct plan *plan;
static int mistakes;

#define complain(...) (mistakes++, print_error(__VA_ARGS__), print_error("\n"))

/* ---- the record ----------------------------------------------------------------------------- */

static enum outcome ask_field(struct eval *ev, const struct ledger *l, int64_t record,
                              const struct field *f, struct value *ret, struct err *e)
{
    struct input *in = ev->arg;
    *ret = value_null();
    if (!l)
        *ret = text_same(f->name, "share") ? value_int(V_INTEGER, 5) : value_text("Zhang");
    else if (record == 0)
        *ret = in->values[f->index];
    else if (text_same(f->name, "name") && record == 7)
        *ret = value_text("Wang");
    else if (text_same(f->name, "born_on") && record == 7)
        *ret = value_int(V_DATE, date_from_civil(1990, 11, 24));
    else if (text_same(f->name, "boss") && record == 7)
        *ret = value_int(V_REF, 8);
    else if (text_same(f->name, "name") && record == 8)
        *ret = value_text("Li");
    else if (text_same(f->name, "home"))
        *ret = value_int(V_PLACE, 77);
    return OK;
}

static enum outcome ask_system(struct eval *ev, const struct ledger *l, int64_t record,
                               enum system_field f, struct value *ret, struct err *e)
{
    switch (f) {
    case SYS_ID:
        *ret = value_int(V_REF, record ? record : 42);
        break;
    case SYS_STATE:
        *ret = value_text_n(V_CODE, "observing", 9);
        break;
    case SYS_PLACE:
        *ret = value_int(V_PLACE, 99);
        break;
    case SYS_CREATED_AT:
        *ret = value_int(V_DATETIME, EXPR_PLAN_NOW - 3600);
        break;
    default:
        *ret = value_null();
    }
    return OK;
}

static enum outcome ask_place(struct eval *ev, int64_t place, const char *name, struct value *ret,
                              struct err *e)
{
    *ret = text_same(name, "kind")   ? value_text_n(V_CODE, "ward", 4)
           : text_same(name, "beds") ? value_int(V_INTEGER, 12)
                                     : value_null();
    return OK;
}

static enum outcome ask_standard(struct eval *ev, const struct standard *s, struct value *ret,
                                 struct err *e)
{
    *ret = s->value;
    return OK;
}

static enum outcome ask_query(struct eval *ev, const struct expr *q, struct value *ret,
                              struct err *e)
{
    *ret = q->query == Q_COUNT    ? value_int(V_INTEGER, 3)
           : q->query == Q_EXISTS ? value_int(V_FLAG, 1)
                                  : value_null();
    return OK;
}

/* ---- running one triplet ----------------------------------------------------------------------
 */

static void print_value(struct buf *out, struct value v)
{
    char text[64];
    struct expr constant = {.op = E_CONST, .type = v.type, .value = v};
    if (v.type == V_DATETIME)
        buf_text(out, (datetime_print(v.n, plan->calendar.offset_s, text), text));
    else if (v.type == V_MONEY || v.type == V_NUMBER)
        buf_text(out, (decimal_print(v.n, v.type == V_MONEY ? 2 : 6, text), text));
    else
        expr_print(out, &constant);
}

static void read_input(struct arena *a, struct input *in, const char *text, const char *where)
{
    struct err e;
    const struct ledger *l = plan_ledger(plan, "visit");
    memset(in, 0, sizeof *in);
    if (text_same(text, "-"))
        return;
    while (*text) {
        size_t len = strcspn(text, ";");
        const char *equals = memchr(text, '=', len);
        if (!equals)
            fail_msg("%s: input without \"=\": %s", where, text);
        const struct field *f = ledger_field(l, arena_text(a, text, (size_t)(equals - text)));
        if (!f)
            fail_msg("%s: no such field: %s", where, text);
        const char *value = equals + 1;
        size_t value_len = (size_t)(text + len - value);
        if (f->type == F_LINES || f->type == F_POINT || f->type == F_PHONE || f->type == F_REF)
            in->values[f->index] = f->type == F_REF ? value_int(V_REF, value[0] - '0')
                                                    : value_text_n(V_TEXT, value, value_len);
        else if (type_parse(&in->values[f->index], a, f->type, &f->rule, value, value_len, &e) !=
                 OK)
            fail_msg("%s: %s: %s", where, f->name, e.en);
        text += len;
        text += strspn(text, "; ");
    }
}

static void check_round_trip(struct arena *a, const struct expr_scope *scope, const struct expr *x,
                             const char *where)
{
    struct buf first, second;
    struct err e;
    struct expr *again;
    buf_init(&first, 1 << 16);
    buf_init(&second, 1 << 16);
    expr_print(&first, x);
    if (expr_parse(&again, a, scope, first.data, V_NULL, &e) != OK)
        complain("%s: printed as \"%s\", which is refused: %s", where, first.data, e.en);
    else
        expr_print(&second, again);
    if (second.len && !text_same(first.data, second.data))
        complain("%s: printed as \"%s\", read and printed again as \"%s\"", where, first.data,
                 second.data);
    buf_fini(&first);
    buf_fini(&second);
}

static void run_triplet(const char *program, const char *input, const char *wanted,
                        const char *where)
{
    struct arena a;
    struct input in;
    struct value v;
    struct expr *x;
    struct err e;
    struct buf got;
    arena_init(&a, 1 << 20);
    buf_init(&got, 4096);
    const struct ledger *l = plan_ledger(plan, "visit");
    struct expr_scope scope = {.plan = plan, .ledger = l, .file = "test", .line = 1, .column = 1};
    if (text_starts(program, "mood := "))
        scope.target = ledger_field(l, "mood");
    else if (text_starts(program, "symptoms := "))
        scope.target = ledger_field(l, "symptoms");
    else if (text_starts(program, "price := "))
        scope.target = ledger_field(l, "price");
    else if (text_starts(program, "members: "))
        scope.lines = ledger_field(l, "members");
    enum vtype want = scope.target ? type_row(scope.target->type)->vtype : V_NULL;
    if (scope.target)
        program = strstr(program, ":= ") + 3;
    else if (scope.lines)
        program += strlen("members: ");
    read_input(&a, &in, input, where);
    struct eval ev = {.arena = &a,
                      .plan = plan,
                      .now = EXPR_PLAN_NOW,
                      .user = 5,
                      .arg = &in,
                      .field = ask_field,
                      .system = ask_system,
                      .place = ask_place,
                      .standard = ask_standard,
                      .query = ask_query};
    if (expr_parse(&x, &a, &scope, program, want, &e) != OK) {
        buf_printf(&got, "! %d:%d %s", e.line, e.column, e.en);
        if (!e.zh[0] || !e.rule[0])
            complain("%s: message without Chinese or rule: %s", where, e.en);
    } else {
        if (!scope.target && !scope.lines)
            check_round_trip(&a, &scope, x, where);
        if (expr_eval(&ev, x, &v, &e) != OK)
            buf_printf(&got, "fault %s", e.en);
        else
            print_value(&got, v);
        if (!value_is_null(v) && v.type != x->type &&
            !(vtype_is_text(v.type) && vtype_is_text(x->type)))
            complain("%s: value of type %s, node of type %s", where, vtype_word(v.type),
                     vtype_word(x->type));
    }
    if (!text_same(got.data, wanted))
        complain("%s: got \"%s\", wanted \"%s\"", where, got.data, wanted);
    buf_fini(&got);
    arena_fini(&a);
}

static int run_file(const char *path)
{
    char *text;
    size_t len;
    struct err e;
    int n = 0, line = 0;
    char where[600];
    const char *part[3];
    int parts = 0, first_line = 0;
    if (file_read(&text, &len, path, 1 << 20, &e) != OK)
        fail_msg("%s: %s", path, e.en);
    for (char *at = text, *next; at && *at; at = next) {
        next = strchr(at, '\n');
        if (next)
            *next++ = '\0';
        line++;
        if (at[0] == '#' || (at[0] == '\0' && parts == 0))
            continue;
        if (parts == 0)
            first_line = line;
        part[parts++] = at;
        if (parts == 3) {
            snprintf(where, sizeof where, "%s:%d: %s", path, first_line, part[0]);
            run_triplet(part[0], part[1], part[2], where);
            parts = 0;
            n++;
        }
    }
    if (parts)
        fail_msg("%s: the last triplet is not whole", path);
    free(text);
    return n;
}

static void triplets_give_what_they_say(void **state)
{
    DIR *folder = opendir(EXPR_FOLDER);
    int n = 0;
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));) {
        size_t len = strlen(entry->d_name);
        char path[600];
        if (len < 3 || !text_same(entry->d_name + len - 2, ".t"))
            continue;
        snprintf(path, sizeof path, "%s/%s", EXPR_FOLDER, entry->d_name);
        n += run_file(path);
    }
    closedir(folder);
    assert_true(n > 100);
    assert_int_equal(mistakes, 0);
}

static void examples_of_functions_hold(void **state)
{
    int n;
    const struct func *rows = func_rows(&n);
    for (int i = 0; i < n; i++) {
        check_row(i, rows[i].name, i == 0 || strcmp(rows[i - 1].name, rows[i].name) < 0);
        check_row(i, rows[i].name, rows[i].help.zh && rows[i].help.en && rows[i].eval);
        run_triplet(rows[i].example, "symptoms=fever,cough; spot=34.95,109.58", "true",
                    rows[i].name);
    }
    assert_int_equal(mistakes, 0);
}

static void a_condition_holds_only_when_true(void **state)
{
    struct arena a;
    struct expr *x;
    struct err e;
    bool holds = true;
    arena_init(&a, 1 << 20);
    struct expr_scope scope = {.plan = plan};
    struct eval ev = {.arena = &a, .plan = plan, .now = EXPR_PLAN_NOW};
    assert_int_equal(expr_parse(&x, &a, &scope, "null > 1", V_FLAG, &e), OK);
    assert_int_equal(expr_holds(&ev, x, &holds, &e), OK);
    assert_false(holds);
    assert_int_equal(expr_parse(&x, &a, &scope, "1 < 2", V_FLAG, &e), OK);
    assert_int_equal(expr_holds(&ev, x, &holds, &e), OK);
    assert_true(holds);
    arena_fini(&a);
}

static void depth_and_length_are_limited(void **state)
{
    struct arena a;
    struct expr *x;
    struct err e;
    char text[3000];
    struct expr_scope scope = {.plan = plan};
    arena_init(&a, 4 << 20);
    memset(text, '(', 1000);
    memcpy(text + 1000, "1", 2);
    assert_int_equal(expr_parse(&x, &a, &scope, text, V_NULL, &e), REFUSED);
    assert_string_equal(e.rule, "too_deep");
    memset(text, '-', 1000);
    assert_int_equal(expr_parse(&x, &a, &scope, text, V_NULL, &e), REFUSED);
    assert_string_equal(e.rule, "too_deep");
    memset(text, '1', 2500);
    text[2500] = '\0';
    assert_int_equal(expr_parse(&x, &a, &scope, text, V_NULL, &e), REFUSED);
    assert_string_equal(e.rule, "too_large");
    for (int i = 0; i < 900; i++)
        memcpy(text + 2 * i, "1+", 2);
    memcpy(text + 1800, "1", 2);
    assert_int_equal(expr_parse(&x, &a, &scope, text, V_NULL, &e), REFUSED);
    assert_string_equal(e.rule, "too_deep");
    arena_fini(&a);
}

static int setup(void **state)
{
    plan = expr_plan_new();
    return 0;
}

static int teardown(void **state)
{
    expr_plan_free(plan);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(triplets_give_what_they_say),
        cmocka_unit_test(examples_of_functions_hold),
        cmocka_unit_test(a_condition_holds_only_when_true),
        cmocka_unit_test(depth_and_length_are_limited),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
