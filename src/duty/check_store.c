/* Rows of duties against a slow recomputation: every live row is as the plan wants it now, every
 * subject that ought to have one has it, each proved occurrence has its proof, and the counts are
 * the sums of the occurrences. Reads only. */
#include "duty/duty_int.h"

#include "base/text.h"

struct checking {
    struct work w;
    struct arena arena;
    struct duty_report *report;
};

static void wrong(struct checking *k, const char *what, const char *rule, int64_t subject)
{
    if (!k->report->wrong++)
        snprintf(k->report->fault, sizeof k->report->fault, "%s: %s of %lld", what, rule,
                 (long long)subject);
}

static enum outcome check_rule(struct checking *k, const struct duty *d, struct err *e)
{
    int64_t page[500], after = d->ledger ? 0 : -1;
    int n;
    do {
        enum outcome o = d->ledger ? record_open_ids(k->w.db, d->ledger, after, page, 500, &n, e)
                                   : duty_places(k->w.db, d, after, page, 500, &n, e);
        for (int i = 0; o == OK && i < n; i++) {
            struct duty_case c;
            bool is_settled;
            arena_clear(&k->arena);
            k->w.actor = actor_system(&k->arena, k->w.plan);
            o = case_of(&c, &k->w, d, page[i], page[i], true, e);
            if (o == OK)
                o = case_is_settled(&c, &is_settled, e);
            if (o == OK && !is_settled)
                wrong(k, "the live row is not what the plan wants", d->rule, page[i]);
            k->report->live++;
        }
        if (o != OK)
            return o;
        after = n ? page[n - 1] : after;
    } while (n == 500);
    return OK;
}

/* Duties of records that are closed or gone. */
static enum outcome check_ended(struct checking *k, const struct duty *d, struct err *e)
{
    struct buf sql;
    struct query *q;
    if (!d->ledger)
        return OK;
    buf_init(&sql, 4000);
    buf_text(&sql, "SELECT d.subject FROM duty d WHERE d.rule = $1 AND NOT EXISTS"
                   " (SELECT 1 FROM ");
    sql_name(&sql, d->ledger->table);
    buf_text(&sql, " r WHERE r.id = d.subject) LIMIT 100");
    enum outcome o = db_query(&q, k->w.db, sql.data, BIND(bind_text(d->rule)), e);
    buf_fini(&sql);
    if (o != OK)
        return o;
    while (query_next(q))
        wrong(k, "the record of a live duty is gone", d->rule, query_int(q, 0));
    return query_end(q, e);
}

static enum outcome check_proofs(struct checking *k, const struct duty *d, struct err *e)
{
    struct buf sql;
    struct query *q;
    if (d->proof != PROOF_LEDGER)
        return OK;
    buf_init(&sql, 4000);
    buf_text(&sql, "SELECT p.subject FROM duty_past p WHERE p.rule = $1 AND p.proof <> 0"
                   " AND NOT EXISTS (SELECT 1 FROM ");
    sql_name(&sql, d->proof_ledger->table);
    buf_text(&sql, " r WHERE r.id = p.proof AND COALESCE(r.occurred_at, r.created_at) = p.done_at"
                   ") LIMIT 100");
    enum outcome o = db_query(&q, k->w.db, sql.data, BIND(bind_text(d->rule)), e);
    buf_fini(&sql);
    if (o != OK)
        return o;
    while (query_next(q))
        wrong(k, "the proof is gone or happened at another time", d->rule, query_int(q, 0));
    return query_end(q, e);
}

/* What says it was done in time, lies in its occurrence; what is open, was not done. */
static enum outcome check_past(struct checking *k, struct err *e)
{
    struct query *q;
    enum outcome o = db_query(
        &q, k->w.db,
        "SELECT rule, subject FROM duty_past WHERE (status = 'in_time' AND (done_at = 0"
        " OR done_at > late_at)) OR (is_open = 1 AND (done_at <> 0 OR status <> 'late'))"
        " OR (status = 'missed' AND done_at <> 0) OR (status = 'excused' AND reason = '')"
        " LIMIT 100",
        NO_BIND, e);
    if (o != OK)
        return o;
    while (query_next(q)) {
        size_t len;
        const char *rule = query_text(q, 0, &len);
        wrong(k, "an occurrence contradicts itself", rule ? rule : "", query_int(q, 1));
    }
    o = query_end(q, e);
    return o == OK ? db_int(&k->report->past, k->w.db, "SELECT count(*) FROM duty_past", NO_BIND, e)
                   : o;
}

static enum outcome check_counts(struct checking *k, struct err *e)
{
    struct query *q;
    enum outcome o = db_query(
        &q, k->w.db,
        "SELECT rule, day FROM (SELECT rule, place, day, due, in_time, late, missed, excused"
        " FROM duty_count UNION ALL SELECT rule, place, day, -1,"
        " -CASE WHEN status = 'in_time' THEN 1 ELSE 0 END,"
        " -CASE WHEN status = 'late' THEN 1 ELSE 0 END,"
        " -CASE WHEN status = 'missed' THEN 1 ELSE 0 END,"
        " -CASE WHEN status = 'excused' THEN 1 ELSE 0 END FROM duty_past) x"
        " GROUP BY rule, place, day HAVING sum(due) <> 0 OR sum(in_time) <> 0 OR sum(late) <> 0"
        " OR sum(missed) <> 0 OR sum(excused) <> 0 LIMIT 100",
        NO_BIND, e);
    if (o != OK)
        return o;
    while (query_next(q)) {
        size_t len;
        const char *rule = query_text(q, 0, &len);
        wrong(k, "the counts are not the sum of the occurrences on day", rule ? rule : "",
              query_int(q, 1));
    }
    return query_end(q, e);
}

enum outcome duty_check(struct app *app, struct db *db, const struct plan *plan,
                        struct duty_report *ret, struct err *e)
{
    struct checking k = {.report = ret};
    *ret = (struct duty_report){0};
    arena_init(&k.arena, LIMIT_ARENA);
    k.w = (struct work){.app = app, .db = db, .arena = &k.arena, .plan = plan,
                        .now_ms = clock_now_ms(&app->clock)};
    /* Before the tick has taken in an edition, a level or a new day, live rows may be behind. */
    bool is_planned = false;
    int64_t edition, levels;
    enum outcome o = check_past(&k, e);
    if (o == OK)
        o = check_counts(&k, e);
    if (o == OK)
        o = plan_mark(db, plan, k.w.now_ms / 1000, &edition, &levels, &is_planned, e);
    for (int i = 0; o == OK && i < plan->duties_n; i++) {
        if (is_planned)
            o = check_rule(&k, &plan->duties[i], e);
        if (o == OK)
            o = check_ended(&k, &plan->duties[i], e);
        if (o == OK)
            o = check_proofs(&k, &plan->duties[i], e);
    }
    arena_fini(&k.arena);
    return o;
}
