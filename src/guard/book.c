/* Rights in the stock books: a post gives them at the places below where it is held, narrowed to
 * its kinds. An API token has them only when it is not narrowed to ledgers. */
#include <string.h>

#include "guard/guard_int.h"

static bool may_at_all(const struct actor *who, enum stock_right right)
{
    bool views = right == STOCK_VIEW || right == STOCK_VIEW_MONEY;
    enum verb verb = views ? VERB_VIEW : VERB_MOVE;
    return !who->must_change_password && !who->ledgers && (who->verbs & 1u << verb);
}

/* Moving, counting and approving imply seeing, each in its own book. */
static bool post_gives(const struct post *post, enum stock_right right)
{
    unsigned bits = 1u << right;
    if (right == STOCK_VIEW)
        bits |= 1u << STOCK_MOVE | 1u << STOCK_COUNT | 1u << STOCK_APPROVE;
    if (right == STOCK_VIEW_MONEY)
        bits |= 1u << STOCK_MOVE_MONEY | 1u << STOCK_APPROVE_MONEY;
    return post->stock & bits;
}

bool guard_may_stock(const struct actor *who, enum stock_right right, int64_t place, struct db *db)
{
    if (who->is_system)
        return true;
    if (!may_at_all(who, right))
        return false;
    for (int i = 0; i < who->holdings_n; i++)
        if (post_gives(who->holdings[i].post, right) && guard_reaches(&who->holdings[i], place, db))
            return true;
    return false;
}

bool guard_may_stock_somewhere(const struct actor *who, enum stock_right right)
{
    if (who->is_system)
        return true;
    for (int i = 0; may_at_all(who, right) && i < who->holdings_n; i++)
        if (post_gives(who->holdings[i].post, right))
            return true;
    return false;
}

void guard_where_stock(struct buf *out, const struct actor *who, enum stock_right right,
                       const char *alias, const char *column)
{
    bool some = false;
    if (who->is_system) {
        buf_text(out, "1 = 1");
        return;
    }
    buf_text(out, "(");
    for (int i = 0; may_at_all(who, right) && i < who->holdings_n; i++) {
        if (!post_gives(who->holdings[i].post, right))
            continue;
        buf_text(out, some ? " OR (" : "(");
        guard_where_place(out, &who->holdings[i], alias, column);
        buf_text(out, ")");
        some = true;
    }
    buf_text(out, some ? ")" : "0 = 1)");
}
