/* `lianfang drill`: reads a plan, a scenario and places, rehearses, writes a folder of results.
 * The model is drill/'s; no database is touched. */
#include "rehearsal/rehearsal.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/cli_int.h"
#include "paper/csv.h"
#include "value/time.h"

#define OUT_MAX (256u << 20)
#define TOWNS_MAX 250
#define PLAN_TEXT_MAX (64u << 20)

struct towns {
    struct drill_place list[TOWNS_MAX];
    int n;
    char names[TOWNS_MAX][100];
};

/* A plan's files, or the one text that an edition is kept as. */
static enum outcome load_plan(struct plan **ret, const char *path, const char *modules,
                              struct plan_errors *errors, struct err *e)
{
    char *text = NULL;
    size_t len;
    struct err folder = {0};
    (void)e;
    if (file_read(&text, &len, path, PLAN_TEXT_MAX, &folder) || !text_starts(text, "--- file: ")) {
        free(text);
        return plan_load(ret, path, modules, errors);
    }
    enum outcome outcome = plan_load_source(ret, text, len, errors);
    free(text);
    return outcome;
}

static enum outcome read_setup(struct drill_setup *s, const char *plan_path, const char *modules,
                               const char *scenario, int64_t day, struct err *e)
{
    enum outcome outcome = setup_load(s, scenario, e);
    struct plan_errors errors = {0};
    struct plan *plan = NULL;
    if (outcome || !strcmp(plan_path, "-"))
        return outcome;
    outcome = load_plan(&plan, plan_path, modules, &errors, e);
    if (outcome && !errors.n) {
        plan_errors_fini(&errors);
        return outcome;
    }
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

/* To people on their terminal, or as lines for the program that started this one. */
struct following {
    int64_t total, before; /* runs of all drills; done by the first */
    bool is_program;
};

static void progress(void *arg, int done)
{
    const struct following *f = arg;
    if (!f->is_program) {
        cli_progress("drill", f->before + done, f->total);
        return;
    }
    printf("progress %lld %lld\n", (long long)f->before + done, (long long)f->total);
    fflush(stdout);
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

static enum outcome read_sizes(const struct cli *cli, struct rehearsal_size *s, struct err *e)
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
                                 const struct rehearsal_size *sizes, struct err *e)
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
    const char *scenario = cli_option(cli, "against_scenario"), *places = cli_option(cli, "places");
    const char *levers = cli_option(cli, "set"), *more = cli_option(cli, "against_set");
    const char *modules = cli_option(cli, "modules");
    static struct towns towns; /* 25 KB; a command runs once */
    struct rehearsal first = {0}, second = {0};
    struct bands *difference = NULL;
    struct rehearsal_size sizes;
    if (cli_option(cli, "parameters"))
        return print_parameters();
    if (cli->rest_n != 2)
        return cli_usage(e,
                         "usage: lianfang drill PLAN|- SCENARIO [--people N] [--days N] "
                         "[--runs N] [--seed N] [-o DIR]",
                         "用法:lianfang drill 预案|- 情景 [--people 人数] [--days 天数] "
                         "[--runs 次数] [--seed 种子] [-o 目录]");
    int64_t day;
    bool two = against || scenario || more;
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
        outcome = set_levers(&first.setup, levers, e);
    if (!outcome && two)
        outcome = read_setup(&second.setup, against ? against : cli->rest[0], modules,
                             scenario ? scenario : cli->rest[1], day, e);
    if (!outcome && two)
        outcome = set_levers(&second.setup, levers, e);
    if (!outcome && two)
        outcome = set_levers(&second.setup, more, e);
    if (cli_option(cli, "title"))
        first.setup.name = second.setup.name = cli_option(cli, "title");
    struct following following = {two ? 2 * sizes.runs : sizes.runs, 0,
                                  cli_option(cli, "progress")};
    if (!outcome)
        outcome = rehearsal_play(&first, &sizes, towns.list, towns.n, progress, &following, e);
    following.before = sizes.runs;
    if (!outcome && two)
        outcome = rehearsal_play(&second, &sizes, towns.list, towns.n, progress, &following, e);
    if (!outcome && two)
        difference = bands_compare(first.drill, second.drill);
    if (!outcome && folder)
        outcome = rehearsal_write(&first, difference, folder, e);
    if (!outcome && folder && two) {
        char other[900];
        snprintf(other, sizeof other, "%s/against", folder);
        outcome = rehearsal_write(&second, NULL, other, e);
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
