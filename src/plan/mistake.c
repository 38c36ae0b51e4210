/* The list of mistakes of one run, and "did you mean". Warnings stand in the same list with
 * outcome OK. Says nothing to anybody: http/ and cli/ print the list. */
#include "plan/plan_int.h"

#include <stdarg.h>

#include "base/text.h"

static struct err *list_next(struct reader *r)
{
    struct plan_errors *list = r->errors;

    if (list->n >= LIMIT_PLAN_ERRORS) {
        r->is_cut = true;
        return NULL;
    }
    if (list->n % 16 == 0) {
        struct err *grown = realloc(list->list, (size_t)(list->n + 16) * sizeof *grown);
        if (!grown)
            abort();
        list->list = grown;
    }
    memset(&list->list[list->n], 0, sizeof *list->list);
    return &list->list[list->n++];
}

/* A message cut by its buffer must not end inside a character. */
static void cut_whole(char *s, size_t size)
{
    size_t len = strlen(s);

    if (len + 1 < size)
        return;
    while (len > 0 && ((unsigned char)s[len - 1] & 0xC0) == 0x80)
        len--;
    if (len > 0)
        len--;
    s[len] = 0;
}

__attribute__((format(printf, 5, 0), format(printf, 6, 0))) static struct err *
add(struct reader *r, enum outcome outcome, const struct where_from *at, const char *rule,
    const char *en, const char *zh, va_list args)
{
    struct err *e = list_next(r);
    va_list again;

    if (!e) {
        memset(&r->spare, 0, sizeof r->spare);
        return &r->spare;
    }
    e->outcome = outcome;
    e->line = at->line;
    e->column = at->column;
    snprintf(e->file, sizeof e->file, "%s", at->file ? at->file : "");
    snprintf(e->rule, sizeof e->rule, "%s", rule);
    va_copy(again, args);
    vsnprintf(e->en, sizeof e->en, en, args);
    vsnprintf(e->zh, sizeof e->zh, zh, again);
    va_end(again);
    cut_whole(e->file, sizeof e->file);
    cut_whole(e->en, sizeof e->en);
    cut_whole(e->zh, sizeof e->zh);
    if (outcome == OK)
        r->errors->warnings_n++;
    return e;
}

static struct where_from place_of(const struct node *at)
{
    struct where_from where = {at->file ? at->file->shown : "", at->line, at->column};

    return where;
}

struct err *mistake(struct reader *r, const struct node *at, const char *rule, const char *en,
                    const char *zh, ...)
{
    struct where_from where = place_of(at);
    va_list args;

    va_start(args, zh);
    struct err *e = add(r, REFUSED, &where, rule, en, zh, args);
    va_end(args);
    return e;
}

struct err *warning(struct reader *r, const struct node *at, const char *rule, const char *en,
                    const char *zh, ...)
{
    struct where_from where = place_of(at);
    va_list args;

    va_start(args, zh);
    struct err *e = add(r, OK, &where, rule, en, zh, args);
    va_end(args);
    return e;
}

struct err *mistake_at(struct reader *r, const struct where_from *at, const char *rule,
                       const char *en, const char *zh, ...)
{
    va_list args;

    va_start(args, zh);
    struct err *e = add(r, REFUSED, at, rule, en, zh, args);
    va_end(args);
    return e;
}

struct err *warning_at(struct reader *r, const struct where_from *at, const char *rule,
                       const char *en, const char *zh, ...)
{
    va_list args;

    va_start(args, zh);
    struct err *e = add(r, OK, at, rule, en, zh, args);
    va_end(args);
    return e;
}

void mistake_add(struct reader *r, const struct err *e)
{
    struct err *mine = list_next(r);

    if (mine)
        *mine = *e;
}

static int file_index(const struct reader *r, const struct err *e)
{
    for (int i = 0; i < r->files_n; i++)
        if (text_same(r->files[i].shown, e->file))
            return i;
    return r->files_n;
}

struct ordered {
    int file, line, column, nth;
};

static int compare(const void *a, const void *b)
{
    const struct ordered *x = a, *y = b;

    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    return x->nth < y->nth ? -1 : x->nth > y->nth;
}

void mistakes_sort(struct reader *r)
{
    struct plan_errors *list = r->errors;
    struct ordered *order;
    struct err *sorted;

    if (list->n < 2)
        return;
    order = arena_alloc(&r->scratch, (size_t)list->n * sizeof *order);
    sorted = calloc((size_t)(list->n + 15) / 16 * 16, sizeof *sorted);
    if (!sorted)
        abort();
    for (int i = 0; i < list->n; i++) {
        const struct err *e = &list->list[i];
        order[i] = (struct ordered){file_index(r, e), e->line, e->column, i};
    }
    qsort(order, (size_t)list->n, sizeof *order, compare);
    for (int i = 0; i < list->n; i++)
        sorted[i] = list->list[order[i].nth];
    free(list->list);
    list->list = sorted;
}

void plan_errors_fini(struct plan_errors *errors)
{
    free(errors->list);
    memset(errors, 0, sizeof *errors);
}

const char *brief(struct reader *r, const char *text)
{
    const char *s = text, *end = text + strlen(text);
    int n = 0;

    while (s < end && n < 40) {
        text_next(&s, end);
        n++;
    }
    if (s == end)
        return text;
    return arena_printf(&r->scratch, "%.*s…", (int)(s - text), text);
}

struct near near_to(const char *word)
{
    struct near near = {word, NULL, 0};

    near.distance = (int)strlen(word) / 3 + 1;
    if (near.distance > 3)
        near.distance = 3;
    near.distance++; /* the first that is strictly nearer wins */
    return near;
}

void near_try(struct near *near, const char *candidate)
{
    size_t a = strlen(near->word), b = candidate ? strlen(candidate) : 0;
    int distance;

    if (!candidate || a > 40 || b > 40 || a > b + 3 || b > a + 3)
        return;
    distance = text_distance(near->word, candidate);
    if (distance < near->distance) {
        near->distance = distance;
        near->best = candidate;
    }
}

void near_suggest(struct err *e, const struct near *near)
{
    size_t zh = strlen(e->zh), en = strlen(e->en);

    if (!near->best)
        return;
    snprintf(e->en + en, sizeof e->en - en, "; did you mean \"%s\"?", near->best);
    snprintf(e->zh + zh, sizeof e->zh - zh, "；是否应为“%s”？", near->best);
    cut_whole(e->en, sizeof e->en);
    cut_whole(e->zh, sizeof e->zh);
}
