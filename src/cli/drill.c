/* `lianfang drill`: reads a plan, a scenario and places, rehearses, writes a folder of results.
 * The model is drill/'s; no database is touched. */
#include "drill/drill.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/cli_int.h"
#include "paper/csv.h"
#include "value/time.h"

#define OUT_MAX (256u << 20)
#define TOWNS_MAX 250

struct rehearsal { /* one plan with its scenario */
    struct drill_setup setup;
    struct world *world;
    struct drill *drill;
    struct bands *bands;
};

struct sizes {
    int64_t people, days, runs, seed, threads;
};

struct towns {
    struct drill_place list[TOWNS_MAX];
    int n;
    char names[TOWNS_MAX][100];
};

static enum outcome read_setup(struct drill_setup *s, const char *plan_path, const char *modules,
                               const char *scenario, int64_t day, struct err *e)
{
    enum outcome outcome = setup_load(s, scenario, e);
    struct plan_errors errors = {0};
    struct plan *plan = NULL;
    if (outcome || !strcmp(plan_path, "-"))
        return outcome;
    outcome = plan_load(&plan, plan_path, modules, &errors);
    if (outcome) {
        int wrong = errors.n - errors.warnings_n;
        err_set(e, outcome, NULL, "plan", "%s: %d mistakes; see lianfang plan check",
                "%s:%d 处错误,见 lianfang plan check", plan_path, wrong);
    } else {
        outcome = setup_plan(s, plan, day, e);
    }
    plan_errors_fini(&errors);
    plan_free(plan);
    return outcome;
}

/* Levers for trying: "quarantine.rooms=400;trace.delay=2" stand above plan and scenario. */
static enum outcome set_levers(struct drill_setup *s, const char *levers, struct err *e)
{
    enum outcome outcome = OK;
    while (levers && *levers && !outcome) {
        size_t len = strcspn(levers, ";"), name = strcspn(levers, "=");
        char key[80], value[300];
        if (name >= len || name >= sizeof key || len - name > sizeof value)
            return err_set(e, REFUSED, "set", RULE_USAGE, "--set wants NAME=VALUE;NAME=VALUE",
                           "--set 需要 名称=值;名称=值");
        snprintf(key, sizeof key, "%.*s", (int)name, levers);
        snprintf(value, sizeof value, "%.*s", (int)(len - name - 1), levers + name + 1);
        outcome = setup_set(s, key, value, "--set", FROM_OVERRIDE, e);
        levers += len + (levers[len] == ';');
    }
    return outcome;
}

/* Towns of a places file (code,name,kind) with their numbers of villages. */
static enum outcome read_towns(struct towns *towns, const char *path, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC), n = 0;
    const struct csv_cell *cells;
    struct csv *csv = NULL;
    if (fd < 0)
        return err_set(e, NOT_FOUND, NULL, "file", "cannot read %s", "无法读取 %s", path);
    enum outcome outcome = csv_new(&csv, fd, e);
    while (!outcome && !(outcome = csv_next(csv, &cells, &n, e)) && n > 0) {
        int64_t code;
        if (n < 2 || !text_int(cells[0].s, cells[0].len, &code) || code / 1000 % 1000 == 0)
            continue;
        struct drill_place *last = towns->n ? &towns->list[towns->n - 1] : NULL;
        if (code % 1000 == 0 && towns->n < TOWNS_MAX) {
            char *name = towns->names[towns->n];
            snprintf(name, sizeof towns->names[0], "%.*s", (int)cells[1].len, cells[1].s);
            towns->list[towns->n++] = (struct drill_place){code, name, 0};
        } else if (last && code / 1000 == last->code / 1000) {
            last->villages++;
        } else {
            for (int t = 0; t < towns->n; t++)
                towns->list[t].villages += towns->list[t].code / 1000 == code / 1000;
        }
    }
    csv_free(csv);
    close(fd);
    if (!outcome && !towns->n)
        return err_set(e, REFUSED, "places", "places", "%s has no towns", "%s 中没有镇街", path);
    return outcome;
}

static void progress(void *arg, int done)
{
    const struct sizes *sizes = arg;
    cli_progress("drill", done, sizes->runs);
}

