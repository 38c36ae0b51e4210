/* How many records there are, in a viewer's scope, by state.
 *
 * Exact and cheap from record_count where the scope is whole villages or larger, the viewer's posts
 * are not narrowed to kinds, and the ledger has no further places and holds no orders (which are
 * seen below their area too). Else counted in the ledger itself, by its index of place, id and
 * state, up to COUNT_MAX: past it the answer is null, never a guess. */
#include "base/text.h"
#include "ledger/list.h"
#include "ledger/list_where.h"

#define COUNT_MAX 1000000

static bool is_simple(const struct call *c, const struct ledger *l, int64_t under, bool has_under,
                      const char *guard)
{
    if (l->also_n || l->is_order || strstr(guard, "EXISTS"))
        return false;
    if (has_under && place_level(under) > LEVEL_VILLAGE)
        return false;
    for (int i = 0; i < c->actor->holdings_n; i++)
        if (place_level(c->actor->holdings[i].place) > LEVEL_VILLAGE)
            return false;
    return true;
}

struct counted {
    int64_t n[32];
    bool is_known;
};

static enum outcome hidden_of(struct buf *b, struct call *c, const struct ledger *l, struct err *e)
{
    struct query *q;
    enum outcome o = db_query(
        &q, c->db,
        "SELECT first_id, last_id FROM batch WHERE state IN ('writing', 'dropping', 'taking_back')"
        " AND ledger = $1",
        BIND(bind_text(l->name)), e);
    if (o != OK)
        return o;
    while (query_next(q))
        buf_printf(b, " AND r.id NOT BETWEEN %lld AND %lld", (long long)query_int(q, 0),
                   (long long)query_int(q, 1));
    return query_end(q, e);
}

static enum outcome count_states(struct counted *ret, struct call *c, const struct ledger *l,
                                 int64_t under, bool has_under, struct err *e)
{
    struct buf guard, b;
    struct query *q;
    int64_t total = 0;
    *ret = (struct counted){.is_known = true};
    buf_init(&guard, 1 << 16);
    buf_init(&b, 1 << 17);
    guard_where(&guard, c->actor, VERB_VIEW, l, "r");
    bool simple = is_simple(c, l, under, has_under, guard.data);
    buf_text(&b, simple ? "SELECT r.state, sum(r.n) FROM record_count r WHERE r.ledger = $1 AND "
                        : "SELECT s.state, count(*) FROM (SELECT r.state AS state FROM ");
    if (!simple) {
        sql_name(&b, l->table);
        buf_text(&b, " r WHERE ");
    }
    buf_text(&b, guard.data);
    if (has_under) {
        buf_printf(&b, " AND (r.place BETWEEN %lld AND %lld", (long long)under,
                   (long long)place_last(under));
        for (int i = 0; i < l->also_n; i++)
            buf_printf(&b, " OR r.also%d BETWEEN %lld AND %lld", i + 1, (long long)under,
                       (long long)place_last(under));
        buf_char(&b, ')');
    }
    enum outcome o = OK;
    if (!simple) {
        o = hidden_of(&b, c, l, e);
        buf_printf(&b, " LIMIT %d) s GROUP BY s.state", COUNT_MAX + 1);
    } else {
        buf_text(&b, " GROUP BY r.state");
    }
    if (o == OK && simple)
        o = db_query(&q, c->db, b.data, BIND(bind_text(l->name)), e);
    else if (o == OK)
        o = db_query(&q, c->db, b.data, NO_BIND, e);
    while (o == OK && query_next(q)) {
        size_t len;
        int state = ledger_state(l, query_text(q, 0, &len));
        if (state >= 0)
            ret->n[state] = query_int(q, 1);
        total += query_int(q, 1);
    }
    o = o == OK ? query_end(q, e) : o;
    ret->is_known = simple || total <= COUNT_MAX;
    buf_fini(&guard);
    buf_fini(&b);
    return o;
}

enum outcome list_counts_json(struct buf *out, struct call *c, const struct ledger *l,
                              int64_t under, bool has_under, struct err *e)
{
    struct counted counted;
    enum outcome o = count_states(&counted, c, l, under, has_under, e);
    for (int i = 0; o == OK && i < l->states_n; i++) {
        put_object(out);
        put_key(out, "ledger"), put_str(out, l->name);
        put_key(out, "state"), put_str(out, l->states[i].name);
        put_key(out, "count");
        if (counted.is_known)
            put_int(out, counted.n[i]);
        else
            put_null(out);
        put_end_object(out);
    }
    return o;
}

enum outcome list_count(int64_t *ret, struct call *c, const struct list_asked *a, struct err *e)
{
    struct counted counted;
    *ret = -1;
    if (a->q || a->where || a->batch || a->created_by || a->verb != VERB_VIEW)
        return OK;
    enum outcome o = count_states(&counted, c, a->ledger, a->under, a->has_under, e);
    if (o != OK || !counted.is_known)
        return o;
    *ret = 0;
    for (int i = 0; i < a->ledger->states_n; i++)
        if (!a->states || (a->states >> i & 1))
            *ret += counted.n[i];
    return OK;
}
