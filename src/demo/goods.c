/* A fortnight of the demo county's goods: a central warehouse, four below it, thirty units. Every
 * piece that came in is on a shelf, on the road, in a unit's hands, used, or written off with a
 * reason. What goes wrong on purpose: masks past their date on a shelf, alcohol that will not be
 * used in time, a transfer that arrives short, a delivery that still waits for its check, a
 * write-off nobody approved, a request for respirators by a post outside the list. */
#include "demo/demo_int.h"

#include "value/time.h"

#define DAYS 14
#define UNITS 30

struct unit {
    int64_t place, store;
    const char *post; /* for whom */
    int masks;        /* a day */
    int hour;
};
struct goods {
    struct unit units[UNITS];
    int n, day; /* days ago */
};

static json_t *line(const char *item, const char *quantity, const char *unit, const char *expires)
{
    json_t *j = json_pack("{s:s, s:s}", "item", item, "quantity", quantity);
    if (unit)
        json_object_set_new(j, "unit", json_string(unit));
    if (expires)
        json_object_set_new(j, "expires", json_string(expires));
    return j;
}

static enum outcome receive(struct demo_slice *s, const char *source, const char *sender,
                            const char *document, json_t *lines, bool is_checked, struct err *e)
{
    struct demo *d = s->d;
    int64_t id;
    json_t *checked = json_deep_copy(lines), *row;
    size_t i;
    json_t *fields =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "store", demo_id(s, d->stores[0]), "source",
                  source, "sender", sender, "document", document, "arrived_at",
                  demo_time(s, d->now_ms), "goods", lines);
    if (!strcmp(source, "donor") && !strcmp(sender, "爱心人士"))
        json_object_set_new(fields, "anonymous", json_true());
    enum outcome o = demo_record(s, "goods_receipt", fields, &id, e);
    json_array_foreach(checked, i, row) json_object_del(row, "expires");
    d->now_ms += 3600000;
    if (o == OK && is_checked)
        o = demo_move(s, "goods_receipt", id, "pass",
                      json_pack("{s:O, s:s}", "checked", checked, "checked_by", "邢川"), e);
    json_decref(checked);
    return o;
}

static enum outcome receipts(struct demo_slice *s, struct err *e)
{
    struct demo *d = s->d;
    const char *far = demo_day(s, d->today + 420), *near = demo_day(s, d->today + 12),
               *past = demo_day(s, d->today - 1);
    demo_days_ago(d, DAYS, 9);
    json_t *from_city = json_array();
    static const char *const many[][3] = {
        {"mask", "30", "箱"},      {"respirator", "8", "箱"},  {"coverall", "12", "箱"},
        {"gown", "6", "箱"},       {"gloves", "24", "箱"},     {"disinfectant", "928", NULL},
        {"hand_rub", "360", NULL}, {"thermometer", "74", NULL}, {"goggles", "160", NULL}};
    for (size_t i = 0; i < sizeof many / sizeof *many; i++)
        json_array_append_new(from_city, line(many[i][0], many[i][1], many[i][2],
                                              i < 7 ? far : NULL));
    json_array_append_new(from_city, line("alcohol", "828", NULL, near));
    enum outcome o = receive(s, "superior", "市物资保障组", "渭疫物〔2026〕118号", from_city, true, e);
    if (o == OK)
        o = receive(s, "donor", "徽扬物联", "捐赠清单1",
                    json_pack("[o, o]", line("mask_kf94", "40", "盒", past),
                              line("hand_rub", "60", NULL, far)),
                    true, e);
    demo_days_ago(d, 6, 15);
    if (o == OK)
        o = receive(s, "donor", "爱心人士", "捐赠清单2",
                    json_pack("[o]", line("mask", "5", "箱", far)), true, e);
    demo_days_ago(d, 1, 16);
    return o == OK ? receive(s, "superior", "市物资保障组", "渭疫物〔2026〕131号",
                             json_pack("[o, o]", line("mask", "10", "箱", far),
                                       line("gloves", "4", "箱", far)),
                             false, e)
                   : o;
}