static enum outcome rehearse(struct rehearsal *r, const struct sizes *sizes,
                             const struct towns *towns, struct err *e)
{
    enum outcome outcome =
        world_new(&r->world, &r->setup.p, (uint32_t)sizes->people, (uint64_t)sizes->seed,
                  towns->n ? towns->list : NULL, towns->n, e);
    if (!outcome)
        outcome = drill_new(&r->drill, r->world, (int)sizes->days, (int)sizes->runs,
                            (uint64_t)sizes->seed, (int)sizes->threads,
                            sizes->runs > 1 ? progress : NULL, (void *)sizes, e);
    if (!outcome)
        r->bands = bands_make(r->drill);
    return outcome;
}

static void rehearsal_fini(struct rehearsal *r)
{
    bands_free(r->bands);
    drill_free(r->drill);
    world_free(r->world);
    setup_fini(&r->setup);
}

static enum outcome save(struct buf *out, const char *folder, const char *name, struct err *e)
{
    char path[1000];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (buf_is_over(out))
        return err_set(e, TOO_LARGE, NULL, "size", "%s is too large", "%s 过大", name);
    enum outcome outcome = file_write(path, out->data, out->len, 0644, e);
    buf_clear(out);
    return outcome;
}

/* Everything of one drill; difference may be NULL. */
static enum outcome write_all(const struct rehearsal *r, const struct bands *difference,
                              const char *folder, struct err *e)
{
    struct buf out;
    enum outcome outcome = file_make_folder(folder, e);
    buf_init(&out, OUT_MAX);
#define WRITE(name, call)                                                                          \
    if (!outcome) {                                                                                \
        call;                                                                                      \
        outcome = save(&out, folder, name, e);                                                     \
    }
    WRITE("parameters.csv", setup_csv(&out, &r->setup))
    WRITE("series.csv", report_series_csv(&out, r->bands))
    WRITE("runs.csv", report_runs_csv(&out, r->drill))
    WRITE("places.csv", report_places_csv(&out, r->drill))
    WRITE("shortages.csv", report_shortages_csv(&out, r->drill))
    WRITE("drill.json", report_json(&out, &r->setup, r->drill, r->bands))
    WRITE("summary.zh.html", report_page(&out, &r->setup, r->drill, r->bands, difference, LANG_ZH))
    WRITE("summary.en.html", report_page(&out, &r->setup, r->drill, r->bands, difference, LANG_EN))
    if (difference) {
        WRITE("difference.csv", report_series_csv(&out, difference))
    }
#undef WRITE
    buf_fini(&out);
    return outcome;
}

static void tell_result(const struct cli *cli, const struct rehearsal *r,
                        const struct bands *difference)
{
    struct shortage s[CAPACITIES];
    const struct bands *b = r->bands;
    int first = 0;
    if (cli->is_json) {
        struct buf out;
        buf_init(&out, OUT_MAX);
        report_json(&out, &r->setup, r->drill, b);
        printf("%s\n", out.data);
        buf_fini(&out);
        return;
    }
    cli_say(cli,
            "R0 %.2f. Infections %.0f (90 %%: %.0f-%.0f), confirmed %.0f, deaths %.0f; "
            "controlled in %.0f %% of runs",
            "R0 %.2f。感染 %.0f 人(90%%:%.0f–%.0f),确诊 %.0f 人,死亡 %.0f 人;%.0f%% 的推演得到控制",
            world_r0(r->world), b->infections.median, b->infections.low90, b->infections.high90,
            b->confirmed.median, b->deaths.median, 100 * b->controlled);
    shortages(r->drill, s);
    for (int c = 1; c < CAPACITIES; c++)
        if (s[c].first > s[first].first)
            first = c;
    if (first)
        cli_say(cli, "First to run short: %s, day %.0f, probability %.0f %%",
                "最先不足:%s,第 %.0f 天,概率 %.0f%%",
                label_text(&capacity_rows[first].label, cli->lang), s[first].day.median,
                100 * s[first].probability);
    else
        cli_say(cli, "Nothing ran short", "各项能力均够用");
    if (difference)
        cli_say(cli, "The other plan: %+.0f infections (90 %%: %+.0f to %+.0f)",
                "另一方案:感染 %+.0f 人(90%%:%+.0f 至 %+.0f)", difference->infections.median,
                difference->infections.low90, difference->infections.high90);
}

