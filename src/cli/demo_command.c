/* `lianfang demo`: a new database with an invented county in it. What it invents is demo.c's. */
#include <unistd.h>

#include "cli/cli_int.h"
#include "demo/demo.h"
#include "cli/setup.h"
#include "ledger/edition.h"
#include "value/time.h"

#define PEOPLE_DEFAULT 30000
#define PEOPLE_MOST 2000000
#define HOUR_OF_DAY 10 /* the county has reached ten in the morning */

static void progress(void *arg, const char *what, int64_t done, int64_t total)
{
    cli_progress((void *)(intptr_t)what, done, total);
}

/* --day as the moment the demo has reached; now when it is not given. */
static enum outcome read_day(const struct cli *cli, const struct app *app, const struct plan *plan,
                             int64_t *ret_ms, struct err *e)
{
    const char *day = cli_option(cli, "day");
    int64_t date;
    *ret_ms = clock_now_ms(&app->clock);
    if (!day)
        return OK;
    if (!date_parse(day, strlen(day), false, &date))
        return err_set(e, REFUSED, "day", RULE_USAGE, "--day wants a date such as 2026-11-23",
                       "--day 需要日期,如 2026-11-23");
    *ret_ms = (date * TIME_DAY + HOUR_OF_DAY * 3600 - plan->calendar.offset_s) * 1000;
    return OK;
}

static void print_users(const struct cli *cli)
{
    cli_say(cli, "Users (password %s):", "用户(密码 %s):", DEMO_PASSWORD);
    for (const struct demo_user *u = demo_users; u->login; u++)
        fprintf(cli->is_json ? stderr : stdout, "  %-14s %-14s %s\n", u->login, u->post,
                label_text(&u->name, cli->lang));
}

static enum outcome fill(struct cli *cli, struct app *app, const struct plan *plan,
                         struct demo_options *demo, struct err *e)
{
    const char *places = cli_option(cli, "places");
    enum outcome outcome = read_day(cli, app, plan, &demo->now_ms, e);
    if (!outcome)
        outcome = setup_places(app, plan, places, e);
    if (!outcome)
        outcome = setup_find_place(app, "county", &demo->county, e);
    if (!outcome)
        outcome = demo_fill(app, plan, demo, e);
    return outcome;
}

enum outcome demo_command(struct cli *cli, struct err *e)
{
    struct app_options options = cli_app_options(cli);
    struct demo_options demo = {.progress = progress};
    struct instance instance;
    struct app *app = NULL;
    int64_t people, seed;
    enum outcome outcome = cli_number(cli, "people", PEOPLE_DEFAULT, &people, e);
    if (!outcome)
        outcome = cli_number(cli, "seed", 1, &seed, e);
    if (outcome)
        return outcome;
    if (cli_option(cli, "users")) {
        print_users(cli);
        return OK;
    }
    options.plan = cli_option(cli, "plan");
    if (cli->rest_n || !cli_option(cli, "places") || !options.plan || people < 1 ||
        people > PEOPLE_MOST)
        return cli_usage(
            e, "usage: lianfang demo --plan FILE --places CSV [--people N] [--day DATE]",
            "用法:lianfang demo --plan 预案 --places CSV [--people 人数] [--day 日期]");
    if (!strstr(cli->db, "://") && !access(cli->db, F_OK))
        return err_set(e, REFUSED, "db", "exists", "%s exists already", "%s 已存在", cli->db);
    demo.people = (int)people;
    demo.seed = (uint64_t)seed;
    demo.plan_path = options.plan;
    outcome = cli_open(&app, &instance, cli, &options, e);
    if (outcome)
        return outcome;
    const struct plan *plan = editions_hold(app->editions);
    outcome = fill(cli, app, plan, &demo, e);
    editions_release(app->editions, plan);
    cli_close(cli, app, &instance);
    if (!outcome)
        print_users(cli);
    return outcome;
}
