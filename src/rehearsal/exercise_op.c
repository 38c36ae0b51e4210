/* Operations on an exercise: starting it in a database of its own, where it stands, stopping it,
 * and the report afterwards: what was late, and what that would have cost. */
#include <fcntl.h>
#include <math.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/text.h"
#include "ledger/edition.h"
#include "paper/doc.h"
#include "place/place.h"
#include "rehearsal/exercise.h"
#include "value/time.h"

#define PEOPLE_MOST 1000000
#define SPEED_USUAL 24 /* a day in an hour */
#define REPORT_RUNS 20
#define TOWNS_MOST 250

/* ---- playing the drill ---- */

struct towns {
    struct drill_place list[TOWNS_MOST];
    int64_t ids[TOWNS_MOST];
    int n;
};

static enum outcome read_towns(struct towns *t, struct call *c, int64_t place, struct err *e)
{
    struct buf out;
    json_t *rows = NULL, *row;
    size_t i;
    buf_init(&out, LIMIT_RESPONSE);
    enum outcome o = place_children_json(&out, c->db, place, false, e);
    if (!o)
        o = json_parse(&rows, out.data, out.len, e);
    json_array_foreach(rows, i, row)
    {
        const char *id = json_string_value(json_object_get(row, "id"));
        const char *kind = json_string_value(json_object_get(row, "kind"));
        const struct kind *of = kind ? plan_kind(c->plan, kind) : NULL;
        int64_t villages = json_integer_value(json_object_get(row, "children"));
        if (!of || !of->is_area || villages < 1 || t->n == TOWNS_MOST || !id)
            continue;
        text_int(id, strlen(id), &t->ids[t->n]);
        t->list[t->n] = (struct drill_place){
            .code = t->n + 1,
            .name = arena_dup(c->arena, json_string_value(json_object_get(row, "name"))),
            .villages = (int)villages};
        t->n++;
    }
    json_decref(rows);
    buf_fini(&out);
    return o;
}

/* more_days: added to the time before tracing begins. */
static enum outcome play(struct rehearsal *r, struct call *c, const struct exercise *x,
                         const struct towns *t, int runs, double more_days, struct err *e)
{
    struct rehearsal_size size = {x->people, x->days, runs, x->seed, 1};
    enum outcome o = setup_load(&r->setup, x->scenario, e);
    if (!o)
        o = setup_plan(&r->setup, c->plan, x->started_at / TIME_DAY, e);
    if (!o && more_days > 0) {
        char text[40];
        snprintf(text, sizeof text, "%.3f", fmin(14, r->setup.p.trace_delay + more_days));
        o = setup_set(&r->setup, "trace.delay", text, "exercise", FROM_OVERRIDE, e);
    }
    return o ? o : rehearsal_play(r, &size, t->list, t->n, NULL, NULL, e);
}

/* ---- starting ---- */

static enum outcome no_records(struct call *c, struct err *e)
{
    for (int i = 0; i < c->plan->ledgers_n; i++) {
        struct counted any = {0};
        int64_t open = 0;
        enum outcome o = count_open(&open, c, &c->plan->ledgers[i], PLACE_COUNTRY, e);
        if (!o)
            o = count_days(&any, c, &c->plan->ledgers[i], "created_at", false, PLACE_COUNTRY,
                           rehearsal_today(c) - 40, rehearsal_today(c), e);
        double n = (double)open;
        for (int d = 0; !o && d < any.days; d++)
            n += any.cases[d];
        if (o)
            return o;
        if (n > 0)
            return err_set(
                e, REFUSED, "db", "holds_records",
                "this database holds records (%s): an exercise is played in one of its "
                "own; make it with lianfang init, or say --invented for invented data",
                "此数据库已有记录（%s）：演练须使用单独的数据库，请用 lianfang init 新建；"
                "虚构数据请加 --invented",
                c->plan->ledgers[i].name);
    }
    return OK;
}

static enum outcome number(struct call *c, const char *name, int64_t absent, int64_t least,
                           int64_t most, int64_t *ret, struct err *e)
{
    enum outcome o = call_int(c, name, absent, ret, e);
    if (!o && (*ret < least || *ret > most))
        o = err_set(e, REFUSED, name, "range", "%s: %lld to %lld", "%s 应为%lld至%lld", name,
                    (long long)least, (long long)most);
    return o;
}

