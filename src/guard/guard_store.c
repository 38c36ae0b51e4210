/* All SQL of accounts, holdings, tokens, sessions and approvals: rows to structs and back. No
 * judgement, no journal. */
#include <string.h>

#include "base/text.h"
#include "guard/guard_int.h"

int64_t guard_row_next_id(struct db *db, const char *table, int64_t place, enum outcome *o,
                          struct err *e)
{
    struct buf sql;
    int64_t from = record_id(place, 0), highest = from;
    int64_t to = from | (((int64_t)1 << RECORD_SEQ_BITS) - 1);
    buf_init(&sql, 300);
    buf_printf(&sql, "SELECT id FROM %s WHERE id BETWEEN $1 AND $2 ORDER BY id DESC LIMIT 1",
               table);
    *o = db_int(&highest, db, sql.data, BIND(bind_int(from), bind_int(to)), e);
    buf_fini(&sql);
    if (*o == NOT_FOUND)
        *o = OK;
    return highest + 1;
}

/* ---- accounts ---- */

#define ACCOUNT                                                                                    \
    "SELECT id, login, name, phone, password, lang, place, must_change, disabled, away_from, "     \
    "away_until, created_at, created_by, password_at FROM account "

static void read_account(void *item, struct query *q, struct arena *a)
{
    struct account *x = item;
    *x = (struct account){.id = query_int(q, 0),
                          .login = row_text(q, a, 1),
                          .name = row_text(q, a, 2),
                          .phone = row_text(q, a, 3),
                          .password = row_text(q, a, 4),
                          .lang = text_same(row_text(q, a, 5), "en") ? LANG_EN : LANG_ZH,
                          .place = query_int(q, 6),
                          .must_change = query_int(q, 7),
                          .disabled = query_int(q, 8),
                          .away_from = query_int(q, 9),
                          .away_until = query_int(q, 10),
                          .created_at = query_int(q, 11),
                          .created_by = query_int(q, 12),
                          .password_at = query_int(q, 13)};
}

static const struct row_kind account_kind = {
    sizeof(struct account), read_account, "no_user", {"个用户", "user"}};

enum outcome account_get(struct account *ret, struct arena *a, struct db *db, int64_t id,
                         struct err *e)
{
    return row_read(ret, &account_kind, a, db, ACCOUNT "WHERE id = $1", BIND(bind_int(id)), e);
}

enum outcome account_by_login(struct account *ret, struct arena *a, struct db *db,
                              const char *login, struct err *e)
{
    return row_read(ret, &account_kind, a, db, ACCOUNT "WHERE login = $1", BIND(bind_text(login)),
                    e);
}

#define ACCOUNT_BINDS(x)                                                                           \
    BIND(bind_int((x)->id), bind_text((x)->login), bind_text((x)->name), bind_text((x)->phone),    \
         bind_text((x)->password), bind_text((x)->lang == LANG_EN ? "en" : "zh"),                  \
         bind_int((x)->place), bind_int((x)->must_change), bind_int((x)->disabled),                \
         bind_int((x)->away_from), bind_int((x)->away_until), bind_int((x)->created_at),           \
         bind_int((x)->created_by), bind_int((x)->password_at))

enum outcome account_insert(struct db *db, const struct account *x, struct err *e)
{
    return db_run(db,
                  "INSERT INTO account (id, login, name, phone, password, lang, place, "
                  "must_change, disabled, away_from, away_until, created_at, created_by, "
                  "password_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
                  "$14)",
                  ACCOUNT_BINDS(x), e);
}

enum outcome account_update(struct db *db, const struct account *x, struct err *e)
{
    return db_run(db,
                  "UPDATE account SET login = $2, name = $3, phone = $4, password = $5, "
                  "lang = $6, place = $7, must_change = $8, disabled = $9, away_from = $10, "
                  "away_until = $11, created_at = $12, created_by = $13, password_at = $14 "
                  "WHERE id = $1",
                  ACCOUNT_BINDS(x), e);
}

enum outcome account_list(struct account **ret, int *ret_n, struct arena *a, struct db *db,
                          int64_t from, int64_t to, const char *text, int64_t after, int limit,
                          struct err *e)
{
    return rows_read(ret, ret_n, &account_kind, a, db,
                     ACCOUNT "WHERE place BETWEEN $1 AND $2 AND id > $3 "
                             "AND ($4 = '' OR login LIKE $5 ESCAPE '\\' "
                             "OR name LIKE $5 ESCAPE '\\') ORDER BY id LIMIT $6",
                     BIND(bind_int(from), bind_int(to), bind_int(after), bind_text(text),
                          bind_text(arena_printf(a, "%%%s%%", text)), bind_int(limit)),
                     e);
}

/* ---- holdings ---- */

#define HELD                                                                                       \
    "SELECT id, account, post, place, since, ended, deputy_for, granted_by, granted_at "           \
    "FROM holding "

static void read_held(void *item, struct query *q, struct arena *a)
{
    struct held *h = item;
    *h = (struct held){.id = query_int(q, 0),
                       .account = query_int(q, 1),
                       .post = row_text(q, a, 2),
                       .place = query_int(q, 3),
                       .since = query_int(q, 4),
                       .ended = query_int(q, 5),
                       .deputy_for = query_int(q, 6),
                       .granted_by = query_int(q, 7),
                       .granted_at = query_int(q, 8)};
}

