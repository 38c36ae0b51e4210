/* Deciding: how long it lasts, what is needed, who gets what, who drives where. */
#include "stock/stock_op.h"

#include "base/limits.h"
#include "base/text.h"
#include "place/place.h"
#include "stock/allocate.h"
#include "stock/decide.h"
#include "stock/trip.h"
#include "value/time.h"

#define SHARES_MAX 5000
#define COVER_ROWS 2000
#define SOON_DAYS 30

static void put_number(struct buf *out, const char *key, int64_t millionths)
{
    char text[32];
    put_key(out, key);
    put_raw(out, text, decimal_print(millionths, 6, text));
}

/* ---- cover ---- */

static int64_t cover_target(struct call *c, const char *kind, int64_t today)
{
    const struct kind *k = plan_kind(c->plan, kind);
    struct value v = k && k->cover ? standard_value(k->cover, today) : value_null();
    return v.type == V_DURATION ? v.n / TIME_DAY : 0;
}

static enum outcome put_cover(struct call *c, const struct cover_row *r, int64_t days,
                              int64_t today, struct err *e)
{
    const struct item *item = plan_item(c->plan, r->item);
    struct cover cover;
    int64_t target;
    enum outcome o;
    if (!item)
        return OK;
    cover_of(&cover, item, r->available, r->used, days, r->coming, 7);
    /* where nobody has booked any use, only what ends soon is worth a word */
    if (cover.daily || (r->lots_n && r->lots[0].days_left < SOON_DAYS))
        cover.expiring = cover_expiring(r->lots, r->lots_n, cover.daily);
    target = cover_target(c, r->kind, today);
    put_object(c->out);
    if ((o = put_stock_place(c, "place", r->place, e)) != OK)
        return o;
    put_key(c->out, "item"), put_str(c->out, r->item);
    put_quantity(c, r->item, r->available);
    put_key(c->out, "on_hold"), put_int(c->out, r->on_hold);
    put_key(c->out, "reserved"), put_int(c->out, r->reserved);
    put_key(c->out, "coming"), put_int(c->out, r->coming);
    put_key(c->out, "expired"), put_int(c->out, r->expired);
    put_number(c->out, "daily", cover.daily);
    if (cover.days < 0)
        put_key(c->out, "days"), put_null(c->out);
    else
        put_number(c->out, "days", cover.days);
    put_key(c->out, "target_days"), put_int(c->out, target);
    put_key(c->out, "safety"), put_int(c->out, cover.safety);
    put_key(c->out, "reorder"), put_int(c->out, cover.reorder);
    put_key(c->out, "order"), put_int(c->out, cover.order);
    put_key(c->out, "expiring"), put_int(c->out, cover.expiring);
    put_key(c->out, "alarm");
    put_str(c->out, r->expired                                                      ? "expired"
                    : cover.days >= 0 && r->available + r->coming <= cover.reorder  ? "reorder"
                    : cover.days >= 0 && target && cover.days < target * NUMBER_ONE ? "short"
                    : cover.expiring                                                ? "expiring"
                                                                                    : NULL);
    put_end_object(c->out);
    return OK;
}

enum outcome do_stock_cover(struct call *c, struct err *e)
{
    struct cover_row *rows;
    int64_t place, last, days, today = stock_today(c->plan, c->now_ms);
    int n;
    enum outcome o = stock_place(c, "place", &place, &last, e);
    if (o == OK)
        o = call_int(c, "days", 14, &days, e);
    if (o != OK)
        return o;
    if (days < 1 || days > 365)
        return err_set(e, REFUSED, "days", "days", "days lies between 1 and 365",
                       "days须在1至365之间");
    if (!guard_may_stock_somewhere(c->actor, STOCK_VIEW))
        return err_set(e, DENIED, NULL, "not_allowed", "your posts do not look into the books",
                       "您的岗位不能查看账目");
    o = cover_rows(c, place, last, days, call_flag(c, "sum"), COVER_ROWS, &rows, &n, e);
    if (o != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "days"), put_int(c->out, days);
    put_key(c->out, "rows");
    put_array(c->out);
    for (int i = 0; o == OK && i < n; i++)
        o = put_cover(c, &rows[i], days, today, e);
    put_end_array(c->out);
    put_end_object(c->out);
    return o;
}

/* ---- needs ---- */