/* step 0: sent; 1: arrived; 2: arrived short, the rest written off */
static enum outcome transfer(struct demo_slice *s, int store, const char *boxes, int step,
                             struct err *e)
{
    struct demo *d = s->d;
    int64_t id;
    json_t *lines = json_pack("[o, o, o, o]", line("mask", boxes, "箱", NULL),
                              line("gloves", boxes, "箱", NULL),
                              line("disinfectant", "150", NULL, NULL),
                              line("alcohol", "40", NULL, NULL));
    json_t *arrived = json_deep_copy(lines);
    if (step == 2)
        json_object_set_new(json_array_get(arrived, 3), "quantity", json_string("37"));
    json_t *order = json_pack("{s:s, s:s, s:o}", "from_store", demo_id(s, d->stores[0]), "to_store",
                              demo_id(s, d->stores[store]), "goods", lines);
    enum outcome o = demo_record(s, "transfer_order", order, &id, e);
    if (o == OK)
        o = demo_move(s, "transfer_order", id, "send", NULL, e);
    d->now_ms += 7200000;
    if (o == OK && step)
        o = demo_move(s, "transfer_order", id, "arrive", json_pack("{s:O}", "arrived", arrived), e);
    if (o == OK && step == 1)
        o = demo_move(s, "transfer_order", id, "close", NULL, e);
    if (o == OK && step == 2)
        o = demo_move(s, "transfer_order", id, "write_off",
                      json_pack("{s:[o]}", "missing", line("alcohol", "3", NULL, NULL)), e);
    json_decref(arrived);
    return o;
}

static enum outcome transfers(struct demo_slice *s, struct err *e)
{
    enum outcome o = OK;
    for (int i = 1; o == OK && i < DEMO_STORES; i++) {
        demo_days_ago(s->d, DAYS - 1, 7 + i);
        o = transfer(s, i, "3", i == 3 ? 2 : 1, e);
    }
    demo_days_ago(s->d, 0, 7);
    return o == OK ? transfer(s, 2, "1", 0, e) : o;
}

enum given { ASKED, APPROVED, GIVEN };
static enum outcome ask(struct demo_slice *s, const struct unit *u, json_t *lines, enum given given,
                        struct err *e)
{
    int64_t id;
    json_t *request = json_pack("{s:s, s:s, s:s, s:s, s:o}", "unit", demo_id(s, u->place), "store",
                                demo_id(s, u->store), "for_post", u->post, "reason", "日常防护",
                                "goods", lines);
    enum outcome o = demo_record(s, "supply_request", request, &id, e);
    if (o == OK && given >= APPROVED)
        o = demo_move(s, "supply_request", id, "approve", NULL, e);
    s->d->now_ms += 1800000;
    return o == OK && given == GIVEN ? demo_move(s, "supply_request", id, "issue",
                                                 json_pack("{s:s}", "receiver", "单位物资员"), e)
                                     : o;
}

static const char *number(struct demo_slice *s, int n)
{
    return arena_printf(s->work.arena, "%d", n);
}

/* What a unit gets lasts it three days. Wards and checkpoints get what the plan lists them for. */
static enum outcome issue(struct demo_slice *s, const struct unit *u, struct err *e)
{
    json_t *lines = json_pack("[o]", line("mask", number(s, 3 * u->masks), NULL, NULL));
    bool is_listed = !strcmp(u->post, "ward_nurse") || !strcmp(u->post, "checkpoint_staff");
    json_array_append_new(lines, line("gloves", number(s, 3 * u->masks / 2), NULL, NULL));
    json_array_append_new(lines, line("disinfectant", "3", NULL, NULL));
    if (is_listed)
        json_array_append_new(lines, line("respirator", number(s, u->masks / 2), NULL, NULL));
    if (!strcmp(u->post, "ward_nurse"))
        json_array_append_new(lines, line("coverall", number(s, u->masks / 4), NULL, NULL));
    return ask(s, u, lines, GIVEN, e);
}

