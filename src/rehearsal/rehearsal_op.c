/* Operations on drills: choices, asking for one, progress, results, naming, sharing, stopping. Who
 * administers a place may rehearse its plan; a drill is seen by who asked for it and, when shared,
 * by whoever sees its place. No drill tells of real people. */
#include <unistd.h>

#include "base/limits.h"
#include "base/text.h"
#include "ledger/edition.h"
#include "place/place.h"
#include "rehearsal/rehearsal_int.h"
#include "value/time.h"

#define NAME_CHARS 60
#define TOWNS_MAX 250

int64_t rehearsal_today(const struct call *c)
{
    return (c->now_ms / 1000 + c->plan->calendar.offset_s) / TIME_DAY;
}

static enum outcome no_drill(struct err *e)
{
    return err_set(e, NOT_FOUND, "drill", "no_drill", "there is no such drill", "没有这次推演");
}

static bool may_see(const struct call *c, const struct kept *k)
{
    return c->actor->is_system || k->owner == c->actor->user ||
           (k->is_shared && guard_sees_place(c->actor, k->place));
}

static bool may_change(const struct call *c, const struct kept *k)
{
    return c->actor->is_system || k->owner == c->actor->user ||
           (k->is_shared && guard_is_admin(c->actor, k->place));
}

enum outcome kept_argument(struct call *c, struct kept *ret, bool to_change, struct err *e)
{
    int64_t id;
    enum outcome o = call_id(c, "drill", &id, e);
    if (!o)
        o = kept_get(ret, c->arena, c->db, id, e);
    if (!o && !may_see(c, ret))
        return no_drill(e);
    if (!o && to_change && !may_change(c, ret))
        return err_set(e, DENIED, NULL, "not_allowed", "this drill is somebody else's",
                       "此推演属于他人");
    return o;
}

/* ---- showing ---- */

static void put_moment_of(struct call *c, const char *key, int64_t seconds)
{
    char text[40];
    put_key(c->out, key);
    if (seconds)
        put_text(c->out, text, datetime_print(seconds, c->plan->calendar.offset_s, text));
    else
        put_null(c->out);
}

static void put_json_or_null(struct buf *out, const char *key, const char *text)
{
    put_key(out, key);
    if (text && *text)
        put_raw(out, text, strlen(text));
    else
        put_null(out);
}

static enum outcome put_place_of(struct call *c, int64_t id, struct err *e)
{
    struct place p = {0};
    enum outcome o = place_get(&p, c->arena, c->db, id, e);
    put_key(c->out, "place");
    put_object(c->out);
    put_key(c->out, "id"), put_id(c->out, id);
    put_key(c->out, "title"), put_str(c->out, o ? "" : p.name);
    put_end_object(c->out);
    return o == NOT_FOUND ? OK : o;
}

static enum outcome put_kept(struct call *c, const struct kept *k, struct err *e)
{
    struct buf *out = c->out;
    const char *owner = "";
    int64_t done = 0, total = 0;
    enum outcome o = guard_user_name(c->db, c->arena, k->owner, &owner, e);
    if (!strcmp(k->state, "running") || !strcmp(k->state, "waiting"))
        rehearsals_progress(c->app->rehearsals, k->id, &done, &total);
    put_object(out);
    put_key(out, "id"), put_id(out, k->id);
    put_key(out, "name"), put_str(out, k->name);
    o = o == NOT_FOUND ? OK : o;
    if (!o)
        o = put_place_of(c, k->place, e);
    put_key(out, "owner"), put_str(out, owner);
    put_key(out, "is_own"), put_bool(out, k->owner == c->actor->user);
    put_key(out, "is_shared"), put_bool(out, k->is_shared);
    put_key(out, "edition"), put_id(out, k->edition);
    put_key(out, "against"), put_id(out, k->against);
    put_json_or_null(out, "settings", k->settings);
    put_key(out, "state"), put_str(out, k->state);
    put_key(out, "done"), put_int(out, done);
    put_key(out, "total"), put_int(out, total);
    put_key(out, "problem"), put_str(out, k->problem);
    put_json_or_null(out, "headline", k->headline);
    put_moment_of(c, "created_at", k->created_at);
    put_moment_of(c, "ended_at", k->ended_at);
    put_end_object(out);
    return o;
}

static enum outcome show(struct call *c, struct err *e)
{
    struct kept k;
    enum outcome o = kept_argument(c, &k, false, e);
    return o ? o : put_kept(c, &k, e);
}

