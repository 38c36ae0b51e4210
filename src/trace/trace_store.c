/* All SQL of trace/: reading what ledgers tell, and where the journal stands. */
#include "trace/trace_int.h"

static void put_column(struct buf *b, const struct field *f)
{
    if (!f) {
        buf_text(b, ", 0");
        return;
    }
    buf_text(b, ", r.");
    sql_name(b, f->column);
}

/* As much of the record as says_of() looks at. */
static void read_row(struct record *r, struct query *q)
{
    const struct trace_rule *t = &r->ledger->trace;
    const struct field *fields[] = {t->person, t->place, t->met, t->household, t->from, t->until};
    const char *state = query_text(q, 1, NULL);
    r->id = query_int(q, 0);
    r->state = state ? ledger_state(r->ledger, state) : -1;
    if (r->state < 0)
        r->state = r->ledger->initial;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (fields[i])
            r->values[fields[i]->index] = query_is_null(q, (int)i + 2)
                                              ? value_null()
                                              : value_int(V_INTEGER, query_int(q, (int)i + 2));
}

typedef void take_says(void *arg, const struct says *says);

static enum outcome read_ledger(struct db *db, const struct plan *plan, const struct ledger *l,
                                int64_t batch, int64_t today, take_says *take, void *arg,
                                struct err *e)
{
    const struct trace_rule *t = &l->trace;
    struct arena a;
    struct buf b;
    struct query *q;
    buf_init(&b, 4096);
    buf_text(&b, "SELECT r.id, r.state");
    put_column(&b, t->person), put_column(&b, t->place), put_column(&b, t->met);
    put_column(&b, t->household), put_column(&b, t->from), put_column(&b, t->until);
    buf_text(&b, " FROM ");
    sql_name(&b, l->table);
    buf_text(&b, batch ? " r WHERE r.batch = $1 AND r.id BETWEEN (SELECT first_id FROM batch"
                         " WHERE id = $1) AND (SELECT last_id FROM batch WHERE id = $1)"
                       : " r WHERE NOT EXISTS (SELECT 1 FROM batch t WHERE t.id = r.batch"
                         " AND t.state IN ('writing', 'dropping'))");
    arena_init(&a, 1 << 16);
    struct record *r = record_blank(&a, l);
    enum outcome o = db_query(&q, db, b.data, batch ? (struct value[]){bind_int(batch)} : NULL,
                              batch ? 1 : 0, e);
    buf_fini(&b);
    while (o == OK && query_next(q)) {
        struct says says;
        read_row(r, q);
        says_of(&says, r, source_of(plan, l), today);
        take(arg, &says);
    }
    if (o == OK)
        o = query_end(q, e);
    arena_fini(&a);
    return o;
}

static void say_now(void *arg, const struct says *says)
{
    net_say(arg, says);
}

enum outcome trace_read_all(struct net *net, struct db *db, const struct plan *plan, int64_t today,
                            struct err *e)
{
    enum outcome o = OK;
    for (int i = 0; o == OK && i < plan->ledgers_n; i++)
        if (source_of(plan, &plan->ledgers[i]) >= 0)
            o = read_ledger(db, plan, &plan->ledgers[i], 0, today, say_now, net, e);
    return o;
}

static void say_later(void *arg, const struct says *says)
{
    trace_said(arg, &(struct change_said){.after = *says});
}

enum outcome trace_read_batch(struct trace *t, struct db *db, const struct plan *plan,
                              const struct ledger *l, int64_t batch, int64_t today, struct err *e)
{
    return read_ledger(db, plan, l, batch, today, say_later, t, e);
}

enum outcome trace_head(struct db *db, int64_t *ret, struct err *e)
{
    return db_int(ret, db, "SELECT COALESCE(max(seq), 0) FROM journal", NO_BIND, e);
}

/* Is the entry that the file was complete up to still there? The first 8 bytes of its hash. */
enum outcome trace_proof(struct db *db, int64_t seq, uint64_t *ret, struct err *e)
{
    struct query *q;
    size_t len = 0;
    enum outcome o =
        db_query(&q, db, "SELECT hash FROM journal WHERE seq = $1", BIND(bind_int(seq)), e);
    if (o != OK)
        return o;
    *ret = 0;
    if (query_next(q)) {
        const void *hash = query_blob(q, 0, &len);
        if (hash && len >= sizeof *ret)
            memcpy(ret, hash, sizeof *ret);
    }
    return query_end(q, e);
}
