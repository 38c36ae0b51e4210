/* `lianfang check`: is the database what its journal says? Reads only. */
#include "cli/cli_int.h"
#include "duty/duty.h"
#include "journal/journal.h"
#include "ledger/edition.h"
#include "ledger/refer.h"
#include "measure/measure.h"
#include "stock/stock.h"

static enum outcome broken(const struct journal_report *report, struct err *e)
{
    if (report->broken_at)
        return err_set(e, REFUSED, NULL, "journal_broken", "broken at entry %lld: %s",
                       "在第 %lld 条处不一致:%s", (long long)report->broken_at, report->fault);
    if (report->differing || report->fault[0])
        return err_set(e, REFUSED, NULL, "tables_differ",
                       "%lld rows are not what the journal says: %s", "%lld 行与日志不一致:%s",
                       (long long)report->differing, report->fault);
    return OK;
}

static enum outcome check(struct cli *cli, struct db *db, struct err *e)
{
    struct journal_report report = {0};
    enum outcome outcome = db_begin_read(db, e);
    if (!outcome)
        outcome = store_integrity(db, e);
    if (!outcome) {
        cli_say(cli, "file: good", "文件:完好");
        outcome = journal_verify(db, &report, e);
    }
    db_rollback(db);
    if (!outcome)
        outcome = broken(&report, e);
    if (outcome)
        return outcome;
    cli_say(cli, "journal: %lld entries, %lld erased, chain whole",
            "日志:%lld 条,已擦除 %lld 条,链完整", (long long)report.entries,
            (long long)report.erased);
    report = (struct journal_report){0};
    outcome = journal_compare(db, &report, e);
    if (!outcome)
        outcome = broken(&report, e);
    if (!outcome)
        cli_say(cli, "replay: %lld rows are what the journal says", "重放:%lld 行与日志一致",
                (long long)report.rows);
    return outcome;
}

static enum outcome check_references(struct cli *cli, struct db *db, struct err *e)
{
    struct editions *editions = NULL;
    struct refer_report report;
    enum outcome outcome = editions_open(&editions, db, e);
    if (outcome)
        return outcome;
    const struct plan *plan = editions_hold(editions);
    outcome = db_begin_read(db, e);
    if (!outcome && plan)
        outcome = refer_check(db, plan, &report, e);
    db_rollback(db);
    editions_release(editions, plan);
    editions_free(editions);
    if (outcome || !plan)
        return outcome;
    if (report.broken)
        return err_set(e, REFUSED, NULL, "references_broken", "%lld references lead nowhere: %s",
                       "%lld 个引用没有目标:%s", (long long)report.broken, report.fault);
    cli_say(cli, "references: %lld, all lead somewhere", "引用:%lld 个,全部有效",
            (long long)report.references);
    return OK;
}

static enum outcome check_duties(struct cli *cli, struct store *store, struct db *db, struct err *e)
{
    struct app app = {.store = store, .clock = clock_system()};
    struct duty_report report = {0};
    enum outcome outcome = editions_open(&app.editions, db, e);
    if (outcome)
        return outcome;
    const struct plan *plan = editions_hold(app.editions);
    outcome = db_begin_read(db, e);
    if (!outcome && plan)
        outcome = duty_check(&app, db, plan, &report, e);
    db_rollback(db);
    editions_release(app.editions, plan);
    editions_free(app.editions);
    if (outcome || !plan)
        return outcome;
    if (report.wrong)
        return err_set(e, REFUSED, NULL, "duties_differ", "%lld duties are not as they ought: %s",
                       "%lld 项任务与重算不一致:%s", (long long)report.wrong, report.fault);
    cli_say(cli, "duties: %lld live, %lld past, as recomputed", "任务:%lld 项在办,%lld 项已过,与重算一致",
            (long long)report.live, (long long)report.past);
    return OK;
}

static enum outcome check_measures(struct cli *cli, struct db *db, struct err *e)
{
    struct editions *editions = NULL;
    struct measure_report report = {0};
    enum outcome outcome = editions_open(&editions, db, e);
    if (outcome)
        return outcome;
    const struct plan *plan = editions_hold(editions);
    outcome = db_begin_read(db, e);
    if (!outcome && plan)
        outcome = measure_check(db, plan, &report, e);
    db_rollback(db);
    editions_release(editions, plan);
    editions_free(editions);
    if (outcome || !plan)
        return outcome;
    if (report.differing)
        return err_set(e, REFUSED, NULL, "measures_differ",
                       "%lld counters are not what the records say: %s",
                       "%lld 个计数与记录不一致:%s", (long long)report.differing, report.fault);
    cli_say(cli, "measures: %lld counted again, %lld counters agree",
            "指标:重算 %lld 项,%lld 个计数一致", (long long)report.measures,
            (long long)report.cells);
    return OK;
}

static enum outcome check_stock(struct cli *cli, struct db *db, struct err *e)
{
    struct stock_report report;
    enum outcome outcome = db_begin_read(db, e);
    if (!outcome)
        outcome = stock_check(db, &report, e);
    db_rollback(db);
    if (outcome)
        return outcome;
    if (report.differing)
        return err_set(e, REFUSED, NULL, "stock_differs", "the stock books do not add up: %s",
                       "物资账目不平:%s", report.fault);
    cli_say(cli, "stock: %lld movements, both sides of every item are equal",
            "物资账:%lld 笔,各品种收付两方相等", (long long)report.moves);
    return OK;
}

enum outcome check_command(struct cli *cli, struct err *e)
{
    struct store *store = NULL;
    struct db *db = NULL;
    if (cli->rest_n)
        return cli_usage(e, "usage: lianfang check [--db FILE]", "用法:lianfang check [--db 文件]");
    enum outcome outcome = cli_has_database(cli, e);
    if (!outcome)
        outcome = store_open(&store, cli->db, e);
    if (outcome)
        return outcome;
    outcome = db_open(&db, store, DB_READ, e);
    if (!outcome)
        outcome = check(cli, db, e);
    if (!outcome)
        outcome = check_references(cli, db, e);
    if (!outcome)
        outcome = check_duties(cli, store, db, e);
    if (!outcome)
        outcome = check_measures(cli, db, e);
    if (!outcome)
        outcome = check_stock(cli, db, e);
    db_close(db);
    store_close(store);
    return outcome;
}
