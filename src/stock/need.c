/* See need.h. */
#include "stock/need.h"

#include <math.h>

typedef __int128 wide;
#define ONE ((wide)NUMBER_ONE)
#define DAY_S 86400

static int64_t clipped(wide n)
{
    return n > INT64_MAX ? INT64_MAX : n < INT64_MIN ? INT64_MIN : (int64_t)n;
}

static int64_t nearest(wide n, wide by)
{
    return clipped((n + by / 2) / by);
}

static int64_t up(wide n, wide by)
{
    return clipped((n + by - 1) / by);
}

void need_sums(const struct plan *plan, int64_t *values, const bool *given)
{
    for (int i = 0; i < plan->drivers_n; i++) {
        const struct driver *d = &plan->drivers[i];
        wide sum = 0;
        if (!d->parts_n || given[i])
            continue;
        for (int k = 0; k < d->parts_n; k++)
            sum += (wide)values[d->parts[k].driver - plan->drivers] * d->parts[k].factor;
        values[i] = nearest(sum, ONE);
    }
}

int64_t need_of(const struct plan *plan, const struct item_need *need, enum need_level level,
                const int64_t *values, const int64_t *shifts, int64_t days, int64_t supplied)
{
    wide sum = 0; /* millionths of millionths of a base unit, of which a week is 7 */
    for (int i = 0; i < need->lines_n[level]; i++) {
        const struct need_line *line = &need->lines[level][i];
        int64_t driver = line->per - plan->drivers;
        wide part = (wide)values[driver] * line->quantity * 7;
        if (line->each == NEED_PER_ONCE || need->item->reusable)
            sum += part;
        else if (line->each == NEED_PER_WEEK)
            sum += part * days / 7;
        else
            sum += part * days * (line->each == NEED_PER_SHIFT ? shifts[driver] : 1);
    }
    if (!need->item->reusable)
        return nearest(sum, ONE * ONE * 7);
    int64_t missing = up(sum, ONE * ONE * 7) - supplied;
    return missing > 0 ? missing : 0;
}

int64_t packs_up(const struct item *item, int64_t quantity)
{
    int64_t size = item->packs_n ? item->packs[item->packs_n - 1].size : 1;
    if (item->class == CLASS_MONEY)
        size = 1;
    return clipped(((wide)quantity + size - 1) / size * size);
}

void cover_of(struct cover *ret, const struct item *item, int64_t available, int64_t used,
              int64_t days, int64_t coming, int64_t review_days)
{
    wide daily = days > 0 ? (wide)used * ONE / days : 0;
    int64_t lead = (item->lead_s + DAY_S - 1) / DAY_S;
    int64_t safe = (item->safety_s + DAY_S - 1) / DAY_S;
    *ret = (struct cover){.available = available, .daily = clipped(daily)};
    ret->days = daily > 0 ? clipped((wide)available * ONE * ONE / daily) : -1;
    ret->safety = up(daily * safe, ONE);
    ret->reorder = up(daily * (lead + safe), ONE);
    int64_t most = up(daily * (lead + safe + review_days), ONE);
    if (daily > 0 && available + coming <= ret->reorder && most > available + coming)
        ret->order = packs_up(item, most - available - coming);
}

int64_t cover_expiring(const struct cover_lot *lots, int n, int64_t daily)
{
    wide used = 0, lost = 0; /* millionths; what earlier lots and losses have taken of the days */
    for (int i = 0; i < n; i++) {
        wide has = (wide)lots[i].quantity * ONE;
        if (lots[i].days_left == INT64_MAX)
            break;
        wide can = lots[i].days_left < 0 ? 0 : (wide)daily * (lots[i].days_left + 1) - used;
        can = can < 0 ? 0 : can;
        wide takes = has < can ? has : can;
        used += takes;
        lost += has - takes;
    }
    return up(lost, ONE);
}

int64_t safety_stock(int64_t z, double lead_days, double sd_daily, double daily, double sd_lead)
{
    double variance = lead_days * sd_daily * sd_daily + daily * daily * sd_lead * sd_lead;
    return (int64_t)ceil((double)z / NUMBER_ONE * sqrt(variance) - 1e-9);
}
