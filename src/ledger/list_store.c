/* Lists of records: which way to read, in bounded work.
 *
 * Three ways, chosen by what record_count says of the scope:
 *   ordered  along the sort's index (or the primary key), a window of entries at a time, keeping
 * those in scope; good for large scopes. The sort's index holds place and state, so a window of
 *            20,000 entries costs about 3 ms without touching a row.
 *   scope    by place, then sorting what is there; good for small scopes.
 *   open     by the index of open records, then sorting; good when few are open.
 * The inner SELECT has the LIMIT, so it is not merged into the outer one: the database walks the
 * index in order and stops as soon as the page is full. Nulls come last, as a second walk.
 *
 * Records of an import that is not done have ids between known bounds and are left out everywhere.
 */
#include "base/clock.h"
#include "base/text.h"
#include "ledger/list.h"
#include "ledger/list_where.h"

#define WINDOW_COVERED 20000 /* entries of an index that answers alone */
#define WINDOW_ROWS 4000     /* entries whose rows must be read */
#define PAGE_MS 8            /* then the page comes short */
#define SCOPE_SMALL 3000
#define HIDDEN_MAX 16

struct hidden {
    int64_t first, last;
};
struct search_way {
    struct call *call;
    const struct list_asked *asked;
    struct hidden hidden[HIDDEN_MAX];
    int hidden_n;
    const char *guard;           /* condition over r */
    struct list_where where;     /* the caller's filter over r, with its binds */
    bool needs_rows;             /* a condition looks beyond the index */
    int64_t all, in_scope, open; /* about how many */
    int64_t in_states;           /* in the states asked for, wherever they are: exact */
};

/* ---- conditions --------------------------------------------------------------------------------
 */

static enum outcome read_hidden(struct search_way *w, struct err *e)
{
    struct query *q;
    enum outcome o = db_query(
        &q, w->call->db,
        "SELECT first_id, last_id FROM batch WHERE state IN ('writing', 'dropping', 'taking_back')"
        " AND ledger = $1 ORDER BY id DESC LIMIT 16",
        BIND(bind_text(w->asked->ledger->name)), e);
    if (o != OK)
        return o;
    while (w->hidden_n < HIDDEN_MAX && query_next(q))
        w->hidden[w->hidden_n++] = (struct hidden){query_int(q, 0), query_int(q, 1)};
    return query_end(q, e);
}

static void put_states(struct buf *b, const struct ledger *l, uint32_t states)
{
    bool is_first = true;
    buf_text(b, " AND r.state IN (");
    for (int i = 0; i < l->states_n; i++)
        if (states >> i & 1) {
            buf_printf(b, "%s'%s'", is_first ? "" : ", ", l->states[i].name);
            is_first = false;
        }
    buf_char(b, ')');
}

/* Everything but the order. The filter's binds are numbered from 1; others follow. */
static void put_conditions(struct buf *b, const struct search_way *w)
{
    const struct list_asked *a = w->asked;
    buf_text(b, w->guard);
    if (a->has_under) {
        buf_printf(b, " AND (r.place BETWEEN %lld AND %lld", (long long)a->under,
                   (long long)place_last(a->under));
        for (int i = 0; i < a->ledger->also_n; i++)
            buf_printf(b, " OR r.also%d BETWEEN %lld AND %lld", i + 1, (long long)a->under,
                       (long long)place_last(a->under));
        buf_char(b, ')');
    }
    if (a->states)
        put_states(b, a->ledger, a->states);
    for (int i = 0; i < w->hidden_n; i++)
        buf_printf(b, " AND r.id NOT BETWEEN %lld AND %lld", (long long)w->hidden[i].first,
                   (long long)w->hidden[i].last);
    if (a->batch)
        buf_printf(b, " AND r.batch = %lld", (long long)a->batch);
    if (a->created_by)
        buf_printf(b, " AND r.created_by = %lld", (long long)a->created_by);
    if (w->where.text)
        buf_printf(b, " AND (%s)", w->where.text);
}

/* ---- how many, about
 * ------------------------------------------------------------------------------- */

