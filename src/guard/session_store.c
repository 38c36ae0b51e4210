/* All SQL of sessions, tokens, failed sign-ins, approvals and disclosures. No judgement. */
#include <string.h>

#include "guard/guard_int.h"

/* ---- tokens ---- */

#define TOKEN                                                                                      \
    "SELECT id, account, name, scope, ledgers, place, ended, revoked_at, created_at, created_by, " \
    "hash FROM token "

static void read_token(void *item, struct query *q, struct arena *a)
{
    struct token *t = item;
    *t = (struct token){.id = query_int(q, 0),
                        .account = query_int(q, 1),
                        .name = row_text(q, a, 2),
                        .scope = row_text(q, a, 3),
                        .ledgers = row_text(q, a, 4),
                        .place = query_int(q, 5),
                        .ended = query_int(q, 6),
                        .revoked_at = query_int(q, 7),
                        .created_at = query_int(q, 8),
                        .created_by = query_int(q, 9)};
    const void *hash = query_blob(q, 10, &t->hash_len);
    t->hash = arena_copy(a, hash ? hash : "", t->hash_len);
}

static const struct row_kind token_kind = {
    sizeof(struct token), read_token, "no_token", {"个令牌", "token"}};

enum outcome token_by_hash(struct token *ret, struct arena *a, struct db *db,
                           const uint8_t hash[32], struct err *e)
{
    return row_read(ret, &token_kind, a, db, TOKEN "WHERE hash = $1 AND account <> 0",
                    BIND(bind_blob(hash, 32)), e);
}

enum outcome token_get(struct token *ret, struct arena *a, struct db *db, int64_t id, struct err *e)
{
    return row_read(ret, &token_kind, a, db, TOKEN "WHERE id = $1", BIND(bind_int(id)), e);
}

enum outcome token_list_rows(struct token **ret, int *ret_n, struct arena *a, struct db *db,
                             int64_t account, int64_t from, int64_t to, struct err *e)
{
    if (account)
        return rows_read(ret, ret_n, &token_kind, a, db,
                         TOKEN "WHERE account = $1 ORDER BY id DESC LIMIT 500",
                         BIND(bind_int(account)), e);
    return rows_read(ret, ret_n, &token_kind, a, db,
                     TOKEN "WHERE account = 0 AND place BETWEEN $1 AND $2 ORDER BY place, id "
                           "LIMIT 500",
                     BIND(bind_int(from), bind_int(to)), e);
}

enum outcome token_insert(struct db *db, const struct token *t, struct err *e)
{
    return db_run(db,
                  "INSERT INTO token (id, hash, account, name, scope, ledgers, place, ended, "
                  "revoked_at, created_at, created_by) "
                  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                  BIND(bind_int(t->id), bind_blob(t->hash_len ? t->hash : "", t->hash_len),
                       bind_int(t->account), bind_text(t->name), bind_text(t->scope),
                       bind_text(t->ledgers), bind_int(t->place), bind_int(t->ended),
                       bind_int(t->revoked_at), bind_int(t->created_at), bind_int(t->created_by)),
                  e);
}

enum outcome token_revoke_row(struct db *db, int64_t id, int64_t at, struct err *e)
{
    return db_run(db, "UPDATE token SET revoked_at = $2 WHERE id = $1",
                  BIND(bind_int(id), bind_int(at)), e);
}

/* ---- sessions ---- */

#define SESSION "SELECT id, account, created_at, seen_at, ends_at, address, agent FROM session "

static void read_session(void *item, struct query *q, struct arena *a)
{
    struct session_row *s = item;
    *s = (struct session_row){.id = query_int(q, 0),
                              .account = query_int(q, 1),
                              .created_at = query_int(q, 2),
                              .seen_at = query_int(q, 3),
                              .ends_at = query_int(q, 4),
                              .address = row_text(q, a, 5),
                              .agent = row_text(q, a, 6)};
}

static const struct row_kind session_kind = {
    sizeof(struct session_row), read_session, "no_session", {"个会话", "session"}};

enum outcome session_by_hash(struct session_row *ret, struct arena *a, struct db *db,
                             const uint8_t hash[32], struct err *e)
{
    return row_read(ret, &session_kind, a, db, SESSION "WHERE hash = $1", BIND(bind_blob(hash, 32)),
                    e);
}

enum outcome session_get(struct session_row *ret, struct arena *a, struct db *db, int64_t id,
                         struct err *e)
{
    return row_read(ret, &session_kind, a, db, SESSION "WHERE id = $1", BIND(bind_int(id)), e);
}

enum outcome session_rows(struct session_row **ret, int *ret_n, struct arena *a, struct db *db,
                          int64_t account, struct err *e)
{
    return rows_read(ret, ret_n, &session_kind, a, db,
                     SESSION "WHERE account = $1 ORDER BY seen_at DESC LIMIT 200",
                     BIND(bind_int(account)), e);
}

