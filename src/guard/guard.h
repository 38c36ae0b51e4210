/* Who may do what, where, and which fields they see. Every read, write, filter, sort, search,
 * export, count, conflict message, consequence, file and stream passes here.
 *
 * A record is seen through the posts its viewer holds: a post gives verbs on a ledger (its grants,
 * and view through the moves it may make) for records whose place or one of three further places
 * lies under the place where the post is held, narrowed to the post's kinds. What is not seen does
 * not exist: NOT_FOUND, never DENIED. */
#ifndef GUARD_GUARD_H
#define GUARD_GUARD_H
#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "plan/plan.h"
#include "store/store.h"

struct guard; struct journal; struct call;

struct holding { const struct post *post; int64_t place, last; /* subtree */ int64_t deputy_for; };
struct actor {
    int64_t user;                 /* 0: nobody (public), -1: the system itself */
    const char *name, *login;
    enum lang lang;
    const struct plan *plan;      /* the edition these pointers belong to */
    struct holding *holdings;     /* in force today */
    int holdings_n;
    bool is_system;               /* consequences, automatic moves, the command line's owner */
    bool must_change_password;
    enum public_door door; const char *door_ledger; int64_t door_place; /* public callers */
    const char *purpose;          /* stated for this request; unmasks what needs one */
    int64_t session;
};
struct actor *actor_system(struct arena *a, const struct plan *plan);

struct subject { const struct ledger *ledger; int64_t record, place, also[3]; int state; };

/* Judged in C for one record… */
bool guard_may(const struct actor *who, enum verb verb, const struct subject *on, struct db *db);
bool guard_may_move(const struct actor *who, const struct move *move, const struct subject *on, struct db *db);
/* …anywhere at all (menus, forms)… */
bool guard_may_somewhere(const struct actor *who, enum verb verb, const struct ledger *l);
/* …and as SQL for lists, the same law: a condition over alias.place, alias.also1 …; constants are
 * integers written into the text, so it needs no binds. Writes "FALSE"-like text when nothing. */
void guard_where(struct buf *out, const struct actor *who, enum verb verb, const struct ledger *l, const char *alias);
/* May these fields be read (filter, sort, search, export)? masked: shown as •••. */
enum sight { SIGHT_NONE, SIGHT_MASKED, SIGHT_FULL };
enum sight guard_sight(const struct actor *who, const struct field *f, const struct subject *on);
bool guard_sees_place(const struct actor *who, int64_t place); /* any post there or above/below */
bool guard_is_admin(const struct actor *who, int64_t place);

/* Sealing: ciphertext under a key of its subject; keys live in a file beside the database and are
 * destroyed one by one. key_no 0 asks for a new key. */
enum outcome seal_open_keys(struct guard *g, const char *path, struct err *e);
enum outcome seal_new_key(struct guard *g, int64_t *ret_key_no, struct err *e);
enum outcome seal_close_value(struct guard *g, struct arena *a, int64_t key_no, const char *field, struct value plain, struct value *ret_cipher, struct err *e);
enum outcome seal_open_value(struct guard *g, struct arena *a, int64_t key_no, const char *field, struct value cipher, struct value *ret_plain, struct err *e); /* V_NULL when the key is destroyed */
enum outcome seal_destroy_key(struct guard *g, int64_t key_no, struct err *e); /* durable on return */
int64_t seal_equal_hash(struct guard *g, const char *field, const char *s, size_t len); /* keyed, for search and unique */
void seal_mask(struct buf *out, enum field_type type, enum seal how, const char *plain, size_t len);

enum outcome guard_open(struct guard **ret, struct store *store, const char *key_path, struct clock clock, struct err *e);
void guard_close(struct guard *g);
/* Sessions and tokens. The password is checked off the request threads (0.2 s of Argon2id). */
enum outcome guard_sign_in(struct guard *g, struct db *db, struct journal *j, const char *login, const char *password, const char *from, char ret_token[65], struct err *e);
/* Who a cookie or bearer token is. The actor lives in the arena. SIGNED_OUT when nobody. */
enum outcome guard_actor(struct guard *g, struct arena *a, struct db *db, const struct plan *plan, const char *token, struct actor **ret, struct err *e);
void guard_forget(struct guard *g, int64_t user); /* holdings or sessions changed */

/* One entry per request, durable before the first byte. ids counted and digested. */
struct disclosure { const char *ledger; const char *fields; const char *purpose; int64_t *ids; int ids_n; int64_t approved_by; };
enum outcome guard_disclose(struct guard *g, struct db *db, struct journal *j, const struct actor *who, const struct disclosure *d, int64_t now_ms, struct err *e);
#endif
