/* The inside of struct search, for search.c and search_store.c. All but `waiting` and
 * `is_flushing` belongs to the writer's thread. */
#ifndef LEDGER_SEARCH_INT_H
#define LEDGER_SEARCH_INT_H
#include "ledger/search.h"
#include <stdatomic.h>

#define SEARCH_TEXTS (32u << 20) /* bytes of postings waiting at most */

struct note {
    char table[80];
    int64_t record, seq;
    size_t text; /* in texts, ends with NUL */
    bool replaces, is_erased;
};
struct search {
    struct note *notes;
    size_t n, cap;
    size_t done;  /* in the index, committed */
    size_t taken; /* in the index with this group */
    size_t ready; /* noted by committed groups */
    size_t ready_text;
    size_t mark_n, mark_text, mark_taken;
    struct buf texts;
    _Atomic int64_t waiting;
    atomic_bool is_flushing;
};
enum outcome search_write_one(struct db *db, const struct record *r, const char *terms,
                              bool replaces, struct err *e);
#endif
