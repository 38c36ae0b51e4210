/* See stock_office.h. */
#include "stock_office.h"

static const struct hook *const hooks[] = {&stock_hook};

static void open_stock(struct office *o, struct writer_hooks *ret)
{
    stock_new(&o->app.stock);
    stock_hooks(o->app.stock, ret);
    ledger_hooks(&o->app, hooks, 1);
}

static void close_stock(struct office *o)
{
    stock_free(o->app.stock);
}

static const struct office_part part = {open_stock, close_stock, stock_ops};

const char *stock_arg(const char *name, int64_t id)
{
    static char text[8][60];
    static int n;
    n = (n + 1) % 8;
    snprintf(text[n], sizeof text[n], "%s=%lld", name, (long long)id);
    return text[n];
}

void stock_office_open(struct office *o, struct test_store *t)
{
    office_part = &part;
    office_open(o, t);
}

static void put_account(char out[80], const struct office *o, const char *account)
{
    if (strchr(account, '@'))
        snprintf(out, 80, "%s", account);
    else
        snprintf(out, 80, "%s@%lld", account, (long long)o->checkpoint);
}

enum outcome stock_moves(struct office *o, int64_t user, const char *from, const char *to,
                         const char *item, const char *quantity, const char *more)
{
    char body[1000], a[80], b[80];
    put_account(a, o, from);
    put_account(b, o, to);
    snprintf(body, sizeof body,
             "{\"lines\":[{\"from\":\"%s\",\"to\":\"%s\",\"item\":\"%s\",\"quantity\":%s%s%s}]}", a,
             b, item, quantity,
             more[0] == ',' ? ""
             : more[0]      ? ","
                            : "",
             more);
    return office_call(o, user, "stock.move", body, NULL);
}

int64_t stock_has(struct office *o, const char *account, int64_t place, const char *item)
{
    int64_t sum = 0;
    size_t i;
    json_t *row;
    char at[40], in[40], of[60];
    snprintf(at, sizeof at, "place=%lld", (long long)place);
    snprintf(in, sizeof in, "account=%s", account);
    snprintf(of, sizeof of, "item=%s", item);
    if (office_call(o, 0, "stock.balance", NULL, at, "exact=true", in, of, NULL) != OK)
        fail_msg("stock.balance: %s", o->e.en);
    json_array_foreach(json_object_get(o->body, "rows"), i, row) sum +=
        json_integer_value(json_object_get(row, "quantity"));
    return sum;
}

void stock_adds_up(struct office *o)
{
    struct err e = {0};
    struct stock_report report;
    must(db_begin_read(o->db, &e));
    must(stock_check(o->db, &report, &e));
    db_rollback(o->db);
    if (report.differing)
        fail_msg("the books do not add up: %s", report.fault);
}