static void put_scopes(struct buf *b, const struct search_way *w)
{
    const struct actor *who = w->call->actor;
    if (w->asked->has_under) {
        buf_printf(b, "(place BETWEEN %lld AND %lld)", (long long)w->asked->under,
                   (long long)place_last(w->asked->under));
        return;
    }
    if (who->is_system) {
        buf_text(b, "1 = 1");
        return;
    }
    buf_text(b, "(0 = 1");
    for (int i = 0; i < who->holdings_n; i++)
        buf_printf(b, " OR place BETWEEN %lld AND %lld", (long long)who->holdings[i].place,
                   (long long)who->holdings[i].last);
    buf_char(b, ')');
}

static bool is_below_village(const struct search_way *w)
{
    const struct actor *who = w->call->actor;
    if (w->asked->has_under)
        return place_level(w->asked->under) > LEVEL_VILLAGE;
    bool all = who->holdings_n > 0;
    for (int i = 0; i < who->holdings_n; i++)
        all = all && place_level(who->holdings[i].place) > LEVEL_VILLAGE;
    return all;
}

static enum outcome estimate(struct search_way *w, struct err *e)
{
    const struct ledger *l = w->asked->ledger;
    struct query *q;
    struct buf b;
    int64_t in_scope_open = 0;
    w->all = w->in_scope = w->open = w->in_states = 0;
    buf_init(&b, 1 << 16);
    buf_text(&b, "SELECT state, sum(n), sum(CASE WHEN ");
    put_scopes(&b, w);
    buf_text(&b, " THEN n ELSE 0 END) FROM record_count WHERE ledger = $1 GROUP BY state");
    enum outcome o = db_query(&q, w->call->db, b.data, BIND(bind_text(l->name)), e);
    while (o == OK && query_next(q)) {
        size_t len;
        int state = ledger_state(l, query_text(q, 0, &len));
        w->all += query_int(q, 1);
        if (!w->asked->states || (state >= 0 && (w->asked->states >> state & 1)))
            w->in_states += query_int(q, 1);
        w->in_scope += query_int(q, 2);
        if (state >= 0 && !l->states[state].is_final) {
            w->open += query_int(q, 1);
            in_scope_open += query_int(q, 2);
        }
    }
    o = o == OK ? query_end(q, e) : o;
    if (o == OK && is_below_village(w)) {
        buf_clear(&b);
        buf_text(&b, "SELECT count(*) FROM (SELECT 1 AS one FROM ");
        sql_name(&b, l->table);
        buf_text(&b, " WHERE ");
        put_scopes(&b, w);
        buf_printf(&b, " LIMIT %d) s", SCOPE_SMALL + 1);
        o = db_int(&w->in_scope, w->call->db, b.data, NO_BIND, e);
    }
    buf_fini(&b);
    return o;
}

/* ---- running
 * ----------------------------------------------------------------------------------------- */

static struct value sort_value(struct arena *a, const struct search_way *w, struct query *q)
{
    const struct field *f = w->asked->sort;
    size_t len;
    if (!f)
        return bind_int(query_int(q, 0));
    if (query_is_null(q, 1))
        return value_null();
    if (!vtype_is_text(type_row(f->type)->vtype))
        return bind_int(query_int(q, 1));
    const char *s = query_text(q, 1, &len);
    return value_text_n(V_TEXT, arena_text(a, s, len), len);
}

/* Appends rows to the page; *ret_last is the last one taken. */
static enum outcome take_rows(struct search_way *w, struct list_page *page, const char *sql,
                              const struct value *binds, int n, struct list_place *ret_last,
                              struct err *e)
{
    struct query *q;
    enum outcome o = db_query(&q, w->call->db, sql, binds, n, e);
    if (o != OK)
        return o;
    while (page->n <= w->asked->limit && query_next(q)) {
        if (page->n == w->asked->limit) {
            page->has_next = true;
            break;
        }
        page->ids[page->n++] = query_int(q, 0);
        ret_last->id = query_int(q, 0);
        ret_last->value = sort_value(w->call->arena, w, q);
        ret_last->is_set = true;
    }
    return query_end(q, e);
}

