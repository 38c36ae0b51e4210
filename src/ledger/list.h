/* Lists: filter, sort, search, page by cursor, within what the viewer may see. The work of one page
 * is bounded: when a filter is so rare that a page cannot be filled in time, the page comes short
 * (even empty) with a `next` that goes on where it stopped. */
#ifndef LEDGER_LIST_H
#define LEDGER_LIST_H
#include "base/limits.h"
#include "ledger/ledger_int.h"
#include "ledger/search.h"

struct list_asked {
    const struct ledger *ledger;
    int64_t under; /* only this place and what lies under it */
    bool has_under;
    uint32_t states; /* bit per state; 0 all */
    const char *q;   /* search: newest first, whatever the sort */
    const struct expr *where;
    const struct field *sort;  /* NULL: in the order of creation */
    bool is_down;              /* newest or largest first; nulls last either way */
    int64_t batch, created_by; /* 0 all */
    const char *after;         /* cursor */
    int limit;
    enum verb verb; /* VERB_VIEW; VERB_EXPORT for exports */
};
/* Where a page begins: after this record. */
struct list_place {
    bool is_set, in_nulls;
    int64_t id;
    struct value value;
};
struct list_page {
    int64_t ids[LIMIT_PAGE + 1];
    int n;
    struct list_place next;
    bool has_next;
};

/* Reads the arguments of a call: place state q where sort after limit batch mine. */
enum outcome list_ask(struct list_asked *ret, struct call *c, const struct ledger *l,
                      struct err *e);
/* A filter by somebody: parsed, and refused where it names what he may not read in full. */
enum outcome list_parse_where(const struct expr **ret, struct call *c, const struct ledger *l,
                              const char *text, struct err *e);
enum outcome list_parse_states(uint32_t *ret, const struct ledger *l, const char *text,
                               struct err *e);
enum outcome cursor_parse(struct list_place *ret, const struct list_asked *asked, struct arena *a,
                          struct err *e);
const char *cursor_print(struct arena *a, const struct list_asked *asked,
                         const struct list_place *at);

enum outcome list_page(struct list_page *ret, struct call *c, const struct list_asked *asked,
                       struct err *e);
/* How many there are, when that is cheap to know exactly; else -1. */
enum outcome list_count(int64_t *ret, struct call *c, const struct list_asked *asked,
                        struct err *e);
/* Per state: [{"ledger","state","count"}]. "count" null: too many to count here and now. */
enum outcome list_counts_json(struct buf *out, struct call *c, const struct ledger *l,
                              int64_t under, bool has_under, struct err *e);
#endif
