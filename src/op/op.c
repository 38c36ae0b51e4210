/* The registry of operations: which rows there are, which one a path or command words mean, and
 * how one is run. Knows neither HTTP nor the command line; decides no right itself (app->admit).
 *
 * The table of tables is the one thing here that is not constant: assemble.c fills it before any
 * thread starts, and nothing changes it after. */
#include "op/op.h"

#include <assert.h>

#include "op/op_int.h"

#define TABLES_MAX 32
#define ROWS_MAX 400

static struct {
    const struct op *rows[TABLES_MAX];
    int rows_n[TABLES_MAX], tables_n;
    const struct op *all[ROWS_MAX]; /* sorted by name */
    int all_n;
} registry;

static int compare_names(const void *a, const void *b)
{
    const struct op *const *left = a, *const *right = b;
    return strcmp((*left)->name, (*right)->name);
}

void op_register(const struct op *rows, int n)
{
    for (int i = 0; i < registry.tables_n; i++)
        if (registry.rows[i] == rows)
            return;
    assert(registry.tables_n < TABLES_MAX && registry.all_n + n <= ROWS_MAX);
    registry.rows[registry.tables_n] = rows;
    registry.rows_n[registry.tables_n++] = n;
    for (int i = 0; i < n; i++)
        registry.all[registry.all_n++] = &rows[i];
    qsort(registry.all, (size_t)registry.all_n, sizeof(registry.all[0]), compare_names);
    for (int i = 1; i < registry.all_n; i++)
        assert(strcmp(registry.all[i - 1]->name, registry.all[i]->name) != 0);
}

const struct op *const *op_all(int *ret_n)
{
    *ret_n = registry.all_n;
    return registry.all;
}

const struct op *op_find(const char *name)
{
    for (int i = 0; i < registry.all_n; i++)
        if (!strcmp(registry.all[i]->name, name))
            return registry.all[i];
    return NULL;
}

/* How many of the given words the row's words are, 0 when they are not a beginning. */
static int words_match(const char *row, const char *const *words, int n)
{
    int used = 0;
    while (*row) {
        size_t len = strcspn(row, " ");
        if (used == n || strlen(words[used]) != len || memcmp(words[used], row, len))
            return 0;
        used++;
        row += len;
        row += strspn(row, " ");
    }
    return used;
}

const struct op *op_by_words(const char *const *words, int n, int *ret_used)
{
    const struct op *found = NULL;
    int best = 0;
    for (int i = 0; i < registry.all_n; i++) {
        const struct op *op = registry.all[i];
        int used = op->words ? words_match(op->words, words, n) : 0;
        if (used > best) {
            best = used;
            found = op;
        }
    }
    if (found)
        *ret_used = best;
    return found;
}

int op_arg(const struct op *op, const char *name)
{
    return op_arg_n(op, name, strlen(name));
}

int op_arg_n(const struct op *op, const char *name, size_t len)
{
    for (int i = 0; op->args && op->args[i].name; i++)
        if (!strncmp(op->args[i].name, name, len) && !op->args[i].name[len])
            return i;
    return -1;
}

bool op_arg_in_path(const struct op *op, const char *name)
{
    size_t len = strlen(name);
    for (const char *p = op->path; p && (p = strchr(p, '{')); p++)
        if (!strncmp(p + 1, name, len) && p[1 + len] == '}')
            return true;
    return false;
}

/* One {…} of a pattern as it stands in a path, still encoded. */
struct capture {
    const char *name, *text;
    size_t name_len, text_len;
};

/* A {…} takes at least one character and stops before '/' or the character after the '}'. */
static bool match(const char *pattern, const char *path, struct capture *found, int *ret_n)
{
    int n = 0;
    while (*pattern) {
        if (*pattern != '{') {
            if (*pattern++ != *path++)
                return false;
            continue;
        }
        const char *end = strchr(pattern, '}');
        char stop[3] = {'/', end[1] == '/' ? 0 : end[1], 0};
        size_t len = strcspn(path, stop);
        if (!len || n == OP_ARGS_MAX)
            return false;
        found[n++] = (struct capture){pattern + 1, path, (size_t)(end - pattern - 1), len};
        path += len;
        pattern = end + 1;
    }
    *ret_n = n;
    return !*path;
}