static void put_sort(struct buf *b, const struct search_way *w, const char *alias)
{
    if (alias)
        buf_printf(b, "%s.", alias);
    if (w->asked->sort)
        sql_name(b, w->asked->sort->column);
    else
        buf_text(b, "id");
}

/* " AND (f, id) < ($n, $n+1)" for the walk at hand; adds its binds. */
static void put_after(struct buf *b, const struct search_way *w, const struct list_place *at,
                      const char *alias, struct value *binds, int *n)
{
    const char *than = w->asked->is_down ? "<" : ">";
    if (w->asked->sort && !at->in_nulls) {
        buf_text(b, " AND ");
        put_sort(b, w, alias);
        buf_text(b, " IS NOT NULL");
    } else if (w->asked->sort) {
        buf_text(b, " AND ");
        put_sort(b, w, alias);
        buf_text(b, " IS NULL");
    }
    if (!at->is_set)
        return;
    if (w->asked->sort && !at->in_nulls) {
        buf_text(b, " AND (");
        put_sort(b, w, alias);
        buf_printf(b, ", %s%sid) %s ($%d, $%d)", alias ? alias : "", alias ? "." : "", than, *n + 1,
                   *n + 2);
        binds[(*n)++] = at->value;
        binds[(*n)++] = bind_int(at->id);
    } else {
        buf_printf(b, " AND %s%sid %s $%d", alias ? alias : "", alias ? "." : "", than, *n + 1);
        binds[(*n)++] = bind_int(at->id);
    }
}

static void put_order(struct buf *b, const struct search_way *w, const struct list_place *at)
{
    const char *way = w->asked->is_down ? "DESC" : "ASC";
    buf_text(b, " ORDER BY ");
    if (w->asked->sort && !at->in_nulls) {
        put_sort(b, w, NULL);
        buf_printf(b, " %s, ", way);
    }
    buf_printf(b, "id %s", way);
}

static void put_columns(struct buf *b, const struct search_way *w)
{
    if (w->needs_rows) {
        buf_char(b, '*');
        return;
    }
    buf_text(b, "id, place, state");
    for (int i = 0; i < w->asked->ledger->also_n; i++)
        buf_printf(b, ", also%d", i + 1);
    if (w->asked->sort) {
        buf_text(b, ", ");
        sql_name(b, w->asked->sort->column);
    }
}

static int first_binds(const struct search_way *w, struct value *binds)
{
    memcpy(binds, w->where.binds, sizeof *binds * (size_t)w->where.binds_n);
    return w->where.binds_n;
}

static int window_of(const struct search_way *w)
{
    return w->needs_rows || !w->asked->sort ? WINDOW_ROWS : WINDOW_COVERED;
}

static enum outcome walk_window(struct search_way *w, struct list_page *page, struct list_place *at,
                                struct err *e)
{
    struct value binds[LIST_BINDS];
    struct list_place last = *at;
    struct buf b;
    int n = first_binds(w, binds);
    buf_init(&b, 1 << 17);
    buf_text(&b, "SELECT r.id, ");
    put_sort(&b, w, "r");
    buf_text(&b, " FROM (SELECT ");
    put_columns(&b, w);
    buf_text(&b, " FROM ");
    sql_name(&b, w->asked->ledger->table);
    buf_text(&b, " WHERE 1 = 1");
    put_after(&b, w, at, NULL, binds, &n);
    put_order(&b, w, at);
    buf_printf(&b, " LIMIT %d) r WHERE ", window_of(w));
    put_conditions(&b, w);
    buf_printf(&b, " LIMIT %d", w->asked->limit - page->n + 1);
    enum outcome o = take_rows(w, page, b.data, binds, n, &last, e);
    buf_fini(&b);
    if (o == OK)
        *at = (struct list_place){last.is_set, at->in_nulls, last.id, last.value};
    return o;
}

