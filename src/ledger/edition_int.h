/* The inside of struct editions, for edition.c and edition_store.c. */
#ifndef LEDGER_EDITION_INT_H
#define LEDGER_EDITION_INT_H
#include "ledger/edition.h"
#include <pthread.h>

struct loaded {
    struct plan *plan;
    int held;
    bool stays; /* records keep it: until the next switch */
    struct loaded *next;
};
struct editions {
    pthread_mutex_t lock;
    struct loaded *list, *current;
};
struct loaded *editions_add(struct editions *s, struct plan *plan);
enum outcome edition_load(struct db *db, int64_t no, struct plan **ret,
                          struct err *e); /* 0: the one in force */
enum outcome edition_keep(struct app *app, struct db *db, struct plan *plan, int64_t user,
                          int64_t now_ms, struct err *e);
#endif
