/* The rows of an export: one statement, run again and again from the last id on. */
#include "base/text.h"
#include "ledger/export.h"
#include "ledger/ledger_op.h"
#include "ledger/list.h"
#include "ledger/list_where.h"

static enum outcome put_hidden(struct buf *b, struct call *c, const struct ledger *l, struct err *e)
{
    struct query *q;
    enum outcome o =
        db_query(&q, c->db,
                 "SELECT first_id, last_id FROM batch"
                 " WHERE state IN ('writing', 'dropping', 'taking_back') AND ledger = $1",
                 BIND(bind_text(l->name)), e);
    if (o != OK)
        return o;
    while (query_next(q))
        buf_printf(b, " AND r.id NOT BETWEEN %lld AND %lld", (long long)query_int(q, 0),
                   (long long)query_int(q, 1));
    return query_end(q, e);
}

/* What a search in the list finds: binds follow those of the condition. */
static enum outcome put_search(struct buf *b, struct export_way *w, const char *q, int64_t under,
                               struct err *e)
{
    struct call *c = w->call;
    struct search_asked asked;
    char table[80];
    enum outcome o =
        search_ask(&asked, c->arena, c->app->guard, c->plan, w->ledger, q, under, e);
    if (o != OK)
        return o;
    search_table_name(table, w->ledger);
    buf_text(b, " AND (");
    for (int i = 0; i < asked.alternatives; i++) {
        buf_text(b, i ? " OR r.id " : "r.id ");
        w->binds[w->binds_n++] =
            bind_text(search_query(c->arena, c->app->store, asked.terms[i], asked.n[i]));
        search_condition(b, c->app->store, table, w->binds_n);
    }
    buf_text(b, asked.alternatives ? ")" : "0 = 1)");
    return OK;
}

static void put_selected(struct buf *b, const struct export_way *w)
{
    buf_text(b, "SELECT r.id, r.key, r.state, r.place, r.created_at, r.closed_at, r.key_no, r.rev");
    for (int i = 0; i < w->columns_n; i++) {
        buf_text(b, ", ");
        if (w->columns[i].by_key)
            buf_printf(b, "x%d.key", i);
        else if (w->columns[i].sight != SIGHT_FULL) {
            /* Whether there is something, not what. */
            buf_text(b, "CASE WHEN r.");
            sql_name(b, w->columns[i].field->column);
            buf_text(b, " IS NULL THEN 0 ELSE 1 END");
        } else {
            buf_text(b, "r.");
            sql_name(b, w->columns[i].field->column);
        }
    }
    buf_text(b, " FROM ");
    sql_name(b, w->ledger->table);
    buf_text(b, " r");
    for (int i = 0; i < w->columns_n; i++) {
        if (!w->columns[i].by_key)
            continue;
        buf_text(b, " LEFT JOIN ");
        sql_name(b, w->columns[i].field->to->table);
        buf_printf(b, " x%d ON x%d.id = r.", i, i);
        sql_name(b, w->columns[i].field->column);
    }
}

enum outcome export_prepare(struct export_way *w, struct err *e)
{
    struct call *c = w->call;
    const char *place = call_text(c, "place"), *state = call_text(c, "state");
    const char *text = call_text(c, "where");
    const struct expr *x = NULL;
    struct list_where *where = arena_alloc(c->arena, sizeof *where);
    uint32_t states = 0;
    int64_t under = 0;
    struct buf b;
    enum outcome o = OK;
    if (place && *place)
        o = op_place(c, place, &under, e);
    if (o == OK && state)
        o = list_parse_states(&states, w->ledger, state, e);
    if (o == OK && text && *text)
        o = list_parse_where(&x, c, w->ledger, text, e);
    if (o == OK && x)
        o = list_where_make(where, c, w->ledger, x, e);
    if (o != OK)
        return o;
    buf_init(&b, 1 << 18);
    put_selected(&b, w);
    buf_text(&b, " WHERE ");
    guard_where(&b, c->actor, VERB_EXPORT, w->ledger, "r");
    if (place && *place)
        buf_printf(&b, " AND r.place BETWEEN %lld AND %lld", (long long)under,
                   (long long)place_last(under));
    for (int i = 0, first = 1; states && i < w->ledger->states_n; i++)
        if (states >> i & 1) {
            buf_printf(&b, "%s'%s'", first ? " AND r.state IN (" : ", ", w->ledger->states[i].name);
            first = 0;
        }
    if (states)
        buf_char(&b, ')');
    if (x)
        buf_printf(&b, " AND (%s)", where->text);
    o = put_hidden(&b, c, w->ledger, e);
    memcpy(w->binds, where->binds, sizeof *w->binds * (size_t)where->binds_n);
    w->binds_n = where->binds_n;
    const char *q = call_text(c, "q");
    if (o == OK && q && *q)
        o = put_search(&b, w, q, under, e);
    buf_printf(&b, " AND r.id > $%d ORDER BY r.id LIMIT %d", w->binds_n + 1, EXPORT_SLICE);
    w->sql = arena_text(c->arena, b.data ? b.data : "", b.len);
    buf_fini(&b);
    return o;
}

enum outcome export_slice(struct export_way *w, export_visit *visit, void *arg, int *ret_n,
                          struct err *e)
{
    struct db *db = w->call->db;
    struct query *q;
    int n = 0;
    w->binds[w->binds_n] = bind_int(w->after);
    enum outcome o = db_begin_read(db, e);
    if (o != OK)
        return o;
    o = db_query(&q, db, w->sql, w->binds, w->binds_n + 1, e);
    if (o == OK) {
        enum outcome seen = OK;
        while (seen == OK && query_next(q)) {
            w->after = query_int(q, EX_ID);
            seen = visit(arg, q, e);
            n++;
        }
        o = seen == OK ? query_end(q, e) : seen;
        if (seen != OK) {
            struct err ignored;
            query_end(q, &ignored);
        }
    }
    db_rollback(db);
    *ret_n = n;
    return o;
}
