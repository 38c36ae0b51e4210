/* Random movements beside a slow, obvious model: a table of numbers by account, lot and day. Some
 * operations are refused half way, groups fail, the database is closed and opened in between.
 * Row E3. LIANFANG_STOCK_OPERATIONS sets how many (10⁵ for the long run). */
#include "stock_office.h"

#include "base/clock.h"
#include "ledger/edition.h"
#include "stock/stock_int.h"

#define PLACES 3
#define LOTS 4
#define DAYS 20
static const enum account_kind kinds[] = {AC_SUPPLIER, AC_HOLD, AC_WAREHOUSE, AC_RESERVED,
                                          AC_TRANSIT,  AC_UNIT, AC_USED,      AC_LOST};
#define KINDS 8

struct model {
    int64_t left[KINDS][PLACES][LOTS][DAYS]; /* at the end of each day */
};
struct step {
    struct office *o;
    int64_t places[PLACES];
    int from, from_place, to, to_place, lot, day, today, quantity;
    bool fails_after;
    enum outcome outcome;
};

static bool model_may(const struct model *m, const struct step *s)
{
    if (!account_reason(kinds[s->from], kinds[s->to]) ||
        (s->from == s->to && s->from_place == s->to_place))
        return false;
    for (int d = s->day; account_is_bounded(kinds[s->from]) && d < DAYS; d++)
        if (m->left[s->from][s->from_place][s->lot][d] < s->quantity)
            return false;
    return true;
}

static void model_move(struct model *m, const struct step *s)
{
    for (int d = s->day; d < DAYS; d++) {
        m->left[s->from][s->from_place][s->lot][d] -= s->quantity;
        m->left[s->to][s->to_place][s->lot][d] += s->quantity;
    }
}

static enum outcome run_step(struct db *db, void *arg, struct err *e)
{
    struct step *s = arg;
    struct arena a;
    char lot[8];
    const struct plan *plan = editions_hold(s->o->app.editions);
    arena_init(&a, 1 << 20);
    struct work w = {.app = &s->o->app,
                     .db = db,
                     .arena = &a,
                     .plan = plan,
                     .actor = actor_system(&a, plan),
                     .now_ms = OFFICE_NOW};
    snprintf(lot, sizeof lot, "L%d", s->lot);
    struct posting p = {.item = plan_item(plan, "mask"),
                        .lot = lot,
                        .expires = DAY_NONE,
                        .from = {.kind = kinds[s->from], .place = s->places[s->from_place]},
                        .to = {.kind = kinds[s->to], .place = s->places[s->to_place]},
                        .quantity = s->quantity,
                        .occurred = OFFICE_NOW / 1000 - (s->today - s->day) * 86400};
    enum outcome o = stock_post(&w, &p, NULL, NULL, e);
    s->outcome = o;
    if (o == OK && s->fails_after) /* the rest of the job is refused: nothing may stay */
        o = err_set(e, REFUSED, NULL, "spoilt", "spoilt on purpose", "故意出错");
    arena_fini(&a);
    editions_release(s->o->app.editions, plan);
    return o;
}

