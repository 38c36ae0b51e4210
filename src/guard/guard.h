/* Who may do what, where, and which fields they see. Every read, write, filter, sort, search,
 * export, count, conflict message, consequence, file and stream passes here.
 *
 * The law. A record is seen through the posts its viewer holds: a post gives verbs on a ledger (its
 * grants, and view through the moves it may make) for records whose place or one of three further
 * places lies under the place where the post is held, narrowed to the post's kinds. Amend, move,
 * export and history imply view. A member of the record's team has the verbs granted to members,
 * wherever the record lies. A holding follows a place that moved and takes in retired places whose
 * successor lies under it. A deputy has the holding only while its holder is away. Who must change
 * the password has no rights at all. What is not seen does not exist: NOT_FOUND, never DENIED.
 *
 * guard_may (C) and guard_where (SQL) are one law written twice; tests/unit/guard/model_test.c
 * compares both with a slow, obvious model. */
#ifndef GUARD_GUARD_H
#define GUARD_GUARD_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "op/op.h"
#include "plan/plan.h"
#include "store/store.h"
#include "store/writer.h"
#include <stdbool.h>
#include <stdint.h>

struct guard;
struct journal;

struct holding {
    const struct post *post;
    int64_t place, last; /* the subtree */
    int64_t deputy_for;  /* the account stood in for, 0 own */
    int64_t id;          /* row of table holding */
    bool is_absorbed;    /* a retired place that came in with its successor */
};
struct actor {
    int64_t user; /* 0: nobody (public), -1: the system itself */
    const char *name, *login;
    enum lang lang;
    const struct plan *plan;  /* the edition these pointers belong to */
    struct holding *holdings; /* in force today */
    int holdings_n;
    bool is_system; /* consequences, automatic moves, the command line's owner */
    bool must_change_password;
    enum public_door door;
    const char *door_ledger;
    int64_t door_place;  /* public callers */
    const char *purpose; /* stated for this request; unmasks what needs one */
    int64_t session;     /* or API token; 0 the system and the public */
    unsigned verbs;      /* bit 1 << enum verb: all, unless an API token narrows them */
    bool may_admin;      /* false for an API token without that scope */
    const char *ledgers; /* ",a,b," a token's only ledgers; NULL all */
};
struct actor *actor_system(struct arena *a, const struct plan *plan);
struct actor *actor_nobody(struct arena *a, const struct plan *plan);

struct subject {
    const struct ledger *ledger;
    int64_t record, place, also[3];
    int state;
};

/* Judged in C for one record. db is asked only for posts narrowed to kinds and for teams; record 0
 * is one not stored yet. A move also needs the record's state among its `from`. */
bool guard_may(const struct actor *who, enum verb verb, const struct subject *on, struct db *db);
bool guard_may_move(const struct actor *who, const struct move *move, const struct subject *on,
                    struct db *db);
/* …every record that a place and all below it own: its figures may be told as they stand. */
bool guard_covers(const struct actor *who, enum verb verb, const struct ledger *l, int64_t place);
/* …anywhere at all (menus, forms)… */
bool guard_may_somewhere(const struct actor *who, enum verb verb, const struct ledger *l);
/* …and as SQL for lists, the same law: a condition over alias.place, alias.also1 …; constants are
 * integers and checked names written into the text, so it needs no binds. Writes "0 = 1" when
 * nothing and "1 = 1" when everything. */
void guard_where(struct buf *out, const struct actor *who, enum verb verb, const struct ledger *l,
                 const char *alias);
/* The stock books are no ledger: posts have rights in them at places below. The same law. */
bool guard_may_stock(const struct actor *who, enum stock_right right, int64_t place,
                     struct db *db);
bool guard_may_stock_somewhere(const struct actor *who, enum stock_right right);
void guard_where_stock(struct buf *out, const struct actor *who, enum stock_right right,
                       const char *alias, const char *column);
