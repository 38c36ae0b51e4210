/* Which moves a state allows, and how the system ends a record. Pure rules; the tick that looks
 * for moves that are due is tick.c. */
#include "ledger/ledger_int.h"

bool move_is_from(const struct move *m, int state)
{
    return state >= 0 && state < 32 && (m->from >> state & 1);
}

/* The way out when the order that allowed a record has ended. In this order, each time the first in
 * the plan, from the record's state to a final state:
 *   1. an automatic move that needs nothing,   2. a move that nobody is named for,
 *   3. a move that needs nothing,              4. any move.
 * The system makes it without the values it needs. NULL: the plan gives no way out; the record
 * stays open and those who may see it are told (order.c). */
const struct move *state_way_out(const struct ledger *l, int state)
{
    const struct move *best = NULL;
    int best_rank = 5;
    for (int i = 0; i < l->moves_n; i++) {
        const struct move *m = &l->moves[i];
        if (!move_is_from(m, state) || !l->states[m->to].is_final)
            continue;
        int rank = m->auto_when && !m->needs_n          ? 1
                   : m->by_n == 0 && !m->by_member      ? 2
                   : m->needs_n == 0                    ? 3
                                                        : 4;
        if (rank < best_rank) {
            best = m;
            best_rank = rank;
        }
    }
    return best;
}