static enum outcome read_sizes(const struct cli *cli, struct sizes *s, struct err *e)
{
    const struct {
        const char *name;
        int64_t absent, least, most, *to;
    } rows[] = {{"people", 100000, 100, 100000000, &s->people},
                {"days", 120, 1, 1000, &s->days},
                {"runs", 100, 1, 10000, &s->runs},
                {"seed", 1, 0, INT64_MAX, &s->seed},
                {"threads", sysconf(_SC_NPROCESSORS_ONLN), 1, 64, &s->threads}};
    for (int i = 0; i < 5; i++) {
        enum outcome outcome = cli_number(cli, rows[i].name, rows[i].absent, rows[i].to, e);
        if (outcome)
            return outcome;
        if (*rows[i].to < rows[i].least || *rows[i].to > rows[i].most)
            return err_set(e, REFUSED, rows[i].name, RULE_USAGE, "--%s: %lld to %lld",
                           "--%s 应为 %lld 至 %lld", rows[i].name, (long long)rows[i].least,
                           (long long)rows[i].most);
    }
    return OK;
}

/* The day whose standards count. */
static enum outcome read_day(const struct cli *cli, int64_t *ret, struct err *e)
{
    const char *day = cli_option(cli, "day");
    struct clock clock = clock_system();
    *ret = clock_now_s(&clock) / TIME_DAY;
    if (day && !date_parse(day, strlen(day), false, ret))
        return err_set(e, REFUSED, "day", RULE_USAGE, "--day wants a date such as 2026-11-23",
                       "--day 需要日期,如 2026-11-23");
    return OK;
}

static enum outcome print_parameters(void)
{
    struct drill_setup s;
    struct buf out;
    setup_init(&s);
    buf_init(&out, OUT_MAX);
    setup_csv(&out, &s);
    fwrite(out.data, 1, out.len, stdout);
    buf_fini(&out);
    setup_fini(&s);
    return OK;
}

static enum outcome write_visits(const struct cli *cli, const struct rehearsal *r,
                                 const struct sizes *sizes, struct err *e)
{
    const char *path = cli_option(cli, "visits");
    struct buf out;
    enum outcome outcome;
    if (!path)
        return OK;
    buf_init(&out, OUT_MAX);
    outcome = report_visits_csv(&out, r->drill, (int)(sizes->days < 14 ? sizes->days : 14), e);
    if (!outcome)
        outcome = file_write(path, out.data, out.len, 0644, e);
    buf_fini(&out);
    return outcome;
}

enum outcome drill_command(struct cli *cli, struct err *e)
{
    const char *folder = cli_option(cli, "o"), *against = cli_option(cli, "against");
    const char *scenario = cli_option(cli, "against-scenario"), *places = cli_option(cli, "places");
    const char *modules = cli_option(cli, "modules");
    static struct towns towns; /* 25 KB; a command runs once */
    struct rehearsal first = {0}, second = {0};
    struct bands *difference = NULL;
    struct sizes sizes;
    if (cli_option(cli, "parameters"))
        return print_parameters();
    if (cli->rest_n != 2)
        return cli_usage(e,
                         "usage: lianfang drill PLAN|- SCENARIO [--people N] [--days N] "
                         "[--runs N] [--seed N] [-o DIR]",
                         "用法:lianfang drill 预案|- 情景 [--people 人数] [--days 天数] "
                         "[--runs 次数] [--seed 种子] [-o 目录]");
    int64_t day;
    bool two = against || scenario;
    setup_init(&first.setup);
    setup_init(&second.setup);
    enum outcome outcome = read_sizes(cli, &sizes, e);
    if (!outcome)
        outcome = read_day(cli, &day, e);
    if (!outcome && places)
        outcome = read_towns(&towns, places, e);
    if (!outcome)
        outcome = read_setup(&first.setup, cli->rest[0], modules, cli->rest[1], day, e);
    if (!outcome)
        outcome = set_levers(&first.setup, cli_option(cli, "set"), e);
    if (!outcome && two)
        outcome = read_setup(&second.setup, against ? against : cli->rest[0], modules,
                             scenario ? scenario : cli->rest[1], day, e);
    if (!outcome)
        outcome = rehearse(&first, &sizes, &towns, e);
    if (!outcome && two)
        outcome = rehearse(&second, &sizes, &towns, e);
    if (!outcome && two)
        difference = bands_compare(first.drill, second.drill);
    if (!outcome && folder)
        outcome = write_all(&first, difference, folder, e);
    if (!outcome && folder && two) {
        char other[900];
        snprintf(other, sizeof other, "%s/against", folder);
        outcome = write_all(&second, NULL, other, e);
    }
    if (!outcome)
        outcome = write_visits(cli, &first, &sizes, e);
    if (!outcome)
        tell_result(cli, &first, difference);
    bands_free(difference);
    rehearsal_fini(&first);
    rehearsal_fini(&second);
    return outcome;
}
