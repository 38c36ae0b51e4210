/* The drill's contacts as visits, so that a module that traces from visits can be asked the same
 * question: people who met were at the same place at the same time. Small counties only: every
 * contact of everyone is written. */
#include "drill/world.h"

#define VISITORS_MOST 10000
#define VISIT_MINUTES 30

static void visit(struct buf *out, uint32_t person, uint32_t day, const char *place, int from)
{
    buf_printf(out, "%u,%s,%u,%d,%d\n", person, place, day, from, from + VISIT_MINUTES);
}

enum outcome report_visits_csv(struct buf *out, const struct drill *d, int days, struct err *e)
{
    const struct world *w = d->world;
    uint64_t seed = d->runs[0].seed;
    if (w->n > VISITORS_MOST)
        return err_set(e, REFUSED, "people", "visits", "visits: at most %d people",
                       "输出行程时最多 %d 人", VISITORS_MOST);
    buf_text(out, "person,place,day,from_minute,to_minute\n");
    for (uint32_t day = 0; day < (uint32_t)days; day++)
        for (uint32_t person = 0; person < w->n; person++) {
            struct reach r;
            reach_of(&r, w, person);
            for (enum layer l = LAYER_HOME; l < LAYERS; l++)
                for (uint32_t k = 0; k < r.number[l]; k++) {
                    char place[60];
                    float kept;
                    uint32_t other = contact_of(w, seed, &r, l, day, k, &kept);
                    if (other == NOBODY || other < person)
                        continue;
                    snprintf(place, sizeof place, "%d.%u.%u.%u", l, day, person, k);
                    visit(out, person, day, place, 480 + l * 120);
                    visit(out, other, day, place, 480 + l * 120);
                }
        }
    return OK;
}
