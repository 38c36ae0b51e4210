/* Private to guard/: what its files share. */
#ifndef GUARD_GUARD_INT_H
#define GUARD_GUARD_INT_H
#include "guard/guard.h"
#include "journal/journal.h"
#include <pthread.h>
#include <stdatomic.h>

#define SESSION_IDLE_MS (12 * 3600000LL) /* a duty shift */
#define SESSION_END_MS (7 * 86400000LL)  /* then the password again */
#define SEAT_FRESH_MS 60000              /* another process's change is seen after this */
#define SEATS_MAX 20000                  /* sessions kept in memory */
#define HASHING_MAX 2                    /* at once: 64 MB each */
#define HOLDINGS_MAX 400 /* of one user, absorbed places included */
#define SLOT 32

/* keys.c: the key file. */
struct keys {
    int fd; /* -1: none */
    char *path;
    uint8_t index_key[32], door_key[32];
    pthread_mutex_t lock;
    int64_t next, reserved; /* [next, reserved) may be given out without touching the file */
    int64_t block;
};
enum outcome keys_open(struct keys *k, const char *path, struct err *e);
void keys_close(struct keys *k);
enum outcome keys_read(struct keys *k, int64_t key_no, uint8_t key[SLOT], bool *ret_is_gone,
                       struct err *e);

/* seats.c: who is signed in, in memory. */
/* An actor's verbs: a session has bits no verb uses, so that a token never equals it. */
#define SESSION_VERBS (~0u)
#define TOKEN_VERBS ((1u << VERBS) - 1)
enum seat_kind { SEAT_SESSION, SEAT_TOKEN, SEAT_DOOR };
struct seat_holding {
    int post;
    int64_t place, last, deputy_for, id;
    bool is_absorbed;
};
struct seat {
    uint8_t hash[32];
    enum seat_kind kind;
    int64_t account, session; /* session: row of session or token */
    int64_t ends_ms;          /* INT64_MAX never */
    _Atomic int64_t seen_ms;  /* sessions: idle expiry counts from here */
    int64_t noted_ms;         /* what the table has */
    int64_t fresh_until_ms;   /* then loaded again */
    const struct plan *plan;
    char digest[65];
    enum lang lang;
    bool must_change, may_admin;
    unsigned verbs;
    enum public_door door;
    int64_t door_place;
    int holdings_n;
    struct seat_holding *holdings;
    char *name, *login, *ledgers; /* ledgers: NULL all */
    struct seat *next;
};
struct seats {
    pthread_rwlock_t lock;
    struct seat **buckets;
    size_t buckets_n, used;
    uint64_t generation; /* raised by guard_forget: a load that began before is not kept */
};
void seats_init(struct seats *s);
void seats_fini(struct seats *s);
void seat_free(struct seat *seat);
/* Copies the actor out under the read lock. False: not there, or not fresh; ret_seen_ms then says
 * when it was last used (0 not known), which the table learns only once a minute. */
bool seats_find(struct seats *s, const uint8_t hash[32], const struct plan *plan, int64_t now_ms,
                struct arena *a, struct actor **ret, bool *ret_ended, int64_t *ret_seen_ms);
uint64_t seats_generation(struct seats *s);
void seats_put(struct seats *s, struct seat *seat, uint64_t generation); /* takes */
void seats_forget(struct seats *s, int64_t account);
struct actor *seat_actor(const struct seat *seat, const struct plan *plan, struct arena *a);
/* Sessions used since they were last noted; the caller frees the list. */
struct seen {
    int64_t session, seen_ms;
};
size_t seats_seen(struct seats *s, struct seen **ret);

/* How often somebody did something in the present window of time; a fixed table. */
struct attempts {
    pthread_mutex_t lock;
    struct attempt {
        uint64_t key;
        int64_t window;
        int n;
    } slots[4096];
};

struct glances {
    pthread_mutex_t lock;
    struct glance_slot {
        uint64_t key;
        int64_t until_ms;
    } slots[16384];
};

struct guard {
    struct store *store;
    struct clock clock;
    struct keys keys;
    struct seats seats;
    struct attempts attempts, doors;
    struct glances glances;
    pthread_mutex_t hashing_lock;
    pthread_cond_t hashing_free;
    int hashing;
    bool cheap;
};
bool attempts_take(struct attempts *t, uint64_t key, int64_t window_ms, int most, int64_t now_ms);
bool attempts_allow(struct attempts *t, const char *address, int64_t now_ms); /* a sign-in */
uint64_t attempts_key(const char *s, uint64_t from); /* from: 0, or another part's key */