static enum outcome list(struct call *c, struct err *e)
{
    struct kept *rows;
    int n;
    enum outcome o = kept_list(&rows, &n, c->arena, c->db, c->actor->user, e);
    if (o)
        return o;
    put_object(c->out);
    put_key(c->out, "rows");
    put_array(c->out);
    for (int i = 0; !o && i < n; i++)
        if (may_see(c, &rows[i]))
            o = put_kept(c, &rows[i], e);
    put_end_array(c->out);
    put_end_object(c->out);
    return o;
}

/* ---- asking for one ---- */

struct creating {
    struct call *c;
    struct kept *k;
};

static enum outcome create_slice(struct db *db, void *arg, struct err *e)
{
    const struct creating *w = arg;
    int64_t waiting;
    enum outcome o = kept_waiting(&waiting, db, w->k->owner, e);
    if (!o && waiting >= LIMIT_DRILL_WAITING)
        return err_set(e, BUSY, NULL, "drills_waiting",
                       "%d of your drills wait already; let one end, or stop it",
                       "您已有%d次推演在等待，请待其结束或取消", LIMIT_DRILL_WAITING);
    return o ? o : kept_add(db, w->c->app->journal, w->k, w->c->now_ms, e);
}

struct dropping {
    int64_t id;
    struct call *c;
};

static enum outcome drop_slice(struct db *db, void *arg, struct err *e)
{
    const struct dropping *d = arg;
    return kept_result(db, d->id, "failed", "等待的推演过多 / too many are waiting", "",
                       d->c->now_ms / 1000, e);
}

/* Towns below the place with their numbers of villages, as drill's places file. */
static enum outcome towns_of(struct call *c, struct queued *q, int64_t place, struct err *e)
{
    struct buf out, csv;
    json_t *rows = NULL, *row;
    size_t i;
    int n = 0;
    buf_init(&out, LIMIT_RESPONSE);
    buf_init(&csv, LIMIT_RESPONSE);
    enum outcome o = place_children_json(&out, c->db, place, false, e);
    if (!o)
        o = json_parse(&rows, out.data, out.len, e);
    buf_text(&csv, "code,name,kind\n");
    if (!o) {
        json_array_foreach(rows, i, row)
        {
            const char *name = json_string_value(json_object_get(row, "name"));
            const char *kind = json_string_value(json_object_get(row, "kind"));
            const struct kind *of = kind ? plan_kind(c->plan, kind) : NULL;
            int64_t villages = json_integer_value(json_object_get(row, "children"));
            if (!of || !of->is_area || villages < 1 || n >= TOWNS_MAX)
                continue;
            n++;
            buf_printf(&csv, "%lld,%s,town\n", 100000000000 + n * 1000LL, name);
            for (int64_t v = 1; v <= villages && v < 900; v++)
                buf_printf(&csv, "%lld,%lld,village\n", 100000000000 + n * 1000LL + v,
                           (long long)v);
        }
    }
    if (!o && n)
        q->towns_csv = arena_text(&q->arena, csv.data, csv.len);
    json_decref(rows);
    buf_fini(&csv);
    buf_fini(&out);
    return o;
}

/* The edition named by a member of the body, held; NULL when absent. */
static enum outcome edition_member(struct call *c, const char *name, const struct plan **ret,
                                   struct err *e)
{
    const char *text = json_string_value(json_object_get(c->body, name));
    int64_t no;
    *ret = NULL;
    if (!text || !*text)
        return OK;
    if (!text_int(text, strlen(text), &no))
        return err_set(e, REFUSED, name, "edition", "%s is the id of an edition", "%s 应为版次编号",
                       name);
    return editions_find(c->app->editions, c->db, no, ret, e);
}

static enum outcome place_member(struct call *c, int64_t *ret, struct err *e)
{
    const char *text = json_string_value(json_object_get(c->body, "place"));
    if (!text || !*text)
        return err_set(e, REFUSED, "place", "required", "place is required", "须选择地点");
    enum outcome o = place_parse(ret, c->db, text, e);
    if (!o && !c->actor->is_system && !guard_is_admin(c->actor, *ret))
        o = err_set(e, DENIED, NULL, "not_allowed",
                    "only an administrator of the place may rehearse its plan",
                    "只有该地点的管理员可以推演其预案");
    return o;
}

static enum outcome name_member(json_t *body, const char *otherwise, const char **ret,
                                struct err *e)
{
    json_t *v = json_object_get(body, "name");
    *ret = json_is_string(v) ? json_string_value(v) : otherwise;
    size_t len = strlen(*ret);
    if ((v && !json_is_string(v)) || !len || text_chars(*ret, len) > NAME_CHARS ||
        text_has_control(*ret, len))
        return err_set(e, REFUSED, "name", "name", "a name has 1 to %d characters",
                       "名称应为1至%d个字", NAME_CHARS);
    return OK;
}