static enum outcome driver_values(struct call *c, int64_t place, int64_t last, int64_t *values,
                                  int64_t *shifts, bool *given, struct err *e)
{
    json_t *heads = json_object_get(c->body, "heads"), *j;
    const char *name;
    enum outcome o = OK;
    for (int i = 0; o == OK && i < c->plan->drivers_n; i++) {
        const struct driver *d = &c->plan->drivers[i];
        struct value v =
            d->shifts ? standard_value(d->shifts, stock_today(c->plan, c->now_ms)) : value_null();
        shifts[i] = v.type == V_INTEGER ? v.n : 1;
        o = driver_count(c, d, place, last, &values[i], e);
    }
    json_object_foreach(heads, name, j)
    {
        const struct driver *d = plan_driver(c->plan, name);
        bool is_given;
        if (!d)
            return err_set(e, REFUSED, "heads", "no_driver", "the plan has no driver \"%.60s\"",
                           "预案中没有依据“%.60s”", name);
        int i = (int)(d - c->plan->drivers);
        o = body_number(c, heads, name, &values[i], &is_given, e);
        if (o != OK)
            return o;
        if (values[i] < 0)
            return err_set(e, REFUSED, name, "quantity", "heads are 0 or more", "数量不能为负");
        given[i] = is_given;
    }
    need_sums(c->plan, values, given);
    return o;
}

static void put_drivers(struct call *c, const int64_t *values)
{
    put_key(c->out, "heads");
    put_object(c->out);
    for (int i = 0; i < c->plan->drivers_n; i++)
        put_number(c->out, c->plan->drivers[i].name, values[i]);
    put_end_object(c->out);
}

static enum outcome put_need(struct call *c, const struct item_need *need, enum need_level level,
                             const int64_t *values, const int64_t *shifts, int64_t days,
                             int64_t place, int64_t last, struct err *e)
{
    int64_t has = 0, quantity, missing;
    enum outcome o = item_held(c, need->item->name, place, last, &has, e);
    quantity = need_of(c->plan, need, level, values, shifts, days, 0);
    missing = quantity > has ? packs_up(need->item, quantity - has) : 0;
    put_object(c->out);
    put_key(c->out, "item"), put_str(c->out, need->item->name);
    put_quantity(c, need->item->name, quantity);
    put_key(c->out, "has"), put_int(c->out, has);
    put_key(c->out, "missing"), put_int(c->out, missing);
    put_key(c->out, "price");
    put_int(c->out, (int64_t)((__int128)missing * need->item->price_micro / 10000));
    put_key(c->out, "why");
    put_array(c->out);
    for (int i = 0; i < need->lines_n[level]; i++) {
        const struct need_line *line = &need->lines[level][i];
        put_object(c->out);
        put_key(c->out, "per"), put_str(c->out, line->per->name);
        put_number(c->out, "heads", values[line->per - c->plan->drivers]);
        put_number(c->out, "each", line->quantity);
        put_key(c->out, "source"), put_str(c->out, line->source);
        put_end_object(c->out);
    }
    put_end_array(c->out);
    put_end_object(c->out);
    return o;
}

enum outcome do_stock_need(struct call *c, struct err *e)
{
    size_t n = (size_t)c->plan->drivers_n + 1;
    int64_t *values = arena_alloc(c->arena, n * sizeof *values), place = 0, days = 0;
    int64_t *shifts = arena_alloc(c->arena, n * sizeof *shifts);
    bool *given = arena_alloc(c->arena, n * sizeof *given), has_days;
    const char *word;
    int level = NEED_STANDARD;
    enum outcome o = body_only(c->body, ",place,days,level,heads,", e);
    if (o == OK)
        o = body_place(c, c->body, "place", &place, e);
    if (o == OK)
        o = body_number(c, c->body, "days", &days, &has_days, e);
    if (o == OK)
        o = body_text(c->body, "level", &word, e);
    if (o != OK)
        return o;
    days = has_days ? days / NUMBER_ONE : 7;
    for (int i = 0; word && i < NEED_LEVELS; i++)
        level = text_same(word, need_level_words[i]) ? i : level;
    if (word && !text_same(word, need_level_words[level]))
        return err_set(e, REFUSED, "level", "unknown_word",
                       "a level is standard, contingency or crisis",
                       "level为standard、contingency或crisis");
    if (days < 1 || days > 365)
        return err_set(e, REFUSED, "days", "days", "days lies between 1 and 365",
                       "days须在1至365之间");
    if ((o = stock_may_at(c, STOCK_VIEW, place, e)) != OK ||
        (o = driver_values(c, place, place_last(place), values, shifts, given, e)) != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "level"), put_str(c->out, need_level_words[level]);
    put_key(c->out, "days"), put_int(c->out, days);
    put_drivers(c, values);
    put_key(c->out, "rows");
    put_array(c->out);
    for (int i = 0; o == OK && i < c->plan->needs_n; i++)
        o = put_need(c, &c->plan->needs[i], (enum need_level)level, values, shifts, days, place,
                     place_last(place), e);
    put_end_array(c->out);
    put_end_object(c->out);
    return o;
}

