/* Reads the whole journal and recomputes it: chain without a gap, digests of the payloads that are
 * there, and for each that is missing the erase entry that names it. Changes nothing. */
#include <stdlib.h>
#include <string.h>
#include "base/json.h"
#include "base/text.h"
#include "journal/journal_int.h"

/* Eight bytes for each erased entry: the only thing that grows. */
struct numbers {
    int64_t *at;
    size_t n, cap;
};

static void numbers_add(struct numbers *s, int64_t n)
{
    if (s->n == s->cap) {
        s->cap = s->cap ? 2 * s->cap : 256;
        s->at = realloc(s->at, s->cap * sizeof(*s->at));
        if (!s->at)
            abort();
    }
    s->at[s->n++] = n;
}

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

struct check {
    struct journal_report *report;
    struct head head;
    struct numbers missing, erased;
};

static void fault(struct check *c, int64_t seq, const char *words)
{
    if (c->report->broken_at && c->report->broken_at <= seq)
        return;
    c->report->broken_at = seq;
    snprintf(c->report->fault, sizeof(c->report->fault), "entry %lld: %s", (long long)seq, words);
}

static void read_erased(struct check *c, int64_t seq, const char *payload, size_t len)
{
    struct err ignored;
    json_t *root = NULL;
    if (json_parse(&root, payload, len, &ignored)) {
        fault(c, seq, "an erase entry that cannot be read");
        return;
    }
    json_t *list = json_object_get(root, "erased"), *item;
    size_t i;
    json_array_foreach(list, i, item) numbers_add(&c->erased, json_integer_value(item));
    json_decref(root);
}

static bool read_bytes(struct query *q, int column, uint8_t *ret, size_t wanted)
{
    size_t len;
    const void *bytes = query_blob(q, column, &len);
    if (!bytes || len != wanted)
        return false;
    memcpy(ret, bytes, wanted);
    return true;
}

static void check_entry(struct check *c, struct query *q)
{
    uint8_t digest[HASH_BYTES], hash[HASH_BYTES], salt[SALT_BYTES], again[HASH_BYTES];
    struct entry entry = {.seq = query_int(q, 0), .at_ms = query_int(q, 1),
                          .user = query_int(q, 2), .act = query_text(q, 3, NULL),
                          .ledger = query_text(q, 4, NULL), .record = query_int(q, 5),
                          .place = query_int(q, 6)};
    c->report->entries++;
    if (entry.seq != c->head.seq + 1)
        fault(c, c->head.seq + 1, "missing");
    if (!read_bytes(q, 7, digest, sizeof(digest)) || !read_bytes(q, 8, hash, sizeof(hash))) {
        fault(c, entry.seq, "digest or hash is not whole");
        memset(hash, 0, sizeof(hash));
    } else {
        journal_link(again, c->head.hash, &entry, digest);
        if (memcmp(again, hash, sizeof(hash)))
            fault(c, entry.seq, "the chain is broken");
        size_t len = 0;
        const char *payload = query_is_null(q, 10) ? NULL : query_text(q, 10, &len);
        if (payload && (!read_bytes(q, 9, salt, sizeof(salt)) ||
                        (journal_digest(again, salt, payload, len), memcmp(again, digest, 32))))
            fault(c, entry.seq, "the payload was altered");
        else if (!payload && journal_has_payload(digest))
            numbers_add(&c->missing, entry.seq);
        if (payload && text_same(entry.act, ACT_ERASE))
            read_erased(c, entry.seq, payload, len);
    }
    c->head.seq = entry.seq;
    memcpy(c->head.hash, hash, sizeof(hash));
}

/* Every missing payload is named by an erase entry, and what one names is really gone. */
static void check_erased(struct check *c)
{
    if (c->missing.n)
        qsort(c->missing.at, c->missing.n, sizeof(int64_t), by_number);
    if (c->erased.n)
        qsort(c->erased.at, c->erased.n, sizeof(int64_t), by_number);
    size_t i = 0, k = 0;
    while (i < c->missing.n || k < c->erased.n) {
        if (k == c->erased.n || (i < c->missing.n && c->missing.at[i] < c->erased.at[k])) {
            fault(c, c->missing.at[i++], "the payload is gone and no erase entry names it");
        } else if (i == c->missing.n || c->erased.at[k] < c->missing.at[i]) {
            fault(c, c->erased.at[k++], "was to be erased, but its payload is there");
        } else {
            c->report->erased++;
            int64_t seq = c->missing.at[i++];
            while (k < c->erased.n && c->erased.at[k] == seq)
                k++;
        }
    }
}

/* In pages: a statement that runs for minutes would be ended by the database. */
static enum outcome check_page(struct check *c, struct db *db, bool *is_more, struct err *e)
{
    struct query *q;
    enum outcome o = db_query(&q, db,
                              "SELECT j.seq, j.at_ms, j.by_user, j.act, j.ledger, j.record,"
                              " j.place, j.digest, j.hash, p.salt, p.payload"
                              " FROM journal j"
                              " LEFT JOIN journal_payload p ON p.seq = j.seq"
                              " WHERE j.seq > $1"
                              " ORDER BY j.seq"
                              " LIMIT 5000",
                              BIND(bind_int(c->head.seq)), e);
    if (o)
        return o;
    for (*is_more = false; query_next(q); *is_more = true)
        check_entry(c, q);
    return query_end(q, e);
}

enum outcome journal_verify(struct db *db, struct journal_report *ret, struct err *e)
{
    struct journal_report report = {0};
    struct check check = {.report = &report};
    bool is_more = true;
    bool is_own = !db_in_transaction(db); /* one snapshot: entries are erased while we read */
    enum outcome o = is_own ? db_begin_read(db, e) : OK;
    if (o)
        return o;
    while (!o && is_more)
        o = check_page(&check, db, &is_more, e);
    if (!o) {
        check_erased(&check);
        *ret = report;
    }
    if (is_own)
        db_rollback(db);
    free(check.missing.at);
    free(check.erased.at);
    return o;
}
