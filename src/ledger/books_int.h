/* The inside of struct books, for books.c and books_store.c. */
#ifndef LEDGER_BOOKS_INT_H
#define LEDGER_BOOKS_INT_H
#include "base/map.h"
#include "ledger/books.h"
#include <pthread.h>

#define BOOKS_LEDGERS 512
#define BOOKS_RUNNING 32 /* imports at work at once */

struct slot {
    char *key; /* owns name and state */
    const char *name, *state;
    size_t name_len, state_len;
    int64_t place, year;
    int64_t value; /* a series: the last number; a count: change not yet in its row */
    bool is_read, is_dirty, is_count;
};
struct books {
    struct map series, counts;
    struct undo {
        struct slot *slot;
        int64_t value;
    } * undo;
    int undo_n, undo_cap, mark;
    struct slot **dirty;
    int dirty_n, dirty_cap;
    int64_t retain_at[BOOKS_LEDGERS]; /* the tick's own: where retention goes on, by ledger */
    pthread_mutex_t running_lock;
    int64_t running[BOOKS_RUNNING];     /* batches that jobs of this process work on */
    struct buf image, terms, old_terms; /* the writer's own, used again and again */
    uint64_t *known;                    /* known_keys.c; NULL until the first key is asked for */
    struct hooks hooks;                 /* of other modules: ledger_hooks() */
};

struct slot *books_slot(struct books *b, struct map *m, const char *name, int64_t place,
                        const char *state, int64_t year);
void books_set(struct books *b, struct slot *s, int64_t value);
void known_keys_begin(struct books *b); /* empty: now add what the table holds */
void known_keys_add(struct books *b, const struct request *r);
bool known_keys_may_have(const struct books *b, const struct request *r); /* false is certain */
void known_keys_drop(struct books *b);
enum outcome books_write(struct books *b, struct db *db, struct err *e);
#endif
