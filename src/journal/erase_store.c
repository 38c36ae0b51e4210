/* Erasing for real: the payloads of a record go, the chain stays, an entry says which ones.
 *
 * What another entry holds of the record goes with its whole payload; the other rows in it are
 * stated again as they stand now, so that a replay still ends in the tables. Rows themselves,
 * search postings and keys are the caller's. */
#include <stdlib.h>
#include "base/limits.h"
#include "base/text.h"
#include "journal/image.h"
#include "journal/journal_int.h"

#define RESTATE_MAX (64u << 20)

struct seqs {
    int64_t *at;
    size_t n, cap;
};

static void seqs_add(struct seqs *s, int64_t seq)
{
    if (s->n == s->cap) {
        s->cap = s->cap ? 2 * s->cap : 64;
        s->at = realloc(s->at, s->cap * sizeof(*s->at));
    }
    s->at[s->n++] = seq;
}

/* Reads one payload. *holds (true: it goes anyway; false: set when it holds a row of the record)
 * decides whether its other rows are stated again. */
static enum outcome payload_read(bool *holds, struct buf *restated, int *rows, struct db *db,
                                 int64_t seq, const char *table, int64_t record, struct err *e)
{
    struct query *q;
    enum outcome o = db_query(&q, db, "SELECT payload FROM journal_payload WHERE seq = $1",
                              BIND(bind_int(seq)), e);
    if (o)
        return o;
    size_t len = 0;
    const char *text = query_next(q) ? query_text(q, 0, &len) : NULL;
    struct buf payload;
    buf_init(&payload, LIMIT_RESPONSE);
    if (text)
        buf_put(&payload, text, len);
    o = query_end(q, e);
    struct image_ref ref;
    const char *at = payload.data, *end = at + payload.len;
    while (!o && payload.len && image_next(&ref, &at, end))
        *holds |= ref.id == record && text_same(ref.table, table);
    at = payload.data;
    while (!o && payload.len && *holds && image_next(&ref, &at, end))
        if (ref.id != record || !text_same(ref.table, table)) {
            o = image_of_row(restated, db, ref.table, ref.id, e);
            ++*rows;
        }
    buf_fini(&payload);
    return o;
}

static enum outcome seqs_read(struct seqs *ret, struct db *db, const char *sql,
                              const struct value *binds, int n, struct err *e)
{
    struct query *q;
    enum outcome o = db_query(&q, db, sql, binds, n, e);
    if (o)
        return o;
    while (query_next(q))
        seqs_add(ret, query_int(q, 0));
    return query_end(q, e);
}

static enum outcome say_erased(struct journal *j, struct db *db, struct entry *entry,
                               const struct seqs *erased, struct err *e)
{
    struct buf b;
    buf_init(&b, RESTATE_MAX);
    put_object(&b);
    put_key(&b, "erased");
    put_array(&b);
    for (size_t i = 0; i < erased->n; i++)
        put_int(&b, erased->at[i]);
    put_end_array(&b);
    put_end_object(&b);
    enum outcome o = journal_append(j, db, entry, b.data, b.len, e);
    buf_fini(&b);
    return o;
}

enum outcome journal_erase_record(struct journal *j, struct db *db, int64_t at_ms, int64_t user,
                                  const char *ledger, int64_t record, struct err *e)
{
    struct seqs erased = {0}, mentions = {0};
    struct buf restated;
    char table[70];
    int rows = 0;
    snprintf(table, sizeof(table), "l_%s", ledger);
    image_start(&restated, RESTATE_MAX);
    enum outcome o = seqs_read(&erased, db,
                               "SELECT j.seq"
                               " FROM journal j"
                               " JOIN journal_payload p ON p.seq = j.seq"
                               " WHERE j.record = $1 AND j.record <> 0"
                               " AND j.ledger = $2 AND j.act <> $3"
                               " ORDER BY j.seq",
                               BIND(bind_int(record), bind_text(ledger), bind_text(ACT_ERASE)), e);
    if (!o)
        o = seqs_read(&mentions, db,
                      "SELECT m.seq"
                      " FROM journal_mention m"
                      " JOIN journal j ON j.seq = m.seq"
                      " WHERE m.record = $1 AND NOT (j.record = $1 AND j.ledger = $2)"
                      " ORDER BY m.seq",
                      BIND(bind_int(record), bind_text(ledger)), e);
    size_t own = erased.n;
    for (size_t i = 0; !o && i < mentions.n; i++) {
        bool holds = false;
        o = payload_read(&holds, &restated, &rows, db, mentions.at[i], table, record, e);
        if (!o && holds)
            seqs_add(&erased, mentions.at[i]);
    }
    /* Own entries may hold rows of other records as well. */
    for (size_t i = 0; !o && i < own; i++) {
        bool holds = true;
        o = payload_read(&holds, &restated, &rows, db, erased.at[i], table, record, e);
    }
    for (size_t i = 0; !o && i < erased.n; i++)
        o = db_run(db, "DELETE FROM journal_payload WHERE seq = $1", BIND(bind_int(erased.at[i])),
                   e);
    if (!o)
        o = db_run(db, "DELETE FROM journal_mention WHERE record = $1", BIND(bind_int(record)), e);
    struct entry entry = {
        .at_ms = at_ms, .user = user, .act = ACT_ERASE, .ledger = ledger, .record = record};
    if (!o)
        o = say_erased(j, db, &entry, &erased, e);
    if (!o && rows) {
        struct entry again = {.at_ms = at_ms, .user = user, .act = ACT_RESTATE, .ledger = ""};
        o = image_append(&restated, j, db, &again, e);
    } else {
        buf_fini(&restated);
    }
    free(erased.at);
    free(mentions.at);
    return o;
}