/* ---- allocation ---- */

static void put_why(struct call *c, const struct item *item, const struct share *s,
                    const struct allocation *a)
{
    struct buf zh, en, lack, given;
    buf_init(&zh, 2000), buf_init(&en, 2000), buf_init(&lack, 300), buf_init(&given, 300);
    quantity_print(&lack, item, s->asked > s->in_reach ? s->asked - s->in_reach : 0);
    quantity_print(&given, item, s->given);
    buf_printf(&zh, "申请%lld，已有%lld，尚缺%s。", (long long)s->asked, (long long)s->in_reach,
               lack.data ? lack.data : "0");
    buf_printf(&en, "Asked for %lld, has %lld, lacks %s. ", (long long)s->asked,
               (long long)s->in_reach, lack.data ? lack.data : "0");
    if (s->why == SHARE_FULL)
        buf_printf(&zh, "足额分配。"), buf_text(&en, "Given in full.");
    if (s->why == SHARE_ENOUGH)
        buf_text(&zh, "现有已够，不再分配。"), buf_text(&en, "It has enough.");
    if (s->why == SHARE_PART) {
        buf_printf(&zh, "第%d类尚缺的%d家共可分%lld，按权重%lld均衡、整包装取%s。", s->priority,
                   s->class_n, (long long)s->class_left, (long long)s->weight,
                   given.data ? given.data : "0");
        buf_printf(
            &en,
            "%lld were left for the %d of class %d that lack; by weight %lld in whole packs: %s.",
            (long long)s->class_left, s->class_n, s->priority, (long long)s->weight,
            given.data ? given.data : "0");
    }
    if (s->why == SHARE_SMALL) {
        buf_printf(&zh, "其份额不足最小可用量%lld，本次不分，让给更缺者。", (long long)a->min_lot);
        buf_printf(
            &en,
            "Its part would be less than a useful lot of %lld; it goes to those who lack more.",
            (long long)a->min_lot);
    }
    if (s->why == SHARE_CLASS_BEFORE)
        buf_text(&zh, "前面类别尚未满足。"), buf_text(&en, "Classes before it are still short.");
    put_key(c->out, "why");
    put_label(c->out, zh.data, en.data);
    buf_fini(&zh), buf_fini(&en), buf_fini(&lack), buf_fini(&given);
}

static enum outcome read_share(struct call *c, json_t *row, const struct item *item,
                               struct share *s, int64_t *ret_place, struct err *e)
{
    int64_t n;
    bool given;
    enum outcome o = body_only(row, ",place,asked,unit,in_reach,weight,priority,", e);
    const char *unit;
    if (o == OK)
        o = body_place(c, row, "place", ret_place, e);
    if (o == OK)
        o = body_text(row, "unit", &unit, e);
    if (o == OK)
        o = body_number(c, row, "asked", &n, &given, e);
    if (o == OK)
        o = given ? quantity_base(&s->asked, item, n, unit, e)
                  : err_set(e, REFUSED, "asked", "required", "asked is needed", "须填asked");
    if (o == OK)
        o = item_held(c, item->name, *ret_place, place_last(*ret_place), &s->in_reach, e);
    if (o == OK && (o = body_number(c, row, "in_reach", &n, &given, e)) == OK && given)
        s->in_reach = n / NUMBER_ONE;
    s->weight = s->priority = 1;
    if (o == OK && (o = body_number(c, row, "weight", &n, &given, e)) == OK && given)
        s->weight = n / NUMBER_ONE;
    if (o == OK && (o = body_number(c, row, "priority", &n, &given, e)) == OK && given)
        s->priority = (int)(n / NUMBER_ONE);
    if (o == OK && (s->weight < 1 || s->weight > 1000000 || s->priority < 1 || s->priority > 99))
        o = err_set(e, REFUSED, s->weight < 1 ? "weight" : "priority", "range",
                    "weights are 1 to 1000000, priorities 1 to 99",
                    "权重为1至1000000，优先级为1至99");
    return o;
}