static enum outcome read_exercise(struct exercise *x, struct call *c, struct err *e)
{
    const char *place, *scenario = call_text(c, "scenario"), *name = call_text(c, "name");
    enum outcome o = call_need_text(c, "place", &place, e);
    *x = (struct exercise){.scenario = scenario && *scenario ? scenario : "county",
                           .name = name && *name ? name : "演练",
                           .started_at = c->now_ms / 1000};
    if (!o)
        o = place_parse(&x->place, c->db, place, e);
    if (!o)
        o = number(c, "people", 100000, 1000, PEOPLE_MOST, &x->people, e);
    if (!o)
        o = number(c, "days", 30, 1, 120, &x->days, e);
    if (!o)
        o = number(c, "seed", 1, 0, INT32_MAX, &x->seed, e);
    if (!o)
        o = number(c, "speed", SPEED_USUAL, 1, 86400, &x->speed, e);
    struct asked asked = {.scenario = x->scenario};
    return o ? o : asked_judge(&asked, c->plan, NULL, rehearsal_today(c), e);
}

struct starting {
    const struct exercise *x;
    const struct injects *all;
};

static enum outcome start_slice(struct db *db, void *arg, struct err *e)
{
    const struct starting *s = arg;
    return exercise_add(db, s->x, s->all, e);
}

static void put_exercise(struct call *c, const struct exercise *x, const struct injects *all)
{
    int64_t now = x->stopped_at ? x->stopped_at : c->now_ms / 1000;
    int64_t passed = (now - x->started_at) * x->speed;
    char when[40];
    put_object(c->out);
    put_key(c->out, "name"), put_str(c->out, x->name);
    put_key(c->out, "scenario"), put_str(c->out, x->scenario);
    put_key(c->out, "speed"), put_int(c->out, x->speed);
    put_key(c->out, "days"), put_int(c->out, x->days);
    put_key(c->out, "day"), put_int(c->out, passed / TIME_DAY);
    put_key(c->out, "hour"), put_int(c->out, passed % TIME_DAY / 3600);
    put_key(c->out, "is_over"), put_bool(c->out, x->stopped_at != 0);
    put_key(c->out, "injects");
    put_array(c->out);
    for (int i = 0; i < all->n; i++) {
        const struct inject *one = &all->list[i];
        if (!one->told_at)
            continue; /* what is to come is not told */
        put_object(c->out);
        put_key(c->out, "id"), put_id(c->out, one->id);
        put_key(c->out, "alert"), put_id(c->out, one->alert);
        put_key(c->out, "kind"), put_str(c->out, inject_rows[one->kind].word);
        put_key(c->out, "label");
        put_label(c->out, inject_rows[one->kind].label.zh, inject_rows[one->kind].label.en);
        put_key(c->out, "day"), put_int(c->out, one->day);
        put_key(c->out, "text"), put_label(c->out, one->zh, one->en);
        put_key(c->out, "told_at");
        put_text(c->out, when, datetime_print(one->told_at, c->plan->calendar.offset_s, when));
        put_key(c->out, "answer_h"), put_int(c->out, one->answer_s / 3600);
        put_key(c->out, "is_taken"), put_bool(c->out, one->taken_at != 0);
        put_key(c->out, "taken_by"), put_str(c->out, one->taken_by);
        put_key(c->out, "late_min"), put_int(c->out, inject_late_s(x, one, now) / 60);
        put_end_object(c->out);
    }
    put_end_array(c->out);
    put_end_object(c->out);
}

static enum outcome do_exercise_start(struct call *c, struct err *e)
{
    struct exercise x, before;
    struct err absent = {0};
    struct rehearsal r = {0};
    struct injects all = {0};
    struct towns *t = arena_alloc(c->arena, sizeof *t);
    enum outcome o = read_exercise(&x, c, e);
    if (!o && !exercise_get(&before, c->arena, c->db, &absent))
        o = err_set(e, CONFLICT, NULL, "exercise", "an exercise was played here already",
                    "此数据库已做过演练");
    if (!o && !call_flag(c, "invented"))
        o = no_records(c, e);
    if (!o)
        o = read_towns(t, c, x.place, e);
    setup_init(&r.setup);
    if (!o)
        o = play(&r, c, &x, t, 1, 0, e);
    if (!o)
        o = exercise_injects(&all, c->arena, &x, c->plan, r.drill, &r.setup, t->n ? t->ids : NULL,
                             e);
    rehearsal_fini(&r);
    struct starting starting = {&x, &all};
    if (!o)
        o = writer_do(c->app->writer, start_slice, &starting, e);
    if (o)
        return o;
    c->app->mark = EXERCISE_MARK;
    c->status = 201;
    put_exercise(c, &x, &all);
    return OK;
}

/* ---- while it is played ---- */