/* Where the window that began at *at ended; *ret_more false when the walk is over. */
static enum outcome window_end(struct search_way *w, const struct list_place *begin,
                               struct list_place *ret, bool *ret_more, struct err *e)
{
    struct value binds[LIST_BINDS];
    struct query *q;
    struct buf b;
    int n = 0;
    buf_init(&b, 1 << 16);
    buf_text(&b, "SELECT id, ");
    put_sort(&b, w, NULL);
    buf_text(&b, " FROM ");
    sql_name(&b, w->asked->ledger->table);
    buf_text(&b, " WHERE 1 = 1");
    put_after(&b, w, begin, NULL, binds, &n);
    put_order(&b, w, begin);
    buf_printf(&b, " LIMIT 1 OFFSET %d", window_of(w) - 1);
    enum outcome o = db_query(&q, w->call->db, b.data, binds, n, e);
    buf_fini(&b);
    if (o != OK)
        return o;
    *ret_more = query_next(q);
    if (*ret_more) {
        *ret =
            (struct list_place){.is_set = true, .in_nulls = begin->in_nulls, .id = query_int(q, 0)};
        ret->value = sort_value(w->call->arena, w, q);
    }
    return query_end(q, e);
}

/* In the order of creation a hidden import is one block: step over it. */
static void skip_hidden(const struct search_way *w, struct list_place *at)
{
    for (int i = 0; !w->asked->sort && i < w->hidden_n; i++)
        if (at->id >= w->hidden[i].first && at->id <= w->hidden[i].last)
            at->id = w->asked->is_down ? w->hidden[i].first : w->hidden[i].last;
}

static enum outcome walk_ordered(struct search_way *w, struct list_page *page, struct list_place at,
                                 struct err *e)
{
    int64_t until = clock_monotonic_us() + PAGE_MS * 1000;
    enum outcome o = OK;
    for (;;) {
        struct list_place begin = at;
        bool more;
        o = walk_window(w, page, &at, e);
        if (o != OK || page->has_next) {
            page->next = at;
            return o;
        }
        o = window_end(w, &begin, &at, &more, e);
        if (o != OK)
            return o;
        if (!more && w->asked->sort && !begin.in_nulls) {
            at = (struct list_place){.in_nulls = true};
        } else if (!more) {
            return OK;
        } else {
            skip_hidden(w, &at);
        }
        if (clock_monotonic_us() > until) {
            page->next = at;
            page->has_next = true;
            return OK;
        }
    }
}

/* Everything in scope, or everything open, sorted at once: the sums in ORDER BY keep the database
 * from walking an index in order instead. */
static enum outcome take_sorted(struct search_way *w, struct list_page *page, struct list_place at,
                                bool by_open, struct err *e)
{
    const struct list_asked *a = w->asked;
    const char *way = a->is_down ? "DESC" : "ASC";
    enum outcome o = OK;
    for (int part = at.in_nulls; o == OK && part < (a->sort ? 2 : 1) && !page->has_next; part++) {
        struct value binds[LIST_BINDS];
        struct list_place here = part == at.in_nulls ? at : (struct list_place){.in_nulls = true};
        struct list_place last = here;
        struct buf b;
        int n = first_binds(w, binds);
        here.in_nulls = part;
        buf_init(&b, 1 << 17);
        buf_text(&b, "SELECT r.id, ");
        put_sort(&b, w, "r");
        buf_text(&b, " FROM ");
        sql_name(&b, a->ledger->table);
        buf_text(&b, " r WHERE ");
        put_conditions(&b, w);
        if (by_open)
            buf_text(&b, " AND r.closed_at IS NULL");
        put_after(&b, w, &here, "r", binds, &n);
        buf_text(&b, " ORDER BY ");
        if (a->sort && !part) {
            buf_text(&b, "COALESCE(");
            put_sort(&b, w, "r");
            buf_text(&b, ", ");
            put_sort(&b, w, "r");
            buf_printf(&b, ") %s, ", way);
        }
        buf_printf(&b, "r.id + 0 %s LIMIT %d", way, a->limit - page->n + 1);
        o = take_rows(w, page, b.data, binds, n, &last, e);
        buf_fini(&b);
        page->next = last;
        page->next.in_nulls = part;
    }
    return o;
}

/* ---- search
 * ------------------------------------------------------------------------------------------ */