static const struct row_kind held_kind = {
    sizeof(struct held), read_held, "no_holding", {"项任职", "post held"}};

enum outcome held_list(struct held **ret, int *ret_n, struct arena *a, struct db *db,
                       int64_t account, struct err *e)
{
    return rows_read(ret, ret_n, &held_kind, a, db, HELD "WHERE account = $1 ORDER BY id",
                     BIND(bind_int(account)), e);
}

enum outcome held_get(struct held *ret, struct arena *a, struct db *db, int64_t id, struct err *e)
{
    return row_read(ret, &held_kind, a, db, HELD "WHERE id = $1", BIND(bind_int(id)), e);
}

enum outcome held_insert(struct db *db, const struct held *h, struct err *e)
{
    return db_run(db,
                  "INSERT INTO holding (id, account, post, place, since, ended, deputy_for, "
                  "granted_by, granted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                  BIND(bind_int(h->id), bind_int(h->account), bind_text(h->post),
                       bind_int(h->place), bind_int(h->since), bind_int(h->ended),
                       bind_int(h->deputy_for), bind_int(h->granted_by), bind_int(h->granted_at)),
                  e);
}

enum outcome held_end(struct db *db, int64_t id, int64_t ended, struct err *e)
{
    return db_run(db, "UPDATE holding SET ended = $2 WHERE id = $1",
                  BIND(bind_int(id), bind_int(ended)), e);
}

static void read_id(void *item, struct query *q, struct arena *a)
{
    *(int64_t *)item = query_int(q, 0);
}

static const struct row_kind id_kind = {sizeof(int64_t), read_id, "no_row", {"一行", "row"}};

enum outcome absorbed_list(int64_t **ret, int *ret_n, struct arena *a, struct db *db, int64_t from,
                           int64_t to, struct err *e)
{
    return rows_read(ret, ret_n, &id_kind, a, db,
                     "SELECT id FROM place WHERE successor BETWEEN $1 AND $2 "
                     "AND successor <> 0 AND retired_on <> 0 "
                     "AND NOT id BETWEEN $1 AND $2 ORDER BY id LIMIT $3",
                     BIND(bind_int(from), bind_int(to), bind_int(HOLDINGS_MAX)), e);
}

bool place_is_kind(struct db *db, int64_t place, const struct kind *const *kinds, int n)
{
    struct query *q;
    struct err e;
    bool is = false;
    if (!db || db_query(&q, db, "SELECT kind FROM place WHERE id = $1", BIND(bind_int(place)), &e))
        return false;
    if (query_next(q))
        for (int i = 0; i < n; i++)
            is |= text_same(query_text(q, 0, NULL), kinds[i]->name);
    return query_end(q, &e) == OK && is;
}

/* ---- teams ---- */

bool team_has(struct db *db, const struct ledger *l, const struct field *f, int64_t record,
              int64_t user)
{
    struct buf sql;
    struct err e;
    int64_t found = 0;
    if (!db)
        return false;
    buf_init(&sql, 600);
    buf_text(&sql, "SELECT t.account FROM ");
    sql_name(&sql, l->table);
    buf_text(&sql, " r JOIN team_member t ON t.record = r.");
    sql_name(&sql, f->column);
    buf_text(&sql, " WHERE r.id = $1 AND t.account = $2");
    enum outcome o = db_int(&found, db, sql.data, BIND(bind_int(record), bind_int(user)), &e);
    buf_fini(&sql);
    return o == OK && found == user;
}

enum outcome guard_team_set(struct db *db, int64_t record, const int64_t *users, int n,
                            struct err *e)
{
    enum outcome o =
        db_run(db, "DELETE FROM team_member WHERE record = $1", BIND(bind_int(record)), e);
    for (int i = 0; !o && i < n; i++)
        if (users[i] > 0)
            o = db_run(db,
                       "INSERT INTO team_member (record, account) VALUES ($1, $2) "
                       "ON CONFLICT (record, account) DO NOTHING",
                       BIND(bind_int(record), bind_int(users[i])), e);
    return o;
}

enum outcome seal_mark_destroyed(struct db *db, int64_t key_no, int64_t now_ms, struct err *e)
{
    return db_run(db,
                  "INSERT INTO sealed_gone (id, at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
                  BIND(bind_int(key_no), bind_int(now_ms / 1000)), e);
}

enum outcome sealed_gone_list(int64_t **ret, int *ret_n, struct arena *a, struct db *db,
                              struct err *e)
{
    return rows_read(ret, ret_n, &id_kind, a, db, "SELECT id FROM sealed_gone ORDER BY id", NO_BIND,
                     e);
}

enum outcome guard_record_place(int64_t *ret, struct db *db, const struct ledger *l, int64_t record,
                                struct err *e)
{
    struct buf sql;
    buf_init(&sql, 400);
    buf_text(&sql, "SELECT COALESCE(place, 0) FROM ");
    sql_name(&sql, l->table);
    buf_text(&sql, " WHERE id = $1");
    enum outcome o = db_int(ret, db, sql.data, BIND(bind_int(record)), e);
    buf_fini(&sql);
    return o;
}

enum outcome guard_user_name(struct db *db, struct arena *a, int64_t user, const char **ret,
                             struct err *e)
{
    struct account x;
    enum outcome o = account_get(&x, a, db, user, e);
    if (o && o != NOT_FOUND)
        return o;
    *ret = o ? "" : x.name;
    return OK;
}
