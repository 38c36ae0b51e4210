/* A quarter of the demo county's money: budgets, gifts, suppliers, purchases, what sites cost. What
 * goes wrong on purpose: an urgent purchase that nobody approved afterwards, one that waits for the
 * headquarters, costs that will be past the budget before the year is over. */
#include "demo/demo_int.h"

#include "value/time.h"

#define N(list) ((int)(sizeof(list) / sizeof *(list)))

static enum outcome budgets(struct demo_slice *s, struct err *e)
{
    static const struct { const char *line, *source, *purpose, *document, *amount; } rows[] = {
        {"2026/省级/疫情防控", "province", "集中隔离点运行", "陕财社〔2026〕77号", "2600000"},
        {"2026/本级/物资采购", "county", "防护物资采购", "蒲财发〔2026〕12号", "800000"},
    };
    struct demo *d = s->d;
    enum outcome o = OK;
    demo_days_ago(d, 92, 10);
    for (int i = 0; o == OK && i < N(rows); i++)
        o = demo_record(s, "budget",
                        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "at",
                                  demo_id(s, d->options->county), "line", rows[i].line, "source",
                                  rows[i].source, "purpose", rows[i].purpose, "document",
                                  rows[i].document, "amount", rows[i].amount),
                        NULL, e);
    return o;
}

static enum outcome gifts(struct demo_slice *s, struct err *e)
{
    static const struct { const char *donor, *yuan, *purpose; int days; bool hides; } rows[] = {
        {"工业泵厂", "200000", "一线人员防护", 30, false},
        {"徽扬物联", "50000", "", 24, false},
        {"一名退休教师", "3000", "困难群众", 9, true},
    };
    struct demo *d = s->d;
    enum outcome o = OK;
    for (int i = 0; o == OK && i < N(rows); i++) {
        demo_days_ago(d, rows[i].days, 11);
        json_t *fields = json_pack("{s:s, s:s, s:s, s:s, s:s}", "at",
                                   demo_id(s, d->options->county), "donor", rows[i].donor,
                                   "amount_yuan", rows[i].yuan, "received_on",
                                   demo_day(s, d->today - rows[i].days), "receipt_no",
                                   arena_printf(s->work.arena, "JZ2026%04d", i + 1));
        if (rows[i].hides)
            json_object_set_new(fields, "anonymous", json_true());
        if (rows[i].purpose[0])
            json_object_set_new(fields, "purpose", json_string(rows[i].purpose));
        o = demo_record(s, "money_donation", fields, NULL, e);
    }
    return o;
}

struct purchase {
    const char *what, *amount, *urgency;
    int days, steps; /* 0 asked 1 approved 2 ordered 3 delivered 4 paid */
};

static enum outcome one_purchase(struct demo_slice *s, const struct purchase *p, int64_t supplier,
                                 struct err *e)
{
    struct demo *d = s->d;
    int64_t id;
    demo_days_ago(d, p->days, 10);
    json_t *purchase = json_pack("{s:s, s:s, s:s, s:s}", "at", demo_id(s, d->options->county),
                                 "what", p->what, "amount", p->amount, "urgency", p->urgency);
    enum outcome o = demo_record(s, "purchase", purchase, &id, e);
    static const char *const moves[] = {"approve", "order", "deliver", "pay"};
    for (int i = 0; o == OK && i < p->steps; i++) {
        const char *invoice = arena_printf(s->work.arena, "FP%06lld", (long long)id % 1000000);
        json_t *fields = NULL;
        if (i == 1)
            fields = json_pack("{s:s}", "supplier", demo_id(s, supplier));
        else if (i == 3)
            fields = json_pack("{s:s, s:s}", "paid_by", "transfer", "invoice_no", invoice);
        demo_days_ago(d, p->days > i ? p->days - i - 1 : 0, 15);
        o = demo_move(s, "purchase", id, moves[i], fields, e);
    }
    return o;
}

static enum outcome purchases(struct demo_slice *s, struct err *e)
{
    static const struct purchase rows[] = {
        {"医用外科口罩5万只", "17500", "normal", 12, 4}, {"移动板房（临时采样）", "46000", "normal", 9, 3},
        {"雾化消毒机6台", "28800", "normal", 6, 2},      {"一次性隔离衣2000件", "18000", "normal", 3, 1},
        {"负压担架2副（先购后批）", "39000", "urgent", 5, 0}, {"核酸采样车1辆", "320000", "normal", 2, 0},
    };
    struct demo *d = s->d;
    int64_t supplier;
    demo_days_ago(d, 20, 9);
    enum outcome o = demo_record(s, "supplier",
                                 json_pack("{s:s, s:s, s:s, s:s}", "at",
                                           demo_id(s, d->options->county), "name",
                                           "秦东医疗器械有限公司", "credit_code", "91610526MA6Y7T0K3X",
                                           "record", "近半年4单，均按期到货"),
                                 &supplier, e);
    for (int i = 0; o == OK && i < N(rows); i++)
        o = one_purchase(s, &rows[i], supplier, e);
    return o;
}

/* About 0.6 million a month, as a county pays for its quarantine sites. */
static enum outcome expenses(struct demo_slice *s, struct err *e)
{
    static const struct { const char *what, *category; int yuan; } rows[] = {
        {"集中隔离点住宿餐饮", "lodging", 96000}, {"隔离点工作人员补助", "staff", 31000},
        {"转运车辆租用", "transport", 12500}};
    struct demo *d = s->d;
    const int64_t sites[] = {d->hospital, d->schools[0].id, d->clinic};
    enum outcome o = OK;
    for (int days = 91; o == OK && days > 0; days -= 7)
        for (int i = 0; o == OK && i < N(rows); i++) {
            int64_t id;
            demo_days_ago(d, days, 17);
            o = demo_record(s, "expense",
                            json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "site",
                                      demo_id(s, sites[i]), "payer", demo_id(s, d->options->county),
                                      "what", rows[i].what, "category", rows[i].category, "on",
                                      demo_day(s, d->today - days), "amount",
                                      arena_printf(s->work.arena, "%d",
                                                   rows[i].yuan + 500 * demo_pick(d, 12))),
                            &id, e);
            if (o == OK && days > 28)
                o = demo_move(s, "expense", id, "pay", NULL, e);
        }
    return o;
}

enum outcome demo_money(struct demo *d, struct err *e)
{
    enum outcome (*const steps[])(struct demo_slice *, struct err *) = {budgets, gifts, purchases,
                                                                        expenses};
    enum outcome o = OK;
    for (int i = 0; o == OK && i < N(steps); i++)
        o = demo_write(d, steps[i], NULL, e);
    demo_tell(d, "money");
    return o;
}