static const char *settings_text(struct call *c, const struct asked *asked)
{
    struct buf out;
    buf_init(&out, LIMIT_BODY);
    asked_json(&out, asked);
    const char *text = arena_text(c->arena, out.data, out.len);
    buf_fini(&out);
    return text;
}

static enum outcome begin(struct call *c, struct kept *k, const struct plan *plan,
                          const struct plan *against, struct err *e)
{
    struct creating creating = {c, k};
    struct err late = {0};
    enum outcome o = writer_do(c->app->writer, create_slice, &creating, e);
    if (o)
        return o;
    struct queued *q = queued_new(c->app, k->id);
    q->plan_source = arena_text(&q->arena, plan->source, plan->source_len);
    q->against_source =
        against ? arena_text(&q->arena, against->source, against->source_len) : NULL;
    q->name = arena_dup(&q->arena, k->name);
    q->settings = arena_dup(&q->arena, k->settings);
    q->day = rehearsal_today(c);
    if ((o = towns_of(c, q, k->place, e)))
        queued_free(q);
    else
        o = rehearsals_start(c->app->rehearsals, q, c->actor->user, e);
    if (o) {
        struct dropping d = {k->id, c};
        writer_do(c->app->writer, drop_slice, &d, &late);
    }
    return o;
}

static enum outcome create(struct call *c, struct err *e)
{
    const struct plan *plan = NULL, *against = NULL;
    struct asked asked = {0};
    struct kept k = {.owner = c->actor->user > 0 ? c->actor->user : 0,
                     .created_at = c->now_ms / 1000,
                     .state = "waiting",
                     .problem = "",
                     .headline = ""};
    enum outcome o = place_member(c, &k.place, e);
    if (!o)
        o = name_member(c->body, c->lang == LANG_ZH ? "推演" : "Drill", &k.name, e);
    if (!o)
        o = asked_read(&asked, c->body, e);
    if (!o)
        o = edition_member(c, "edition", &plan, e);
    if (!o)
        o = edition_member(c, "against", &against, e);
    if (!o)
        o = asked_judge(&asked, plan ? plan : c->plan, against, rehearsal_today(c), e);
    if (!o) {
        k.edition = plan ? plan->edition_no : c->plan->edition_no;
        k.against = against ? against->edition_no : 0;
        k.settings = settings_text(c, &asked);
        o = begin(c, &k, plan ? plan : c->plan, against, e);
    }
    editions_release(c->app->editions, plan);
    editions_release(c->app->editions, against);
    if (o)
        return o;
    c->status = 201;
    return put_kept(c, &k, e);
}

/* ---- changing ---- */

static enum outcome amend(struct call *c, struct err *e)
{
    struct kept k;
    enum outcome o = kept_argument(c, &k, true, e);
    json_t *shared = json_object_get(c->body, "is_shared");
    if (!o)
        o = name_member(c->body, k.name, &k.name, e);
    if (!o && shared && !json_is_boolean(shared))
        o = err_set(e, REFUSED, "is_shared", "flag", "is_shared is true or false",
                    "is_shared 应为 true 或 false");
    if (o)
        return o;
    k.is_shared = shared ? json_is_true(shared) : k.is_shared;
    o = kept_amend(c->db, c->app->journal, &k, c->actor->user, c->now_ms, e);
    return o ? o : put_kept(c, &k, e);
}

static enum outcome cancel(struct call *c, struct err *e)
{
    struct kept k;
    enum outcome o = kept_argument(c, &k, true, e);
    if (o)
        return o;
    if (!strcmp(k.state, "waiting")) { /* it never runs, so nobody else will say so */
        k.state = "cancelled";
        o = kept_result(c->db, k.id, k.state, "", "", c->now_ms / 1000, e);
    }
    if (o)
        return o;
    rehearsals_cancel(c->app->rehearsals, k.id);
    return put_kept(c, &k, e);
}

/* The files of a deleted drill are of no use to anybody. */
static void remove_files(struct call *c)
{
    static const char *const names[] = {
        "plan.txt",       "against.txt",    "towns.csv",       "log",
        "parameters.csv", "series.csv",     "runs.csv",        "places.csv",
        "shortages.csv",  "drill.json",     "summary.zh.html", "summary.en.html",
        "summary.zh.pdf", "summary.en.pdf", "difference.csv",  "difference.json"};
    char path[1200];
    const char *folder = c->after_arg;
    for (int second = 1; second >= 0; second--) {
        const char *below = second ? "/against" : "";
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            snprintf(path, sizeof path, "%s%s/%s", folder, below, names[i]);
            unlink(path);
        }
        snprintf(path, sizeof path, "%s%s", folder, below);
        rmdir(path);
    }
}