/* password.c */
enum outcome password_hash(struct guard *g, const char *password, char ret[128], struct err *e);
enum outcome password_verify(struct guard *g, const char *hash, const char *password, bool *ret,
                             struct err *e);
enum outcome password_check_new(const char *password, const char *login, struct err *e);
void password_invent(char ret[17]);

/* grant.c */
bool holding_gives(const struct holding *h, enum verb verb, const struct ledger *l);
bool guard_is_narrowed(const struct post *post);
bool guard_reaches(const struct holding *h, int64_t place, struct db *db);
void guard_where_place(struct buf *out, const struct holding *h, const char *alias,
                       const char *column);
bool post_has_kind(const struct post *post, const char *kind);

/* guard_store.c: all SQL of the module. */
struct account {
    int64_t id;
    const char *login, *name, *phone, *password;
    enum lang lang;
    int64_t place;
    bool must_change, disabled;
    int64_t away_from, away_until, created_at, created_by, password_at;
};
struct held { /* a row of holding */
    int64_t id, account;
    const char *post;
    int64_t place, since, ended, deputy_for, granted_by, granted_at;
};
struct token {
    int64_t id;
    const void *hash;
    size_t hash_len;
    int64_t account;
    const char *name, *scope, *ledgers;
    int64_t place, ended, revoked_at, created_at, created_by;
};
struct session_row {
    int64_t id, account, created_at, seen_at, ends_at;
    const char *address, *agent;
};
struct approval {
    int64_t id, account;
    const char *ledger;
    int64_t place;
    const char *purpose;
    int64_t up_to;
    const char *state;
    int64_t asked_at, decided_by, decided_at, ends_at;
};

struct look { /* a row of disclosure, with where the account belongs */
    int64_t id, at, account, place;
    const char *ledger, *fields, *purpose;
    int64_t people, approval;
};

/* rows_store.c: how a row is read, and what is said when there is none. */
struct row_kind {
    size_t size;
    void (*read)(void *item, struct query *q, struct arena *a);
    const char *absent; /* rule */
    struct label name;
};
char *row_text(struct query *q, struct arena *a, int column); /* "" for null */
/* ret_list: a pointer to the list's pointer. */
enum outcome rows_read(void *ret_list, int *ret_n, const struct row_kind *kind, struct arena *a,
                       struct db *db, const char *sql, const struct value *binds, int binds_n,
                       struct err *e);
enum outcome row_read(void *ret, const struct row_kind *kind, struct arena *a, struct db *db,
                      const char *sql, const struct value *binds, int binds_n, struct err *e);
int64_t guard_row_next_id(struct db *db, const char *table, int64_t place, enum outcome *o,
                          struct err *e);
enum outcome account_get(struct account *ret, struct arena *a, struct db *db, int64_t id,
                         struct err *e);
enum outcome account_by_login(struct account *ret, struct arena *a, struct db *db,
                              const char *login, struct err *e);
enum outcome account_insert(struct db *db, const struct account *x, struct err *e);
enum outcome account_update(struct db *db, const struct account *x, struct err *e);
enum outcome account_list(struct account **ret, int *ret_n, struct arena *a, struct db *db,
                          int64_t from, int64_t to, const char *q, int64_t after, int limit,
                          struct err *e);
enum outcome held_list(struct held **ret, int *ret_n, struct arena *a, struct db *db,
                       int64_t account, struct err *e);
enum outcome held_get(struct held *ret, struct arena *a, struct db *db, int64_t id, struct err *e);
enum outcome held_insert(struct db *db, const struct held *h, struct err *e);
enum outcome held_end(struct db *db, int64_t id, int64_t ended, struct err *e);
/* Retired places whose successor lies in [from, to] and that lie outside it. */
enum outcome absorbed_list(int64_t **ret, int *ret_n, struct arena *a, struct db *db, int64_t from,
                           int64_t to, struct err *e);
enum outcome token_by_hash(struct token *ret, struct arena *a, struct db *db,
                           const uint8_t hash[32], struct err *e);
enum outcome token_get(struct token *ret, struct arena *a, struct db *db, int64_t id,
                       struct err *e);
enum outcome token_insert(struct db *db, const struct token *t, struct err *e);
enum outcome token_revoke_row(struct db *db, int64_t id, int64_t at, struct err *e);
enum outcome token_list_rows(struct token **ret, int *ret_n, struct arena *a, struct db *db,
                             int64_t account, int64_t from, int64_t to,
                             struct err *e); /* account 0: doors in a range of places */
