/* MARKED STAND-IN, for measuring only: lianfang with a hook that writes as much as five measures
 * at every level and one duty would, so that creation is not measured lighter than it will be.
 *
 * Measures: five counters a record at county, street, village and unit, through the same books that
 * coalesce the shipped counts to one row a group. Duty: the row of (rule, subject) moves to its
 * next due time, with its index, once a record. No part of the program: it counts nothing anybody
 * reads. */
#include "assemble.h"
#include "ledger/books.h"
#include "store/writer.h"

#define MEASURES 5

static enum outcome stand_in(struct work *w, const struct change *c, struct err *e)
{
    static const char *const measures[MEASURES][2] = {
        {"stand_in_1", "stand_in_unit_1"}, {"stand_in_2", "stand_in_unit_2"},
        {"stand_in_3", "stand_in_unit_3"}, {"stand_in_4", "stand_in_unit_4"},
        {"stand_in_5", "stand_in_unit_5"}};
    const struct record *r = c->after;
    char unit[24];
    snprintf(unit, sizeof unit, "%llx", (unsigned long long)r->place);
    for (int i = 0; i < MEASURES; i++) {
        books_count(w->app->books, measures[i][0], place_county(r->place), "day", 1);
        books_count(w->app->books, measures[i][0], place_at(r->place, LEVEL_STREET), "day", 1);
        books_count(w->app->books, measures[i][0], place_at(r->place, LEVEL_VILLAGE), "village", 1);
        books_count(w->app->books, measures[i][1], r->place, unit, 1);
    }
    int64_t now = w->now_ms / 1000;
    return db_run(w->db,
                  "INSERT INTO stand_in_duty (rule, subject, due_at, proved_at)"
                  " VALUES (1, $1, $2, $3)"
                  " ON CONFLICT (rule, subject) DO UPDATE SET due_at = excluded.due_at,"
                  " proved_at = excluded.proved_at",
                  BIND(bind_int(r->place + r->id % 16), bind_int(now + 14400 + r->id % 600),
                       bind_int(now)), e);
}

static const struct hook hook = {.name = "stand_in", .run = stand_in};
static const struct hook *const hooks[] = {&hook};

static enum outcome make_table(struct db *db, void *arg, struct err *e)
{
    static const struct column columns[] = {
        {"rule", "INTEGER", true, NULL}, {"subject", "INTEGER", true, NULL},
        {"due_at", "INTEGER", true, NULL}, {"proved_at", "INTEGER", true, NULL}};
    const char *table = "stand_in_duty";
    enum outcome o = schema_table(db, table, columns, 4, e);
    if (o == OK)
        o = schema_index(db, "stand_in_duty_subject", table, "rule, subject", true, NULL, e);
    if (o == OK)
        o = schema_index(db, "stand_in_duty_due", table, "due_at", false, NULL, e);
    return o;
}

static enum outcome open_with(struct app **ret, const struct app_options *options, struct err *e)
{
    enum outcome o = assembly.open(ret, options, e);
    if (o == OK)
        o = writer_do((*ret)->writer, make_table, NULL, e);
    if (o == OK) /* nothing is served yet */
        ledger_hooks(*ret, hooks, 1);
    return o;
}

int main(int argc, char **argv)
{
    struct assembly with = assembly;
    with.open = open_with;
    return cli_main(&with, argc, argv);
}