static enum outcome delete_one(struct call *c, struct err *e)
{
    struct kept k;
    enum outcome o = kept_argument(c, &k, true, e);
    if (!o && !strcmp(k.state, "running"))
        return err_set(e, CONFLICT, NULL, "drill_running", "stop it first", "请先停止推演");
    if (!o)
        o = kept_delete(c->db, c->app->journal, &k, c->actor->user, c->now_ms, e);
    if (o)
        return o;
    c->after_arg = (void *)rehearsal_folder(c->arena, c->app, k.id);
    c->after = remove_files;
    c->status = 204;
    return OK;
}

/* ---- the rows ---- */

static const struct arg none[] = {{0}};
static const struct arg of_one[] = {{"drill", ARG_ID, true, {"推演编号", "the drill"}}, {0}};
static const struct arg create_args[] = {
    {"body",
     ARG_BODY,
     true,
     {"{place, name, edition, against, scenario, people, days, runs, seed, set: {参数: 值}, "
      "against_set}",
      "{place, name, edition, against, scenario, people, days, runs, seed, set: {parameter: "
      "value}, against_set}"}},
    {0}};
static const struct arg amend_args[] = {
    {"drill", ARG_ID, true, {"推演编号", "the drill"}},
    {"body", ARG_BODY, true, {"{name, is_shared}", "{name, is_shared}"}},
    {0}};
static const struct arg export_args[] = {
    {"drill", ARG_ID, true, {"推演编号", "the drill"}},
    {"form",
     ARG_TEXT,
     true,
     {"csv、difference、html、json、parameters、pdf、places、runs、shortages",
      "csv, difference, html, json, parameters, pdf, places, runs or shortages"}},
    {0}};
static const struct arg choices_args[] = {
    {"scenario", ARG_TEXT, false, {"情景", "the scenario"}},
    {"edition", ARG_ID, false, {"预案版次，缺省为现行", "edition of the plan; the one in force"}},
    {0}};

static const struct op rows[] = {
    {"drill.amend",
     "drills amend",
     "PATCH",
     "/api/drills/{drill}",
     amend_args,
     NEED_USER,
     OP_WRITE,
     amend,
     "Drill",
     {"命名或共享一次推演", "Name or share a drill"}},
    {"drill.cancel",
     "drills cancel",
     "POST",
     "/api/drills/{drill}/cancel",
     of_one,
     NEED_USER,
     OP_WRITE,
     cancel,
     "Drill",
     {"停止推演", "Stop a drill"}},
    {"drill.choices",
     NULL,
     "GET",
     "/api/drills/choices",
     choices_args,
     NEED_USER,
     OP_READ,
     do_drill_choices,
     "DrillChoices",
     {"可选的情景、参数与版次", "Scenarios, parameters and editions to choose from"}},
    {"drill.create",
     NULL,
     "POST",
     "/api/drills",
     create_args,
     NEED_USER,
     OP_SLOW,
     create,
     "Drill",
     {"推演预案", "Rehearse a plan"}},
    {"drill.delete",
     "drills delete",
     "DELETE",
     "/api/drills/{drill}",
     of_one,
     NEED_USER,
     OP_WRITE,
     delete_one,
     NULL,
     {"删除推演", "Delete a drill"}},
    {"drill.export",
     NULL,
     "GET",
     "/api/drills/{drill}/export",
     export_args,
     NEED_USER,
     OP_READ,
     do_drill_export,
     NULL,
     {"导出推演结果", "A drill's files"}},
    {"drill.list",
     "drills list",
     "GET",
     "/api/drills",
     none,
     NEED_USER,
     OP_READ,
     list,
     "DrillList",
     {"本人的和共享的推演", "One's own drills and the shared ones"}},
    {"drill.result",
     NULL,
     "GET",
     "/api/drills/{drill}/result",
     of_one,
     NEED_USER,
     OP_READ,
     do_drill_result,
     "DrillResult",
     {"推演的逐日结果", "A drill's results, day by day"}},
    {"drill.show",
     "drills show",
     "GET",
     "/api/drills/{drill}",
     of_one,
     NEED_USER,
     OP_READ,
     show,
     "Drill",
     {"一次推演及其进度", "A drill and its progress"}},
};

const struct op *rehearsal_ops(int *ret_n)
{
    *ret_n = (int)(sizeof(rows) / sizeof(rows[0]));
    return rows;
}