enum outcome session_insert(struct db *db, const struct session_row *s, const uint8_t hash[32],
                            struct err *e)
{
    return db_run(db,
                  "INSERT INTO session (id, hash, account, created_at, seen_at, ends_at, address, "
                  "agent) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                  BIND(bind_int(s->id), bind_blob(hash, 32), bind_int(s->account),
                       bind_int(s->created_at), bind_int(s->seen_at), bind_int(s->ends_at),
                       bind_text(s->address), bind_text(s->agent)),
                  e);
}

enum outcome session_seen(struct db *db, int64_t id, int64_t seen_at, struct err *e)
{
    return db_run(db, "UPDATE session SET seen_at = $2 WHERE id = $1 AND seen_at < $2",
                  BIND(bind_int(id), bind_int(seen_at)), e);
}

enum outcome session_drop(struct db *db, int64_t id, struct err *e)
{
    return db_run(db, "DELETE FROM session WHERE id = $1", BIND(bind_int(id)), e);
}

enum outcome session_drop_all(struct db *db, int64_t account, int64_t but, struct err *e)
{
    return db_run(db, "DELETE FROM session WHERE account = $1 AND id <> $2",
                  BIND(bind_int(account), bind_int(but)), e);
}

enum outcome session_drop_expired(struct db *db, int64_t now_s, struct err *e)
{
    enum outcome o = db_run(db, "DELETE FROM session WHERE ends_at <= $1 OR seen_at <= $2",
                            BIND(bind_int(now_s), bind_int(now_s - SESSION_IDLE_MS / 1000)), e);
    if (!o)
        o = db_run(db, "DELETE FROM sign_in_failure WHERE at <= $1", BIND(bind_int(now_s - 86400)),
                   e);
    return o;
}

enum outcome failure_get(int64_t *failed, int64_t *locked_until, struct db *db, int64_t id,
                         struct err *e)
{
    struct query *q;
    enum outcome o =
        db_query(&q, db, "SELECT failed, locked_until FROM sign_in_failure WHERE id = $1",
                 BIND(bind_int(id)), e);
    if (o)
        return o;
    *failed = *locked_until = 0;
    if (query_next(q)) {
        *failed = query_int(q, 0);
        *locked_until = query_int(q, 1);
    }
    return query_end(q, e);
}

enum outcome failure_put(struct db *db, int64_t id, int64_t failed, int64_t locked_until,
                         int64_t at, struct err *e)
{
    return db_run(db,
                  "INSERT INTO sign_in_failure (id, failed, locked_until, at) "
                  "VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE "
                  "SET failed = excluded.failed, locked_until = excluded.locked_until, "
                  "at = excluded.at",
                  BIND(bind_int(id), bind_int(failed), bind_int(locked_until), bind_int(at)), e);
}

enum outcome failure_drop(struct db *db, int64_t id, struct err *e)
{
    return db_run(db, "DELETE FROM sign_in_failure WHERE id = $1", BIND(bind_int(id)), e);
}

/* ---- approvals and disclosures ---- */

#define APPROVAL                                                                                   \
    "SELECT id, account, ledger, place, purpose, up_to, state, asked_at, decided_by, decided_at, " \
    "ends_at FROM approval "

static void read_approval(void *item, struct query *q, struct arena *a)
{
    struct approval *x = item;
    *x = (struct approval){.id = query_int(q, 0),
                           .account = query_int(q, 1),
                           .ledger = row_text(q, a, 2),
                           .place = query_int(q, 3),
                           .purpose = row_text(q, a, 4),
                           .up_to = query_int(q, 5),
                           .state = row_text(q, a, 6),
                           .asked_at = query_int(q, 7),
                           .decided_by = query_int(q, 8),
                           .decided_at = query_int(q, 9),
                           .ends_at = query_int(q, 10)};
}

static const struct row_kind approval_kind = {
    sizeof(struct approval), read_approval, "no_approval", {"项申请", "request"}};

static void read_looked_at(void *item, struct query *q, struct arena *a)
{
    *(struct looked_at *)item =
        (struct looked_at){.ledger = row_text(q, a, 0), .record = query_int(q, 1)};
}

static const struct row_kind looked_at_kind = {
    sizeof(struct looked_at), read_looked_at, "no_look", {"次查看", "look"}};

enum outcome approval_get(struct approval *ret, struct arena *a, struct db *db, int64_t id,
                          struct err *e)
{
    return row_read(ret, &approval_kind, a, db, APPROVAL "WHERE id = $1", BIND(bind_int(id)), e);
}