static void compare(struct step *s, const struct model *m)
{
    struct err e = {0};
    struct query *q;
    int rows = 0, wanted = 0;
    must(db_begin_read(s->o->db, &e));
    must(db_query(&q, s->o->db,
                  "SELECT a.kind, a.place, l.code, b.account, b.item, b.lot FROM stock_balance b"
                  " JOIN stock_account a ON a.id = b.account JOIN stock_lot l ON l.id = b.lot",
                  NO_BIND, &e));
    struct at {
        int kind, place, lot;
        int64_t account, item, id;
    } at[KINDS * PLACES * LOTS];
    while (query_next(q)) {
        struct at *x = &at[rows++];
        *x =
            (struct at){.account = query_int(q, 3), .item = query_int(q, 4), .id = query_int(q, 5)};
        for (int k = 0; k < KINDS; k++)
            if (!strcmp(query_text(q, 0, NULL), account_words[kinds[k]]))
                x->kind = k;
        for (int k = 0; k < PLACES; k++)
            if (s->places[k] == query_int(q, 1))
                x->place = k;
        x->lot = query_text(q, 2, NULL)[1] - '0';
    }
    must(query_end(q, &e));
    for (int i = 0; i < rows; i++)
        for (int d = 0; d < DAYS; d++) {
            int64_t has,
                day = stock_today(&(struct plan){.calendar.offset_s = 8 * 3600}, OFFICE_NOW) -
                      (s->today - d);
            int64_t must_have = m->left[at[i].kind][at[i].place][at[i].lot][d];
            if (d > s->today)
                continue;
            struct query *day_q;
            must(db_query(&day_q, s->o->db,
                          "SELECT quantity FROM stock_day WHERE account = $1 AND item = $2"
                          " AND lot = $3 AND day <= $4 ORDER BY day DESC LIMIT 1",
                          BIND(bind_int(at[i].account), bind_int(at[i].item), bind_int(at[i].id),
                               bind_int(day)),
                          &e));
            has = query_next(day_q) ? query_int(day_q, 0) : 0;
            must(query_end(day_q, &e));
            if (has != must_have)
                fail_msg("%s at %d lot %d day %d: %lld, not %lld", account_words[kinds[at[i].kind]],
                         at[i].place, at[i].lot, d, (long long)has, (long long)must_have);
        }
    for (int k = 0; k < KINDS; k++)
        for (int p = 0; p < PLACES; p++)
            for (int l = 0; l < LOTS; l++)
                wanted += m->left[k][p][l][DAYS - 1] != 0;
    assert_true(rows >= wanted);
    db_rollback(s->o->db);
}

static void choose(struct step *s, struct rng *r)
{
    s->from = (int)rng_below(r, KINDS);
    s->to = (int)rng_below(r, KINDS);
    s->from_place = (int)rng_below(r, PLACES);
    s->to_place = (int)rng_below(r, PLACES);
    s->lot = (int)rng_below(r, LOTS);
    s->day = rng_below(r, 4) ? s->today : (int)rng_below(r, (uint64_t)s->today + 1);
    s->quantity = 1 + (int)rng_below(r, 60);
    s->fails_after = rng_below(r, 20) == 0;
}

static void random_movements_agree_with_the_model(void **state)
{
    OFFICE
    const char *asked = getenv("LIANFANG_STOCK_OPERATIONS");
    int64_t operations = t->side == TEST_SQLITE ? 4000 : 800;
    struct model *m = calloc(1, sizeof *m);
    struct rng r;
    if (asked)
        assert_true(text_int(asked, strlen(asked), &operations));
    rng_init(&r, 20261123);
    struct step s = {.o = o, .places = {o->checkpoint, o->village, o->other_village}};
    int64_t accepted = 0, refusals = 0;
    for (int64_t i = 0; i < operations; i++) {
        s.today = DAYS - 1;
        choose(&s, &r);
        bool may = model_may(m, &s);
        err_clear(&e);
        enum outcome outcome = writer_do(o->app.writer, run_step, &s, &e);
        if (may != (s.outcome == OK))
            fail_msg("operation %lld: %s %s", (long long)i, outcome_word(outcome), e.en);
        if (may && !s.fails_after)
            model_move(m, &s);
        accepted += may;
        refusals += !may;
        if (i % (operations / 8) == operations / 8 - 1) {
            compare(&s, m);
            stock_adds_up(o);
            office_restart(o);
        }
    }
    assert_true(accepted > operations / 20 && refusals > operations / 20);
    free(m);
    OFFICE_END
}

int main(void)
{
    const struct CMUnitTest tests[] = {SIDES(random_movements_agree_with_the_model)};
    return cmocka_run_group_tests_name("stock random", tests, NULL, NULL);
}