/* The one place that all of the viewer's records lie under, if it is that simple; else 0. */
static int64_t scope_place(const struct search_way *w)
{
    const struct actor *who = w->call->actor;
    if (w->asked->has_under)
        return w->asked->under;
    return !who->is_system && who->holdings_n == 1 ? who->holdings[0].place : 0;
}

static enum outcome take_found(struct search_way *w, struct list_page *page, struct list_place at,
                               struct err *e)
{
    const struct list_asked *a = w->asked;
    struct search_asked asked;
    char table[80];
    struct buf b;
    enum outcome o = search_ask(&asked, w->call->arena, w->call->app->guard, w->call->plan,
                                a->ledger, a->q, scope_place(w), e);
    if (o != OK)
        return o;
    search_table_name(table, a->ledger);
    struct value binds[LIST_BINDS];
    struct list_place last = at;
    int n = first_binds(w, binds);
    buf_init(&b, 1 << 17);
    buf_text(&b, "SELECT r.id, r.id FROM ");
    sql_name(&b, a->ledger->table);
    buf_text(&b, " r WHERE (");
    for (int i = 0; i < asked.alternatives; i++) {
        buf_text(&b, i ? " OR r.id " : "r.id ");
        binds[n++] = bind_text(
            search_query(w->call->arena, w->call->app->store, asked.terms[i], asked.n[i]));
        search_condition(&b, w->call->app->store, table, n);
    }
    buf_text(&b, ") AND ");
    put_conditions(&b, w);
    if (at.is_set) {
        binds[n++] = bind_int(at.id);
        buf_printf(&b, " AND r.id < $%d", n);
    }
    buf_printf(&b, " ORDER BY r.id DESC LIMIT %d", a->limit + 1);
    o = take_rows(w, page, b.data, binds, n, &last, e);
    buf_fini(&b);
    page->next = last;
    return o;
}

/* ---- the page
 * ------------------------------------------------------------------------------------------ */

static enum outcome way_open(struct search_way *w, struct call *c, const struct list_asked *a,
                             struct err *e)
{
    struct buf b;
    *w = (struct search_way){.call = c, .asked = a};
    buf_init(&b, 1 << 17);
    guard_where(&b, c->actor, a->verb, a->ledger, "r");
    w->guard = arena_text(c->arena, b.data, b.len);
    buf_fini(&b);
    w->needs_rows = a->where || a->batch || a->created_by || strstr(w->guard, "team_member");
    enum outcome o = read_hidden(w, e);
    if (o == OK && a->where)
        o = list_where_make(&w->where, c, a->ledger, a->where, e);
    return o;
}

static bool wants_only_open(const struct list_asked *a)
{
    bool has_final = false;
    for (int i = 0; i < a->ledger->states_n; i++) {
        has_final = has_final || a->ledger->states[i].is_final;
        if (a->ledger->states[i].is_final && (a->states >> i & 1))
            return false;
    }
    return a->states && has_final;
}

enum outcome list_page(struct list_page *ret, struct call *c, const struct list_asked *a,
                       struct err *e)
{
    struct search_way w;
    struct list_place at = {.is_set = false};
    ret->n = 0;
    ret->has_next = false;
    enum outcome o = a->after ? cursor_parse(&at, a, c->arena, e) : OK;
    if (o == OK)
        o = way_open(&w, c, a, e);
    if (o == OK && a->q)
        return take_found(&w, ret, at, e);
    if (o == OK)
        o = estimate(&w, e);
    if (o != OK)
        return o;
    if (w.in_states == 0)
        return OK;
    /* Microseconds, roughly: a row fetched and sorted 2; an index entry passed over 0.15. */
    int64_t sorted_us = w.in_scope * 2;
    int64_t ordered_us =
        w.in_scope ? (a->limit + 1) * (w.all / w.in_scope + 1) * 15 / 100 : INT64_MAX;
    if (wants_only_open(a) && w.open <= SCOPE_SMALL && w.open < w.in_scope)
        return take_sorted(&w, ret, at, true, e);
    if (w.in_scope <= SCOPE_SMALL / 10 || (w.in_scope <= SCOPE_SMALL && sorted_us < ordered_us))
        return take_sorted(&w, ret, at, false, e);
    return walk_ordered(&w, ret, at, e);
}