enum outcome approval_fitting(struct approval *ret, struct arena *a, struct db *db, int64_t account,
                              const char *ledger, const char *purpose, int64_t n,
                              const char *digest, int64_t now_s, struct err *e)
{
    return row_read(ret, &approval_kind, a, db,
                    APPROVAL "WHERE account = $1 AND ledger = $2 AND purpose = $3 "
                             "AND state = 'granted' AND ends_at > $5 "
                             "AND up_to >= $4 + (SELECT COALESCE(SUM(s.ids_n), 0) FROM "
                             "(SELECT DISTINCT d.ids_digest, d.ids_n FROM disclosure d "
                             "WHERE d.account = $1 AND d.approval = approval.id "
                             "AND d.ids_digest <> $6) s) "
                             "ORDER BY ends_at DESC LIMIT 1",
                    BIND(bind_int(account), bind_text(ledger), bind_text(purpose), bind_int(n),
                         bind_int(now_s), bind_text(digest)),
                    e);
}

enum outcome approval_insert(struct db *db, const struct approval *x, struct err *e)
{
    return db_run(db,
                  "INSERT INTO approval (id, account, ledger, place, purpose, up_to, state, "
                  "asked_at, decided_by, decided_at, ends_at) "
                  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                  BIND(bind_int(x->id), bind_int(x->account), bind_text(x->ledger),
                       bind_int(x->place), bind_text(x->purpose), bind_int(x->up_to),
                       bind_text(x->state), bind_int(x->asked_at), bind_int(x->decided_by),
                       bind_int(x->decided_at), bind_int(x->ends_at)),
                  e);
}

enum outcome approval_decide(struct db *db, const struct approval *x, struct err *e)
{
    return db_run(db,
                  "UPDATE approval SET state = $2, decided_by = $3, decided_at = $4, ends_at = $5 "
                  "WHERE id = $1",
                  BIND(bind_int(x->id), bind_text(x->state), bind_int(x->decided_by),
                       bind_int(x->decided_at), bind_int(x->ends_at)),
                  e);
}

enum outcome approval_rows(struct approval **ret, int *ret_n, struct arena *a, struct db *db,
                           const char *state, struct err *e)
{
    return rows_read(ret, ret_n, &approval_kind, a, db,
                     APPROVAL "WHERE $1 = '' OR state = $1 ORDER BY asked_at DESC LIMIT 500",
                     BIND(bind_text(state)), e);
}

enum outcome looked_at_list(struct looked_at **ret, int *ret_n, struct arena *a, struct db *db,
                            int64_t account, int64_t after_s, struct err *e)
{
    return rows_read(ret, ret_n, &looked_at_kind, a, db,
                     "SELECT ledger, record FROM looked_at WHERE account = $1 AND at > $2",
                     BIND(bind_int(account), bind_int(after_s)), e);
}

enum outcome looked_at_put(struct db *db, int64_t account, const char *ledger, int64_t record,
                           int64_t at, struct err *e)
{
    return db_run(db,
                  "INSERT INTO looked_at (account, ledger, record, at) VALUES ($1, $2, $3, $4) "
                  "ON CONFLICT (account, ledger, record) DO UPDATE SET at = excluded.at",
                  BIND(bind_int(account), bind_text(ledger), bind_int(record), bind_int(at)), e);
}

enum outcome looked_at_drop(struct db *db, int64_t before_s, struct err *e)
{
    return db_run(db, "DELETE FROM looked_at WHERE at <= $1", BIND(bind_int(before_s)), e);
}

enum outcome disclosure_insert(struct db *db, int64_t id, int64_t at, int64_t account,
                               const struct disclosure *d, const char *digest, int64_t approval,
                               struct err *e)
{
    return db_run(db,
                  "INSERT INTO disclosure (id, at, account, purpose, ledger, fields, ids_digest, "
                  "ids_n, approval) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                  BIND(bind_int(id), bind_int(at), bind_int(account),
                       bind_text(d->purpose ? d->purpose : ""), bind_text(d->ledger),
                       bind_text(d->fields), bind_text(digest), bind_int(d->ids_n),
                       bind_int(approval)),
                  e);
}

static void read_look(void *item, struct query *q, struct arena *a)
{
    struct look *x = item;
    *x = (struct look){.id = query_int(q, 0),
                       .at = query_int(q, 1),
                       .account = query_int(q, 2),
                       .place = query_int(q, 3),
                       .ledger = row_text(q, a, 4),
                       .fields = row_text(q, a, 5),
                       .purpose = row_text(q, a, 6),
                       .people = query_int(q, 7),
                       .approval = query_int(q, 8)};
}

static const struct row_kind look_kind = {
    sizeof(struct look), read_look, "no_look", {"项查看", "disclosure"}};

enum outcome look_rows(struct look **ret, int *ret_n, struct arena *a, struct db *db,
                       const char *ledger, int limit, struct err *e)
{
    return rows_read(ret, ret_n, &look_kind, a, db,
                     "SELECT d.id, d.at, d.account, COALESCE(u.place, 0), d.ledger, d.fields, "
                     "d.purpose, d.ids_n, d.approval FROM disclosure d "
                     "LEFT JOIN account u ON u.id = d.account "
                     "WHERE $1 = '' OR d.ledger = $1 ORDER BY d.at DESC, d.id DESC LIMIT $2",
                     BIND(bind_text(ledger), bind_int(limit)), e);
}