static enum outcome use(struct demo_slice *s, const struct unit *u, struct err *e)
{
    struct demo *d = s->d;
    int masks = u->masks - demo_pick(d, u->masks / 4 + 1);
    return demo_record(s, "supply_use",
                       json_pack("{s:s, s:s, s:[o, o, o]}", "unit", demo_id(s, u->place), "day",
                                 demo_day(s, date_of(d->now_ms / 1000, d->plan->calendar.offset_s)),
                                 "goods", line("mask", number(s, masks), NULL, NULL),
                                 line("gloves", number(s, masks / 2), NULL, NULL),
                                 line("disinfectant", "0.8", NULL, NULL)),
                       NULL, e);
}

static enum outcome one_day(struct demo_slice *s, struct err *e)
{
    struct goods *g = s->arg;
    enum outcome o = OK;
    for (int i = 0; o == OK && i < g->n; i++) {
        const struct unit *u = &g->units[i];
        demo_days_ago(s->d, g->day, u->hour);
        if ((i + g->day) % 3 == 0)
            o = issue(s, u, e);
        demo_days_ago(s->d, g->day, 18);
        if (o == OK && g->day && g->day <= DAYS - 4)
            o = use(s, u, e);
    }
    return o;
}

static void add(struct goods *g, int64_t place, int64_t store, const char *post, int masks)
{
    if (g->n < UNITS && place)
        g->units[g->n++] = (struct unit){place, store, post, masks, 9 + g->n % 6};
}

static enum outcome loose_ends(struct demo_slice *s, struct err *e)
{
    struct goods *g = s->arg;
    struct demo *d = s->d;
    struct unit grid = g->units[g->n - 1];
    int64_t id;
    demo_days_ago(d, 2, 10);
    json_t *lines = json_pack("[o]", line("respirator", "40", NULL, NULL));
    enum outcome o = ask(s, &grid, lines, ASKED, e);
    demo_days_ago(d, 0, 6);
    if (o == OK)
        o = ask(s, &g->units[0], json_pack("[o]", line("mask", "150", NULL, NULL)), APPROVED, e);
    const char *at = demo_id(s, d->stores[1]);
    if (o == OK)
        o = demo_record(s, "write_off",
                        json_pack("{s:s, s:s, s:s, s:[o]}", "at", at, "reason", "damage", "detail",
                                  "屋顶漏雨，两盒口罩受潮", "goods", line("mask", "100", NULL, NULL)),
                        &id, e);
    if (o == OK)
        o = demo_move(s, "write_off", id, "approve", NULL, e);
    return o == OK ? demo_record(s, "write_off",
                                 json_pack("{s:s, s:s, s:s, s:[o]}", "at", at, "reason", "loss",
                                           "detail", "盘点少一盒，待查", "goods",
                                           line("gloves", "50", NULL, NULL)),
                                 NULL, e)
                   : o;
}

enum outcome demo_goods(struct demo *d, struct err *e)
{
    struct goods g = {.n = 0};
    for (int i = 0; i < d->checkpoints_n; i++)
        add(&g, d->checkpoints[i].id, d->stores[0], "checkpoint_staff", 36);
    add(&g, d->hospital, d->stores[0], "ward_nurse", 220);
    add(&g, d->clinic, d->stores[0], "ward_nurse", 60);
    for (int i = 0; i < d->schools_n; i++)
        add(&g, d->schools[i].id, d->stores[1], "school_keeper", 40);
    for (int i = 0; g.n < UNITS && i < d->villages_n; i++)
        add(&g, d->villages[i], d->stores[1 + i % (DEMO_STORES - 1)], "community", 24);
    enum outcome o = demo_write(d, receipts, &g, e);
    if (o == OK)
        o = demo_write(d, transfers, &g, e);
    for (g.day = DAYS - 2; o == OK && g.day >= 0; g.day--)
        o = demo_write(d, one_day, &g, e);
    if (o == OK)
        o = demo_write(d, loose_ends, &g, e);
    demo_tell(d, "goods");
    return o;
}