static enum outcome do_exercise_show(struct call *c, struct err *e)
{
    struct exercise x;
    struct injects all;
    enum outcome o = exercise_get(&x, c->arena, c->db, e);
    if (!o)
        o = injects_read(&all, c->arena, c->db, e);
    if (o)
        return o;
    put_exercise(c, &x, &all);
    return OK;
}

static enum outcome do_exercise_stop(struct call *c, struct err *e)
{
    struct exercise x;
    enum outcome o = exercise_get(&x, c->arena, c->db, e);
    if (!o)
        o = exercise_stop_at(c->db, c->now_ms / 1000, e);
    if (o)
        return o;
    put_object(c->out);
    put_key(c->out, "is_over"), put_bool(c->out, true);
    put_end_object(c->out);
    return OK;
}

/* ---- afterwards ---- */

struct cost { /* what the measured delay does to the same outbreak, on the same chance */
    double delay_days;
    struct band infections, confirmed;
};

static enum outcome cost_of(struct cost *ret, struct call *c, const struct exercise *x,
                            const struct injects *all, int64_t now, struct err *e)
{
    struct rehearsal plan = {0}, late = {0};
    struct towns *t = arena_alloc(c->arena, sizeof *t);
    *ret = (struct cost){.delay_days = exercise_delay_days(x, all, now)};
    enum outcome o = read_towns(t, c, x->place, e);
    setup_init(&plan.setup);
    setup_init(&late.setup);
    if (!o && ret->delay_days > 0)
        o = play(&plan, c, x, t, REPORT_RUNS, 0, e);
    if (!o && ret->delay_days > 0)
        o = play(&late, c, x, t, REPORT_RUNS, ret->delay_days, e);
    if (!o && ret->delay_days > 0) {
        struct bands *difference = bands_compare(plan.drill, late.drill);
        ret->infections = difference->infections;
        ret->confirmed = difference->confirmed;
        bands_free(difference);
    }
    rehearsal_fini(&plan);
    rehearsal_fini(&late);
    return o;
}

static const char *say(const struct call *c, const char *zh, const char *en)
{
    return c->lang == LANG_ZH ? zh : en;
}

static void report_head(struct doc *d, struct call *c, const struct exercise *x,
                        const struct injects *all, const struct cost *cost, int64_t now)
{
    int told = 0, late = 0, open = 0;
    for (int i = 0; i < all->n; i++) {
        const struct inject *one = &all->list[i];
        told += one->told_at != 0;
        late += inject_late_s(x, one, now) > 0;
        open += one->told_at && !one->taken_at;
    }
    doc_title(
        d, &(struct doc_title){
               .title = say(c, "演练总结报告", "After-action report of an exercise"),
               .subtitle = arena_printf(c->arena, "%s · %s · %s", x->name, x->scenario,
                                        say(c, "演练，非真实事件", "exercise, not a real event"))});
    doc_say(d, arena_printf(c->arena,
                            say(c, "共下达%d项，逾期%d项，未响应%d项。",
                                "%d injects were told, %d taken up late, %d never."),
                            told, late, open));
    doc_say(d, arena_printf(
                   c->arena,
                   say(c,
                       "流调与转运平均迟%.1f天；按此延误重演同一疫情，感染人数变化中位数%+.0f人"
                       "（90%%：%+.0f至%+.0f）。",
                       "Investigation and transfers were %.1f days late on average; the same "
                       "outbreak with that delay has %+.0f infections (median; 90 %%: %+.0f to "
                       "%+.0f)."),
                   cost->delay_days, cost->infections.median, cost->infections.low90,
                   cost->infections.high90));
}

static void report_rows(struct doc *d, struct call *c, const struct exercise *x,
                        const struct injects *all, int64_t now)
{
    static const struct doc_column columns[] = {
        {1, DOC_END}, {6, DOC_START}, {1.4, DOC_END}, {1.6, DOC_END}, {2, DOC_START}};
    const char *heads[] = {say(c, "第几天", "Day"), say(c, "事项", "Inject"),
                           say(c, "时限(时)", "Time (h)"), say(c, "迟(时)", "Late (h)"),
                           say(c, "响应人", "Taken by")};
    struct doc_table *t = doc_table(d, columns, 5, 1);
    doc_row(t);
    for (int i = 0; i < 5; i++)
        doc_cell_as(t, &(struct doc_cell){.text = heads[i], .bold = true});
    for (int i = 0; i < all->n; i++) {
        const struct inject *one = &all->list[i];
        int64_t late = inject_late_s(x, one, now);
        if (!one->told_at)
            continue;
        doc_row(t);
        doc_cell(t, arena_printf(c->arena, "%lld", (long long)one->day));
        doc_cell(t, say(c, one->zh, one->en));
        doc_cell(t, arena_printf(c->arena, "%lld", (long long)one->answer_s / 3600));
        doc_cell_as(t, &(struct doc_cell){
                           .text = late ? arena_printf(c->arena, "%.1f", (double)late / 3600) : "",
                           .color = late ? 0xb3261e : 0});
        doc_cell(t, one->taken_at ? one->taken_by : say(c, "未响应", "nobody"));
    }
}