static enum outcome read_shares(struct call *c, const struct item *item, struct allocation *a,
                                int64_t **ret_places, struct err *e)
{
    json_t *rows = json_object_get(c->body, "requests"), *row;
    size_t i, n = json_array_size(rows);
    enum outcome o = OK;
    if (n < 1 || n > SHARES_MAX)
        return err_set(e, REFUSED, "requests", "required", "requests holds 1 to %d rows",
                       "requests须有1至%d行", SHARES_MAX);
    a->shares = arena_alloc(c->arena, n * sizeof *a->shares);
    *ret_places = arena_alloc(c->arena, n * sizeof **ret_places);
    json_array_foreach(rows, i, row)
    {
        o = read_share(c, row, item, &a->shares[i], &(*ret_places)[i], e);
        if (o != OK) {
            e->row = (long)i + 1;
            return o;
        }
    }
    a->n = (int)n;
    return OK;
}

static enum outcome read_supply(struct call *c, const struct item *item, int64_t place,
                                struct allocation *a, struct err *e)
{
    const char *unit, *pack;
    int64_t n;
    bool given;
    enum outcome o = body_text(c->body, "unit", &unit, e);
    if (o == OK)
        o = body_text(c->body, "pack", &pack, e);
    if (o == OK)
        o = body_number(c, c->body, "supply", &n, &given, e);
    if (o == OK)
        o = given ? quantity_base(&a->supply, item, n, unit, e)
                  : item_held(c, item->name, place, place, &a->supply, e);
    a->pack = 1;
    if (o == OK && pack)
        o = quantity_base(&a->pack, item, NUMBER_ONE, pack, e);
    a->min_lot = item->min_lot;
    return o;
}

/* A what-if: nothing moves. What is decided is issued by requests or movements. */
enum outcome do_stock_allocate(struct call *c, struct err *e)
{
    struct allocation a = {0};
    const char *name;
    const struct item *item;
    int64_t place = 0, *places;
    enum outcome o = body_only(c->body, ",place,item,supply,unit,pack,requests,", e);
    if (o == OK)
        o = body_text(c->body, "item", &name, e);
    if (o == OK)
        o = body_place(c, c->body, "place", &place, e);
    if (o == OK)
        o = stock_may_at(c, STOCK_VIEW, place, e);
    if (o != OK)
        return o;
    if (!(item = name ? plan_item(c->plan, name) : NULL))
        return err_set(e, REFUSED, "item", "no_item", "the plan has no such item",
                       "预案中没有该品种");
    if ((o = read_supply(c, item, place, &a, e)) != OK ||
        (o = read_shares(c, item, &a, &places, e)) != OK)
        return o;
    allocate(&a);
    put_object(c->out);
    put_key(c->out, "item"), put_str(c->out, item->name);
    put_key(c->out, "supply"), put_int(c->out, a.supply);
    put_key(c->out, "left"), put_int(c->out, a.left);
    put_key(c->out, "rows");
    put_array(c->out);
    for (int i = 0; o == OK && i < a.n; i++) {
        put_object(c->out);
        o = put_stock_place(c, "place", places[i], e);
        put_key(c->out, "asked"), put_int(c->out, a.shares[i].asked);
        put_key(c->out, "in_reach"), put_int(c->out, a.shares[i].in_reach);
        put_quantity(c, item->name, a.shares[i].given);
        put_why(c, item, &a.shares[i], &a);
        put_end_object(c->out);
    }
    put_end_array(c->out);
    put_end_object(c->out);
    return o;
}

/* ---- trips ---- */

struct trip_world {
    struct trip_stop stops[TRIP_STOPS + 1];
    int64_t cost[(TRIP_STOPS + 1) * (TRIP_STOPS + 1)];
    struct clock *clock;
    int64_t until_ms;
};

static bool has_time(void *arg, int64_t rounds)
{
    const struct trip_world *w = arg;
    (void)rounds;
    return clock_now_ms(w->clock) < w->until_ms;
}

