/* The statement under construction of where.h: its text and its binds. */
#include <string.h>

#include "ledger/where.h"

#define TEXT_MAX (256u << 10)

void where_init(struct where *w, struct arena *a, const struct plan *plan, int64_t now,
                int64_t user)
{
    *w = (struct where){.arena = a, .plan = plan, .now = now, .user = user};
    buf_init(&w->text, TEXT_MAX);
}

void where_fini(struct where *w)
{
    buf_fini(&w->text);
}

void where_text(struct where *w, const char *sql)
{
    buf_text(&w->text, sql);
}

void where_name(struct where *w, const char *name)
{
    sql_name(&w->text, name);
}

void where_column(struct where *w, const char *alias, const char *name)
{
    where_text(w, alias);
    buf_char(&w->text, '.');
    where_name(w, name);
}

static int bind_number(struct where *w, struct value v)
{
    for (int i = 0; i < w->binds_n; i++) {
        bool is_shared = !value_is_null(v) && value_same(w->binds[i], v);
        if (is_shared && w->binds[i].type == v.type)
            return i + 1;
    }
    if (w->binds_n == w->binds_cap) {
        int cap = w->binds_cap ? 2 * w->binds_cap : 16;
        struct value *binds = arena_alloc(w->arena, (size_t)cap * sizeof *binds);
        if (w->binds_n > 0)
            memcpy(binds, w->binds, (size_t)w->binds_n * sizeof *binds);
        w->binds = binds;
        w->binds_cap = cap;
    }
    w->binds[w->binds_n++] = v;
    return w->binds_n;
}

/* A null with n set stands for a text: see fold(). */
void where_bind(struct where *w, struct value v)
{
    bool is_text = vtype_is_text(v.type) || (value_is_null(v) && v.n);
    buf_printf(&w->text, "CAST($%d AS %s)", bind_number(w, v), is_text ? "TEXT" : "BIGINT");
}

void where_visible(struct where *w, const char *alias)
{
    if (w->pending_n == 0)
        return;
    where_text(w, " AND (");
    where_column(w, alias, "batch");
    where_text(w, " IS NULL OR ");
    where_column(w, alias, "batch");
    for (int i = 0; i < w->pending_n; i++) {
        where_text(w, i == 0 ? " NOT IN (" : ", ");
        buf_int(&w->text, w->pending[i]);
    }
    where_text(w, "))");
}