static enum outcome write_pdf(struct call *c, const struct doc *d, struct err *e)
{
    char path[600];
    snprintf(path, sizeof path, "%s/exercise-XXXXXX", c->app->data_dir);
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0)
        return err_set(e, FAULT, NULL, "file", "cannot write in %s", "无法写入%s",
                       c->app->data_dir);
    unlink(path);
    enum outcome o = doc_pdf(d, fd, NULL, e);
    if (o || lseek(fd, 0, SEEK_SET)) {
        close(fd);
        return o;
    }
    c->out_fd = fd;
    c->content_type = "application/pdf";
    c->download_name = "exercise-report.pdf";
    return OK;
}

static enum outcome do_exercise_report(struct call *c, struct err *e)
{
    const char *form = call_text(c, "form");
    bool is_pdf = form && !strcmp(form, "pdf");
    struct exercise x;
    struct injects all;
    struct cost cost;
    enum outcome o = exercise_get(&x, c->arena, c->db, e);
    if (!o)
        o = injects_read(&all, c->arena, c->db, e);
    int64_t now = o ? 0 : x.stopped_at ? x.stopped_at : c->now_ms / 1000;
    if (!o)
        o = cost_of(&cost, c, &x, &all, now, e);
    if (o)
        return o;
    struct doc *d = doc_new(&(struct doc_page){
        .numbers = true, .lang = c->lang, .header = EXERCISE_MARK, .watermark = EXERCISE_MARK});
    report_head(d, c, &x, &all, &cost, now);
    report_rows(d, c, &x, &all, now);
    o = is_pdf ? write_pdf(c, d, e) : doc_html(d, c->out, e);
    if (!o && !is_pdf)
        c->content_type = "text/html; charset=utf-8";
    doc_free(d);
    return o;
}

/* ---- the rows ---- */

static const struct arg none[] = {{0}};
static const struct arg exercise_args[] = {
    {"place", ARG_PLACE, true, {"演练的地点", "who exercises"}},
    {"name", ARG_TEXT, false, {"演练名称", "its name"}},
    {"scenario", ARG_TEXT, false, {"情景，缺省county", "the scenario; county when absent"}},
    {"people", ARG_INT, false, {"人口，缺省100000", "people; 100,000 when absent"}},
    {"days", ARG_INT, false, {"演练的天数，缺省30", "days of the outbreak; 30 when absent"}},
    {"seed", ARG_INT, false, {"随机种子", "seed"}},
    {"speed",
     ARG_INT,
     false,
     {"时钟倍数，缺省24（一小时一天）",
      "times faster than the clock; 24 when absent: a day an hour"}},
    {"invented", ARG_FLAG, false, {"库中数据均为虚构", "what this database holds is invented"}},
    {0}};
static const struct arg report_args[] = {
    {"form", ARG_TEXT, false, {"html或pdf，缺省html", "html or pdf; html when absent"}}, {0}};

static const struct op rows[] = {
    {"exercise.report",
     "exercise report",
     "GET",
     "/api/exercise/report",
     report_args,
     NEED_USER,
     OP_SLOW,
     do_exercise_report,
     NULL,
     {"演练总结：何事逾期、代价多少", "The report afterwards: what was late, what it cost"}},
    {"exercise.show",
     "exercise show",
     "GET",
     "/api/exercise",
     none,
     NEED_USER,
     OP_READ,
     do_exercise_show,
     "Exercise",
     {"演练进行到哪里", "Where the exercise stands"}},
    {"exercise.start",
     "exercise start",
     "POST",
     "/api/exercise",
     exercise_args,
     NEED_OWNER,
     OP_SLOW,
     do_exercise_start,
     "Exercise",
     {"在单独的数据库中开始演练", "Start an exercise in a database of its own"}},
    {"exercise.stop",
     "exercise stop",
     "POST",
     "/api/exercise/stop",
     none,
     NEED_OWNER,
     OP_WRITE,
     do_exercise_stop,
     NULL,
     {"结束演练", "End the exercise"}},
};

const struct op *exercise_ops(int *ret_n)
{
    *ret_n = (int)(sizeof(rows) / sizeof(rows[0]));
    return rows;
}
