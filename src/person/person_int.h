/* Inside person/. */
#ifndef PERSON_PERSON_INT_H
#define PERSON_PERSON_INT_H
#include "ledger/show.h"
#include "person/person.h"

#define BORN_UNKNOWN (-1000000)
#define CANDIDATES 60

struct person_fields { /* what of a ledger tells who somebody is */
    const struct field *name, *born, *id_number;
};
bool person_fields_of(const struct ledger *l, struct person_fields *ret); /* false: no people */

struct person_key {
    int64_t record, sound, born, village;
};
bool person_key_of(const struct record *r, struct person_key *ret); /* false: no name */

/* How likely two are one, 0 … 100, from what the fields say; sealed ID numbers by their hash. */
int person_alike(const struct record *a, const struct record *b, const struct person_fields *f);
#define ALIKE_ENOUGH 60

/* person_store.c */
enum outcome person_key_put(struct db *db, const char *ledger, const struct person_key *k,
                            struct err *e);
enum outcome person_key_drop(struct db *db, int64_t record, struct err *e);
/* Others whose name sounds so, born that day or registered in that village: at most max. */
enum outcome person_candidates(struct db *db, const char *ledger, const struct person_key *k,
                               int64_t *ret, int max, int *ret_n, struct err *e);
struct person_pair {
    int64_t first, second;
};
/* Pairs that sound alike and were born on one day, not said to be distinct, from `after` on. */
enum outcome person_pairs(struct db *db, const char *ledger, int64_t after, int64_t under,
                          struct person_pair *ret, int max, int *ret_n, struct err *e);
enum outcome person_is_distinct(struct db *db, int64_t a, int64_t b, bool *ret, struct err *e);
enum outcome person_set_distinct(struct db *db, int64_t a, int64_t b, int64_t at, int64_t user,
                                 struct err *e);
struct person_merge {
    int64_t id, kept, dropped, state, at, user, undone_at;
    char ledger[64];
};
struct person_link {
    char ledger[64], field[64];
    int64_t record;
};
enum outcome person_merge_add(struct db *db, struct person_merge *m, struct err *e);
enum outcome person_merge_get(struct db *db, int64_t id, struct person_merge *ret, struct err *e);
enum outcome person_merge_undone(struct db *db, int64_t id, int64_t at, struct err *e);
enum outcome person_link_add(struct db *db, int64_t merge, const struct person_link *l,
                             struct err *e);
enum outcome person_links(struct db *db, int64_t merge, struct person_link *ret, int max,
                          int *ret_n, struct err *e);

/* merge.c: in a writer's job; the caller has asked the guard. */
enum outcome person_merge(struct work *w, const struct ledger *l, int64_t kept, int64_t dropped,
                          struct person_merge *ret, struct err *e);
enum outcome person_unmerge(struct work *w, const struct ledger *l, const struct person_merge *m,
                            struct err *e);
#endif