/* May this field be read (filter, sort, search, export)? masked: shown as •••. on NULL asks for a
 * whole list: the least that holds at every record the viewer may see. */
enum sight { SIGHT_NONE, SIGHT_MASKED, SIGHT_FULL };
enum sight guard_sight(const struct actor *who, const struct field *f, const struct subject *on,
                       struct db *db);
/* False when the caller is an API token made for other ledgers only. */
bool guard_token_has(const struct actor *who, const char *ledger);
bool guard_sees_place(const struct actor *who, int64_t place); /* any post there or above/below */
bool guard_is_admin(const struct actor *who, int64_t place);
bool guard_is_admin_of(const struct actor *who, int64_t place,
                       const char *kind); /* narrowed admin posts too: the place is of that kind */
bool guard_is_admin_somewhere(const struct actor *who);
/* Places of kinds that are official areas down to village are public knowledge; others need
 * guard_sees_place. */
bool guard_knows_place(const struct actor *who, int64_t place, const char *kind);

/* app->admit: NEED_… judged over the call's actor. */
enum outcome guard_admit(struct call *c, enum op_need need, struct err *e);

/* "Member of team": who is in the team of that record. Kept by ledger whenever a record with
 * ledger->team_members is written; a projection of that field, so not journalled. */
enum outcome guard_team_set(struct db *db, int64_t record, const int64_t *users, int n,
                            struct err *e);

/* Sealing: ciphertext under a key of its subject; keys live in a file beside the database and are
 * destroyed one by one. field is "ledger.field": a value moved to another column does not open. */
enum outcome seal_open_keys(struct guard *g, const char *path, struct err *e);
enum outcome seal_new_key(struct guard *g, int64_t *ret_key_no, struct err *e);
enum outcome seal_close_value(struct guard *g, struct arena *a, int64_t key_no, const char *field,
                              struct value plain, struct value *ret_cipher, struct err *e);
enum outcome seal_open_value(struct guard *g, struct arena *a, int64_t key_no, const char *field,
                             struct value cipher, struct value *ret_plain,
                             struct err *e); /* V_NULL when the key is destroyed */
/* Destroying: mark in the transaction that erases the record, then destroy once it is durable.
 * What was marked and not destroyed (a crash, an old key file put back) is destroyed at guard_open.
 */
enum outcome seal_mark_destroyed(struct db *db, int64_t key_no, int64_t now_ms, struct err *e);
enum outcome seal_destroy_key(struct guard *g, int64_t key_no,
                              struct err *e); /* durable on return */
int64_t seal_equal_hash(struct guard *g, const char *field, const char *s,
                        size_t len); /* keyed, for search and unique; erase it with the value */
#define MASK_WHOLE "•••" /* there is a value: nothing of it */
/* secret.c: the program's own secrets, as texts for a column. name binds a secret to its use. */
enum outcome secret_close(struct guard *g, struct arena *a, const char *name, const char *plain,
                          const char **ret, struct err *e); /* "" stays "" */
enum outcome secret_open(struct guard *g, struct arena *a, const char *name, const char *stored,
                         const char **ret, struct err *e);
bool secret_is_sealed(const char *stored);
void seal_mask(struct buf *out, enum field_type type, enum seal how, const char *plain, size_t len);

enum outcome guard_open(struct guard **ret, struct store *store, const char *key_path,
                        struct clock clock, struct err *e);
void guard_close(struct guard *g);
void guard_cheap_passwords(struct guard *g); /* tests and demo data only: hashing in 1 ms */

/* Sessions. The password is checked on the caller's thread (0.1 s and 64 MB of Argon2id, at most
 * two at once): a worker, never a request's or the writer's. db reads; the session is written
 * through w. from: the caller's address, "" on this machine. */
enum outcome guard_sign_in(struct guard *g, struct db *db, struct writer *w, struct journal *j,
                           const char *login, const char *password, const char *from,
                           const char *agent, char ret_token[65], int64_t *ret_user, struct err *e);