const struct op *op_by_route(struct arena *a, const char *method, const char *path,
                             const char **values, bool *ret_path_known)
{
    struct capture here[OP_ARGS_MAX], best[OP_ARGS_MAX];
    const struct op *found = NULL;
    int found_n = 0, n;
    if (!strcmp(method, "HEAD"))
        method = "GET";
    for (int i = 0; i < registry.all_n; i++) {
        const struct op *op = registry.all[i];
        if (!op->path || strcmp(op->method, method) || !match(op->path, path, here, &n))
            continue;
        if (found && n >= found_n)
            continue; /* the row with more plain text wins: /jobs/mine before /jobs/{id} */
        found = op;
        found_n = n;
        memcpy(best, here, (size_t)n * sizeof(best[0]));
    }
    *ret_path_known = found != NULL;
    for (int i = 0; !*ret_path_known && i < registry.all_n; i++)
        *ret_path_known = registry.all[i]->path && match(registry.all[i]->path, path, here, &n);
    for (int i = 0; found && i < found_n; i++) {
        int at = op_arg_n(found, best[i].name, best[i].name_len);
        size_t len;
        assert(at >= 0 && "a {name} in a path must be an argument of its row");
        values[at] = op_decode(a, best[i].text, best[i].text_len, false, &len);
        if (!values[at]) {
            *ret_path_known = false;
            return NULL;
        }
    }
    return found;
}

void op_allow(struct buf *out, const char *path)
{
    static const char *const methods[] = {"DELETE", "GET", "PATCH", "POST", "PUT"};
    struct capture found[OP_ARGS_MAX];
    int n;
    buf_text(out, "OPTIONS");
    for (size_t m = 0; m < sizeof(methods) / sizeof(methods[0]); m++)
        for (int i = 0; i < registry.all_n; i++) {
            const struct op *op = registry.all[i];
            if (!op->path || strcmp(op->method, methods[m]) || !match(op->path, path, found, &n))
                continue;
            buf_printf(out, ", %s", methods[m]);
            if (!strcmp(methods[m], "GET"))
                buf_text(out, ", HEAD");
            break;
        }
}

enum outcome op_check(struct call *c, struct err *e)
{
    enum outcome outcome = OK;
    if (c->app->admit)
        outcome = c->app->admit(c, c->op->need, e);
    for (int i = 0; !outcome && c->op->args && c->op->args[i].name; i++)
        outcome = op_check_arg(c, i, e);
    if (!outcome && !c->purpose)
        c->purpose = call_text(c, "purpose");
    return outcome;
}

/* A writer's job may run twice: the answer of the first run must leave no trace. */
static void forget_answer(struct call *c)
{
    if (c->out)
        buf_clear(c->out);
    c->content_type = c->location = c->download_name = c->set_session = NULL;
    c->status = 0;
    c->etag = 0;
    c->after = NULL;
}

enum outcome op_handle(struct call *c, struct err *e)
{
    forget_answer(c);
    enum outcome outcome = c->op->handler(c, e);
    if (!outcome && arena_is_over(c->arena))
        return err_set(e, TOO_LARGE, NULL, "request_memory",
                       "the request needs more memory than one request may take",
                       "该请求所需内存超过单个请求的上限");
    if (!outcome && c->out && buf_is_over(c->out))
        return err_set(e, TOO_LARGE, NULL, "answer_size",
                       "the answer is larger than one answer may be; ask for fewer rows",
                       "结果过大,请减少行数");
    return outcome;
}

enum outcome op_run(struct call *c, struct err *e)
{
    enum outcome outcome = op_check(c, e);
    return outcome ? outcome : op_handle(c, e);
}