enum outcome session_by_hash(struct session_row *ret, struct arena *a, struct db *db,
                             const uint8_t hash[32], struct err *e);
enum outcome session_insert(struct db *db, const struct session_row *s, const uint8_t hash[32],
                            struct err *e);
enum outcome session_seen(struct db *db, int64_t id, int64_t seen_at, struct err *e);
enum outcome session_get(struct session_row *ret, struct arena *a, struct db *db, int64_t id,
                         struct err *e);
enum outcome session_rows(struct session_row **ret, int *ret_n, struct arena *a, struct db *db,
                          int64_t account, struct err *e);
enum outcome session_drop(struct db *db, int64_t id, struct err *e);
enum outcome session_drop_all(struct db *db, int64_t account, int64_t but, struct err *e);
enum outcome session_drop_expired(struct db *db, int64_t now_s, struct err *e);
enum outcome failure_get(int64_t *failed, int64_t *locked_until, struct db *db, int64_t id,
                         struct err *e);
enum outcome failure_put(struct db *db, int64_t id, int64_t failed, int64_t locked_until,
                         int64_t at, struct err *e);
enum outcome failure_drop(struct db *db, int64_t id, struct err *e);
enum outcome approval_get(struct approval *ret, struct arena *a, struct db *db, int64_t id,
                          struct err *e);
enum outcome approval_fitting(struct approval *ret, struct arena *a, struct db *db, int64_t account,
                              const char *ledger, const char *purpose, int64_t n,
                              const char *digest, int64_t now_s,
                              struct err *e); /* n more people; digest: of just these */
enum outcome approval_insert(struct db *db, const struct approval *x, struct err *e);
enum outcome approval_decide(struct db *db, const struct approval *x, struct err *e);
enum outcome approval_rows(struct approval **ret, int *ret_n, struct arena *a, struct db *db,
                           const char *where_state, struct err *e);
struct looked_at {
    const char *ledger;
    int64_t record;
};
enum outcome looked_at_list(struct looked_at **ret, int *ret_n, struct arena *a, struct db *db,
                            int64_t account, int64_t after_s, struct err *e);
enum outcome looked_at_put(struct db *db, int64_t account, const char *ledger, int64_t record,
                           int64_t at, struct err *e);
enum outcome looked_at_drop(struct db *db, int64_t before_s, struct err *e);
enum outcome disclosure_insert(struct db *db, int64_t id, int64_t at, int64_t account,
                               const struct disclosure *d, const char *digest, int64_t approval,
                               struct err *e);
/* The latest, of one ledger unless it is "". */
enum outcome look_rows(struct look **ret, int *ret_n, struct arena *a, struct db *db,
                       const char *ledger, int limit, struct err *e);
enum outcome sealed_gone_list(int64_t **ret, int *ret_n, struct arena *a, struct db *db,
                              struct err *e);
enum outcome guard_record_place(int64_t *ret, struct db *db, const struct ledger *l, int64_t record,
                                struct err *e);
bool place_is_kind(struct db *db, int64_t place, const struct kind *const *kinds, int n);
bool team_has(struct db *db, const struct ledger *l, const struct field *f, int64_t record,
              int64_t user);

/* seat.c: what a token stands for, from the tables. */
enum outcome seat_load(struct seat **ret, struct guard *g, struct arena *a, struct db *db,
                       const struct plan *plan, const char *token, const uint8_t hash[32],
                       int64_t seen_ms, int64_t now_ms, struct err *e);
void token_digest(const char *token, uint8_t hash[32]);
void door_text(struct guard *g, int64_t id, char ret[65]);

/* user.c: rows with their journal entries; in a writer's job. */
void account_image(struct buf *b, const struct account *x);
enum outcome held_close(struct db *db, struct journal *j, struct held h, int64_t day, int64_t by,
                        int64_t now_ms, struct err *e);
enum outcome token_save(struct db *db, struct journal *j, struct token *t, bool is_new, int64_t by,
                        int64_t now_ms, struct err *e);
/* Every token of an account ends for good: its password changed, or it was disabled. */
enum outcome tokens_end(struct db *db, struct journal *j, int64_t account, int64_t by,
                        int64_t now_ms, struct err *e);
enum outcome account_save(struct db *db, struct journal *j, const struct account *x,
                          const char *act, int64_t by, int64_t now_ms, struct err *e);
#endif