/* Who a cookie, bearer or door token is. The actor lives in the arena. SIGNED_OUT when nobody.
 * About 1 µs from memory; db is asked on a miss. */
enum outcome guard_actor(struct guard *g, struct arena *a, struct db *db, const struct plan *plan,
                         const char *token, struct actor **ret, struct err *e);
void guard_forget(
    struct guard *g,
    int64_t user); /* holdings or sessions changed; 0: everybody (places or plan changed) */
/* Raised by every guard_forget: what was asked of the guard before may no longer hold. */
uint64_t guard_generation(struct guard *g);
/* Once a minute, as a writer's slice: notes when sessions were last used, drops what expired. */
enum outcome guard_tick(struct guard *g, struct db *db, int64_t now_ms, struct err *e);

/* One entry per request, durable before the first byte: call it in a writer's job and wait. ids are
 * of records with at least one field shown in full. More than LIMIT_DISCLOSE people within
 * LIMIT_DISCLOSE_S, all requests of the user together, need an approval by a second person
 * (approval.request, approval.grant) that is not used up: DENIED, rule needs_approval. */
struct disclosure {
    const char *ledger, *fields /* names, comma between */, *purpose;
    int64_t *ids;
    int ids_n;
    int64_t place; /* one under which all of them lie (the list's own filter); 0: looked up, few
                      thousand at most */
};
/* A look that needs no purpose of its own, because the plan lets the post see the field: the
 * purpose is the post. One entry an hour for each user, person and set of fields; past the limit
 * the fields are masked. What memory says, without asking the database: */
enum glance {
    GLANCE_NEW /* disclose it */,
    GLANCE_NOTED /* show it */,
    GLANCE_REFUSED /* mask it */
};
enum glance guard_glance(struct guard *g, const struct actor *who, const struct disclosure *d,
                         int64_t now_ms);
void guard_glance_note(struct guard *g, const struct actor *who, const struct disclosure *d,
                       bool is_refused, int64_t now_ms);
/* "post community", the first held that sees the field whatever the purpose; "" when none. */
const char *guard_own_purpose(const struct actor *who, const struct field *f, struct arena *a);
enum outcome guard_disclose(struct guard *g, struct db *db, struct journal *j,
                            const struct actor *who, const struct disclosure *d, int64_t now_ms,
                            struct err *e);

/* First users, demo and tests: in a writer's job. place 0 and post NULL: no holding. */
struct user_new {
    const char *login, *name, *phone, *password_hash;
    enum lang lang;
    int64_t place;
    bool must_change;
    int64_t by;
};
enum outcome guard_hash_password(struct guard *g, const char *password, char ret_hash[128],
                                 struct err *e); /* slow */
enum outcome guard_user_add(struct guard *g, struct db *db, struct journal *j,
                            const struct user_new *u, int64_t now_ms, int64_t *ret, struct err *e);
enum outcome guard_user_grant(struct db *db, struct journal *j, int64_t user, const char *post,
                              int64_t place, int64_t since_day, int64_t until_day,
                              int64_t deputy_for, int64_t by, int64_t now_ms, int64_t *ret,
                              struct err *e);
/* Title of a user for a list ("" when there is none). */
enum outcome guard_user_name(struct db *db, struct arena *a, int64_t user, const char **ret,
                             struct err *e);

/* A door's token, as printed in a household's QR code: may add to one ledger, at one place. */
enum outcome guard_door_new(struct guard *g, struct db *db, struct journal *j,
                            enum public_door door, const char *ledger, int64_t place,
                            int64_t until_day, int64_t by, int64_t now_ms, char ret_token[65],
                            struct err *e);

/* One more entry through a public door: BUSY past the ledger's limit an hour from one caller, who
 * is the door's token, or the address at an open door. */
enum outcome guard_door_take(struct guard *g, const struct actor *who, const struct ledger *l,
                             const char *from, int64_t now_ms, struct err *e);

const struct op *guard_ops(int *ret_n); /* rows of guard_op.c */
#endif