static enum outcome read_stop(struct call *c, json_t *row, struct trip_stop *s, int64_t xy[2],
                              struct err *e)
{
    int64_t values[6] = {0, 0, 0, 0, 86400 * (int64_t)NUMBER_ONE, 0};
    static const char *const names[] = {"x", "y", "boxes", "from", "until", "minutes"};
    enum outcome o = body_only(row, ",x,y,boxes,from,until,minutes,name,", e);
    for (int i = 0; o == OK && i < 6; i++) {
        bool given;
        o = body_number(c, row, names[i], &values[i], &given, e);
        if (o == OK && i < 2 && !given)
            o = err_set(e, REFUSED, names[i], "required", "%s is needed", "须填%s", names[i]);
        if (o == OK && values[i] < 0 && i >= 2)
            o = err_set(e, REFUSED, names[i], "range", "%s is 0 or more", "%s不能为负", names[i]);
    }
    xy[0] = values[0], xy[1] = values[1];
    *s = (struct trip_stop){.demand = values[2] / NUMBER_ONE,
                            .ready = values[3] / NUMBER_ONE,
                            .due = values[4] / NUMBER_ONE,
                            .service = values[5] / NUMBER_ONE * 60};
    return o;
}

/* Metres as the crow flies times 1.3 for roads; seconds at the given speed. */
static void fill_ways(struct trip_world *w, int64_t *time, const int64_t (*xy)[2], int n,
                      int64_t speed)
{
    for (int i = 0; i <= n; i++)
        for (int k = 0; k <= n; k++) {
            double d = trip_metres(xy[i], xy[k]);
            w->cost[i * (n + 1) + k] = (int64_t)(d * 1.3 + 0.5);
            time[i * (n + 1) + k] = w->cost[i * (n + 1) + k] * 3600 / (speed * 1000);
        }
}

static void put_trip(struct call *c, const struct trip_plan *plan)
{
    int at = 0;
    put_object(c->out);
    put_key(c->out, "metres"), put_int(c->out, plan->cost);
    put_key(c->out, "proved"), put_bool(c->out, plan->is_best);
    put_key(c->out, "trips");
    put_array(c->out);
    for (int i = 0; i < plan->routes; i++) {
        put_array(c->out);
        for (; plan->stops[at]; at++)
            put_int(c->out, plan->stops[at]);
        at++;
        put_end_array(c->out);
    }
    put_end_array(c->out);
    put_end_object(c->out);
}

enum outcome do_stock_trip(struct call *c, struct err *e)
{
    struct trip_world *w = arena_alloc(c->arena, sizeof *w);
    int64_t *time = arena_alloc(c->arena, sizeof w->cost);
    int64_t(*xy)[2] = arena_alloc(c->arena, (TRIP_STOPS + 1) * sizeof *xy);
    int64_t numbers[3] = {0, 0, 40 * (int64_t)NUMBER_ONE};
    static const char *const names[] = {"capacity", "vehicles", "speed"};
    json_t *rows = json_object_get(c->body, "stops"), *row;
    struct trip_ask ask = {
        .stops = w->stops, .cost = w->cost, .time = time, .go_on = has_time, .arg = w};
    struct trip_plan plan;
    size_t i, n = json_array_size(rows);
    enum outcome o = body_only(c->body, ",stops,capacity,vehicles,speed,", e);
    for (int k = 0; o == OK && k < 3; k++) {
        bool given;
        o = body_number(c, c->body, names[k], &numbers[k], &given, e);
    }
    if (o == OK && (n < 2 || n > TRIP_STOPS + 1))
        o = err_set(e, REFUSED, "stops", "stops", "stops holds the depot and 1 to %d stops",
                    "stops须含出发地和1至%d个地点", TRIP_STOPS);
    if (o == OK && (numbers[0] < NUMBER_ONE || numbers[2] < NUMBER_ONE))
        o = err_set(e, REFUSED, "capacity", "range", "capacity and speed are 1 or more",
                    "载量和车速至少为1");
    json_array_foreach(rows, i, row)
    {
        if (o != OK)
            break;
        o = read_stop(c, row, &w->stops[i], xy[i], e);
        if (o != OK)
            e->row = (long)i + 1;
    }
    if (o != OK)
        return o;
    ask.n = (int)n - 1;
    ask.capacity = numbers[0] / NUMBER_ONE;
    ask.vehicles = (int)(numbers[1] / NUMBER_ONE);
    fill_ways(w, time, (const int64_t(*)[2])xy, ask.n, numbers[2] / NUMBER_ONE);
    rng_init(&ask.rng, (uint64_t)ask.n);
    w->clock = &c->app->clock;
    w->until_ms = c->now_ms + 1900;
    if ((o = trip_make(&plan, &ask, e)) != OK)
        return o;
    put_trip(c, &plan);
    return OK;
}
