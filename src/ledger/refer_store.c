/* Counting references that lead nowhere, one statement a column. See refer.h. */
#include "ledger/refer.h"

struct refer {
    struct db *db;
    struct refer_report *report;
    const struct ledger *ledger;
    struct err *e;
};

/* target: a table with a column id; erased: the ledger whose erased records are excused, or NULL.
 */
static enum outcome check_column(struct refer *r, const char *column, const char *target,
                                 const char *erased)
{
    struct query *q;
    struct buf b;
    int64_t seen = 0, broken = 0, first = 0;
    buf_init(&b, 1 << 14);
    buf_text(&b, "SELECT COUNT(*), SUM(CASE WHEN ok = 0 THEN 1 ELSE 0 END), "
                 "MIN(CASE WHEN ok = 0 THEN id END) FROM (SELECT r.id AS id, CASE WHEN "
                 "EXISTS (SELECT 1 FROM ");
    sql_name(&b, target);
    buf_text(&b, " t WHERE t.id = r.");
    sql_name(&b, column);
    buf_text(&b, ")");
    if (erased) {
        buf_text(&b, " OR EXISTS (SELECT 1 FROM journal j WHERE j.record = r.");
        sql_name(&b, column);
        buf_printf(&b, " AND j.record <> 0 AND j.act = 'record.erase' AND j.ledger = '%s')",
                   erased);
    }
    buf_text(&b, " THEN 1 ELSE 0 END AS ok FROM ");
    sql_name(&b, r->ledger->table);
    buf_text(&b, " r WHERE r.");
    sql_name(&b, column);
    buf_text(&b, " IS NOT NULL AND r.");
    sql_name(&b, column);
    buf_text(&b, " <> 0) x");
    enum outcome outcome = db_query(&q, r->db, b.data, NO_BIND, r->e);
    buf_fini(&b);
    if (outcome)
        return outcome;
    if (query_next(q)) {
        seen = query_int(q, 0);
        broken = query_int(q, 1);
        first = query_int(q, 2);
    }
    outcome = query_end(q, r->e);
    r->report->references += seen;
    if (broken && !r->report->broken)
        snprintf(r->report->fault, sizeof(r->report->fault),
                 "%s.%s of record %lld leads nowhere (and %lld more)", r->ledger->name, column,
                 (long long)first, (long long)broken - 1);
    r->report->broken += broken;
    return outcome;
}

static enum outcome check_field(struct refer *r, const struct field *f)
{
    switch (f->type) {
    case F_REF:
        return f->to ? check_column(r, f->column, f->to->table, f->to->name) : OK;
    case F_PLACE:
        return check_column(r, f->column, "place", NULL);
    case F_USER:
        return check_column(r, f->column, "account", NULL);
    default:
        return OK;
    }
}

static enum outcome check_ledger(struct refer *r)
{
    static const char *const places[] = {"place", "also1", "also2", "also3"};
    enum outcome outcome = OK;
    for (int i = 0; !outcome && i < 4; i++)
        if (schema_has_column(r->db, r->ledger->table, places[i]))
            outcome = check_column(r, places[i], "place", NULL);
    for (int i = 0; !outcome && i < r->ledger->fields_n; i++)
        outcome = check_field(r, &r->ledger->fields[i]);
    return outcome;
}

enum outcome refer_check(struct db *db, const struct plan *plan, struct refer_report *ret,
                         struct err *e)
{
    enum outcome outcome = OK;
    *ret = (struct refer_report){0};
    for (int i = 0; !outcome && i < plan->ledgers_n; i++) {
        struct refer r = {db, ret, &plan->ledgers[i], e};
        if (schema_has_table(db, plan->ledgers[i].table))
            outcome = check_ledger(&r);
    }
    return outcome;
}
