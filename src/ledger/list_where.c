/* A caller's filter as SQL, every constant of it bound. */
#include "ledger/list_where.h"
#include "ledger/level.h"
#include "ledger/where.h"

enum outcome list_where_make(struct list_where *ret, struct call *c, const struct ledger *l,
                             const struct expr *x, struct err *e)
{
    struct where w;
    where_init(&w, c->arena, c->plan, c->now_ms / 1000, c->actor->user > 0 ? c->actor->user : 0);
    w.binds_constants = true;
    w.standard = level_ranges;
    w.arg = c->db;
    enum outcome o = where_condition(&w, x, l, "r", e);
    if (o == OK && w.binds_n > LIST_BINDS - 20)
        o = err_set(e, TOO_LARGE, "where", "too_large", "the condition is too long", "条件过长");
    if (o == OK) {
        ret->text = arena_text(c->arena, w.text.data, w.text.len);
        ret->binds_n = w.binds_n;
        for (int i = 0; i < w.binds_n; i++)
            ret->binds[i] = w.binds[i];
    }
    where_fini(&w);
    return o;
}
