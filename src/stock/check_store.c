/* Do the books add up? Every movement is read once, in pages; sums are made in a temporary table
 * and compared with what is kept. */
#include "stock/stock_int.h"

static void tell(struct stock_report *r, const char *what, int64_t n)
{
    r->differing += n;
    if (n && !r->fault[0])
        snprintf(r->fault, sizeof r->fault, "%s: %lld", what, (long long)n);
}

static enum outcome count(struct db *db, const char *what, const char *sql, struct stock_report *r,
                          struct err *e)
{
    int64_t n = 0;
    enum outcome o = db_int(&n, db, sql, NO_BIND, e);
    if (o == OK)
        tell(r, what, n);
    return o;
}

/* Each movement has two sides; the sums of what accounts hold are therefore 0 for each item. */
static const char sides[] = "SELECT COUNT(*) FROM (SELECT item FROM stock_balance WHERE lot <> 0"
                            " GROUP BY item HAVING SUM(quantity) <> 0) x";
static const char totals[] =
    "SELECT COUNT(*) FROM (SELECT account, item, SUM(CASE WHEN lot = 0 THEN -quantity"
    " ELSE quantity END) AS n FROM stock_balance GROUP BY account, item) x WHERE n <> 0";
static const char balances[] =
    "SELECT COUNT(*) FROM (SELECT account, item, lot, SUM(n) AS n FROM"
    " (SELECT target AS account, item, lot, SUM(quantity) AS n FROM stock_move"
    " GROUP BY target, item, lot"
    " UNION ALL SELECT source, item, lot, -SUM(quantity) FROM stock_move"
    " GROUP BY source, item, lot"
    " UNION ALL SELECT account, item, lot, -quantity FROM stock_balance WHERE lot <> 0) y"
    " GROUP BY account, item, lot) x WHERE n <> 0";
static const char days[] =
    "SELECT COUNT(*) FROM (SELECT account, item, lot, day, SUM(n) AS n FROM"
    " (SELECT target AS account, item, lot, day, SUM(quantity) AS n FROM stock_move"
    " GROUP BY target, item, lot, day"
    " UNION ALL SELECT source, item, lot, day, -SUM(quantity) FROM stock_move"
    " GROUP BY source, item, lot, day"
    " UNION ALL SELECT account, item, lot, day, -(quantity - COALESCE(before, 0)) FROM"
    " (SELECT account, item, lot, day, quantity, LAG(quantity) OVER"
    " (PARTITION BY account, item, lot ORDER BY day) AS before FROM stock_day) d WHERE lot <> 0) y"
    " GROUP BY account, item, lot, day) x WHERE n <> 0";
static const char last_days[] =
    "SELECT COUNT(*) FROM stock_balance b WHERE NOT EXISTS (SELECT 1 FROM stock_day d"
    " WHERE d.account = b.account AND d.item = b.item AND d.lot = b.lot AND d.day = b.day"
    " AND d.quantity = b.quantity)";
static const char below[] =
    "SELECT COUNT(*) FROM stock_day d JOIN stock_account a ON a.id = d.account"
    " WHERE d.quantity < 0 AND a.kind NOT IN"
    " ('supplier', 'superior', 'donor', 'owner', 'used', 'lost', 'treasury')";
static const char orphans[] =
    "SELECT COUNT(*) FROM stock_move m WHERE m.quantity <= 0 OR m.source = m.target"
    " OR NOT EXISTS (SELECT 1 FROM stock_account a WHERE a.id = m.source)"
    " OR NOT EXISTS (SELECT 1 FROM stock_account a WHERE a.id = m.target)"
    " OR NOT EXISTS (SELECT 1 FROM stock_lot l WHERE l.id = m.lot AND l.item = m.item)";

enum outcome stock_check(struct db *db, struct stock_report *ret, struct err *e)
{
    *ret = (struct stock_report){0};
    enum outcome o = db_int(&ret->moves, db, "SELECT COUNT(*) FROM stock_move", NO_BIND, e);
    if (o == OK)
        o = db_int(&ret->balances, db, "SELECT COUNT(*) FROM stock_balance", NO_BIND, e);
    if (o == OK)
        o = db_int(&ret->days, db, "SELECT COUNT(*) FROM stock_day", NO_BIND, e);
    if (o == OK)
        o = count(db, "movements without account or lot", orphans, ret, e);
    if (o == OK)
        o = count(db, "items whose two sides differ", sides, ret, e);
    if (o == OK)
        o = count(db, "items that are not the sum of their lots", totals, ret, e);
    if (o == OK)
        o = count(db, "balances that are not the sum of movements", balances, ret, e);
    if (o == OK)
        o = count(db, "days that are not the sum of movements", days, ret, e);
    if (o == OK)
        o = count(db, "balances that are not those of their last day", last_days, ret, e);
    if (o == OK)
        o = count(db, "balances below 0", below, ret, e);
    return o;
}
