/* SQL of the journal: append, read. Erasing is erase_store.c's, checking verify_store.c's. */
#include <string.h>
#include "base/text.h"
#include "journal/image.h"
#include "journal/journal_int.h"

enum outcome journal_load_head(struct head *ret, struct db *db, struct err *e)
{
    struct query *q;
    enum outcome o = db_query(&q, db,
                              "SELECT seq, hash"
                              " FROM journal"
                              " ORDER BY seq DESC"
                              " LIMIT 1",
                              NO_BIND, e);
    if (o)
        return o;
    struct head head = {0};
    if (query_next(q)) {
        size_t len;
        head.seq = query_int(q, 0);
        const void *hash = query_blob(q, 1, &len);
        if (hash && len == HASH_BYTES)
            memcpy(head.hash, hash, HASH_BYTES);
    }
    o = query_end(q, e);
    if (!o)
        *ret = head;
    return o;
}

/* Rows of ledgers other than the entry's own record: needed when that record is erased. */
static enum outcome append_mentions(struct db *db, const struct entry *entry, const char *payload,
                                    size_t len, struct err *e)
{
    struct image_ref ref;
    enum outcome o = OK;
    for (const char *at = payload; !o && image_next(&ref, &at, payload + len);)
        if (text_starts(ref.table, "l_") && ref.id != entry->record)
            o = db_run(db,
                       "INSERT INTO journal_mention (record, seq)"
                       " VALUES ($1, $2)"
                       " ON CONFLICT DO NOTHING",
                       BIND(bind_int(ref.id), bind_int(entry->seq)), e);
    return o;
}

enum outcome journal_append(struct journal *j, struct db *db, struct entry *entry,
                            const char *payload, size_t len, struct err *e)
{
    enum outcome o = OK;
    if (!j->is_hooked || !j->is_fresh) {
        struct head head;
        o = journal_load_head(&head, db, e);
        if (o)
            return o;
        if (head.seq != j->now.seq || memcmp(head.hash, j->now.hash, HASH_BYTES))
            j->now = j->marked = head;
        j->is_fresh = true;
    }
    uint8_t salt[SALT_BYTES], digest[HASH_BYTES] = {0};
    struct head next;
    struct entry header = *entry;
    header.seq = next.seq = j->now.seq + 1;
    header.ledger = entry->ledger ? entry->ledger : "";
    if (payload) {
        rng_secret(salt, sizeof(salt));
        journal_digest(digest, salt, payload, len);
    }
    journal_link(next.hash, j->now.hash, &header, digest);
    o = db_run(db,
               "INSERT INTO journal"
               " (seq, at_ms, by_user, act, ledger, record, place, digest, hash)"
               " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
               BIND(bind_int(header.seq), bind_int(header.at_ms), bind_int(header.user),
                    bind_text(header.act), bind_text(header.ledger), bind_int(header.record),
                    bind_int(header.place), bind_blob(digest, sizeof(digest)),
                    bind_blob(next.hash, sizeof(next.hash))),
               e);
    if (!o && payload)
        o = db_run(db,
                   "INSERT INTO journal_payload (seq, salt, payload)"
                   " VALUES ($1, $2, $3)",
                   BIND(bind_int(header.seq), bind_blob(salt, sizeof(salt)),
                        value_text_n(V_TEXT, payload, len)),
                   e);
    if (!o && payload)
        o = append_mentions(db, &header, payload, len, e);
    if (o)
        return o;
    j->now = next;
    entry->seq = header.seq;
    return OK;
}

enum outcome journal_rename(struct journal *j, struct db *db, int64_t at_ms, const char *table,
                            const char *from, const char *to, struct err *e)
{
    struct entry entry = {.at_ms = at_ms, .act = ACT_RENAME, .ledger = ""};
    struct buf b;
    buf_init(&b, 1000);
    put_object(&b);
    put_key(&b, "rename");
    put_object(&b);
    put_key(&b, "table");
    put_str(&b, table);
    put_key(&b, "from");
    put_str(&b, from);
    put_key(&b, "to");
    put_str(&b, to);
    put_end_object(&b);
    put_end_object(&b);
    enum outcome o = journal_append(j, db, &entry, b.data, b.len, e);
    buf_fini(&b);
    return o;
}

#define ENTRY_COLUMNS \
    "j.seq, j.at_ms, j.by_user, j.act, j.ledger, j.record, j.place, p.payload"

/* visit's last answer in *go_on, the last entry's number in *last. */
static enum outcome visit_all(struct query *q, journal_visit *visit, void *arg, bool *go_on,
                              int64_t *last, struct err *e)
{
    *last = 0;
    while (*go_on && query_next(q)) {
        size_t len;
        struct entry entry = {.seq = query_int(q, 0), .at_ms = query_int(q, 1),
                              .user = query_int(q, 2), .act = query_text(q, 3, NULL),
                              .ledger = query_text(q, 4, NULL), .record = query_int(q, 5),
                              .place = query_int(q, 6)};
        const char *payload = query_text(q, 7, &len);
        *last = entry.seq;
        *go_on = visit(arg, &entry, payload, payload ? len : 0);
    }
    return query_end(q, e);
}

enum outcome journal_history(struct db *db, const char *ledger, int64_t record, int64_t before,
                             journal_visit *visit, void *arg, struct err *e)
{
    struct query *q;
    bool go_on = true;
    int64_t last;
    enum outcome o = db_query(&q, db,
                              "SELECT " ENTRY_COLUMNS
                              " FROM journal j"
                              " LEFT JOIN journal_payload p ON p.seq = j.seq"
                              " WHERE j.record = $1 AND j.record <> 0"
                              " AND j.ledger = $2 AND j.seq < $3"
                              " ORDER BY j.seq DESC",
                              BIND(bind_int(record), bind_text(ledger),
                                   bind_int(before > 0 ? before : INT64_MAX)),
                              e);
    return o ? o : visit_all(q, visit, arg, &go_on, &last, e);
}

enum outcome journal_since(struct db *db, int64_t after, journal_visit *visit, void *arg,
                           struct err *e)
{
    bool go_on = true;
    enum outcome o = OK;
    while (!o && go_on && after >= 0) {
        struct query *q;
        int64_t last = 0;
        o = db_query(&q, db,
                     "SELECT " ENTRY_COLUMNS
                     " FROM journal j"
                     " LEFT JOIN journal_payload p ON p.seq = j.seq"
                     " WHERE j.seq > $1"
                     " ORDER BY j.seq"
                     " LIMIT 1000",
                     BIND(bind_int(after)), e);
        if (!o)
            o = visit_all(q, visit, arg, &go_on, &last, e);
        after = last ? last : -1;
    }
    return o;
}
