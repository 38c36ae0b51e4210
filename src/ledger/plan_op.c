/* Operations on the plan itself: the edition in force, editions, response levels. */
#include "base/text.h"
#include "ledger/edition.h"
#include "ledger/edition_int.h"
#include "ledger/ledger_op.h"
#include "ledger/level.h"
#include "value/time.h"

enum outcome do_plan_show(struct call *c, struct err *e)
{
    (void)e;
    plan_json(c->out, c->plan);
    return OK;
}

/* ---- levels
 * --------------------------------------------------------------------------------------- */

enum outcome do_level_list(struct call *c, struct err *e)
{
    put_object(c->out);
    put_key(c->out, "rows");
    enum outcome o = level_list_json(c->out, c, call_flag(c, "ended"), e);
    put_end_object(c->out);
    return o;
}

static enum outcome need_admin(struct call *c, int64_t place, struct err *e)
{
    if (c->actor->is_system || guard_is_admin(c->actor, place))
        return OK;
    return err_set(e, DENIED, NULL, "not_allowed", "your posts do not decide this here",
                   "您的岗位无权在此处作此决定");
}

static const struct plan_level *find_level(const struct plan *plan, const char *name)
{
    for (int i = 0; i < plan->levels_n; i++)
        if (text_same(plan->levels[i].name, name))
            return &plan->levels[i];
    return NULL;
}

enum outcome do_level_activate(struct call *c, struct err *e)
{
    struct level_new n = {.document = call_text(c, "document")};
    const char *place, *level, *date = call_text(c, "review_on");
    struct work *w;
    int64_t id;
    enum outcome o = call_need_text(c, "place", &place, e);
    if (o == OK)
        o = call_need_text(c, "level", &level, e);
    if (o == OK)
        o = call_need_text(c, "authority", &n.authority, e);
    if (o == OK)
        o = call_need_text(c, "reason", &n.reason, e);
    if (o == OK)
        o = op_place(c, place, &n.place, e);
    if (o == OK)
        o = need_admin(c, n.place, e);
    if (o == OK)
        o = op_work(c, &w, e);
    if (o != OK)
        return o;
    n.level = find_level(c->plan, level);
    if (!n.level)
        return err_set(e, REFUSED, "level", "unknown_level", "the plan has no level \"%.40s\"",
                       "预案没有响应级别“%.40s”", level);
    if (!n.document || !*n.document)
        return err_set(e, REFUSED, "document", "required", "a document number is required",
                       "须填写文号");
    if (date && *date && !date_parse(date, strlen(date), false, &n.review_on))
        return err_set(e, REFUSED, "review_on", "date", "review_on is a day", "复核日期须为日期");
    o = level_activate(w, &n, &id, e);
    if (o != OK)
        return o;
    op_put_id(c, id);
    c->status = 201;
    return OK;
}

enum outcome do_level_end(struct call *c, struct err *e)
{
    const char *reason, *document = call_text(c, "document");
    struct work *w;
    int64_t id;
    enum outcome o = call_id(c, "id", &id, e);
    if (o == OK)
        o = call_need_text(c, "reason", &reason, e);
    if (o == OK)
        o = op_work(c, &w, e);
    if (o == OK)
        o = level_end(w, id, document ? document : "", reason, e);
    if (o == OK)
        op_put_id(c, id);
    return o;
}

/* ---- editions
 * -------------------------------------------------------------------------------------- */

enum outcome do_edition_list(struct call *c, struct err *e)
{
    put_object(c->out);
    put_key(c->out, "rows");
    enum outcome o = edition_list_json(c->out, c, e);
    put_end_object(c->out);
    return o;
}

enum outcome do_edition_diff(struct call *c, struct err *e)
{
    struct plan *old = NULL, *new = NULL;
    int64_t id, against;
    enum outcome o = call_id(c, "id", &id, e);
    if (o == OK)
        o = call_id(c, "against", &against, e);
    if (o == OK)
        o = edition_load(c->db, against, &old, e);
    if (o == OK)
        o = edition_load(c->db, id, &new, e);
    if (o == OK) {
        put_object(c->out);
        put_key(c->out, "rows");
        plan_diff(c->out, old, new);
        put_end_object(c->out);
    }
    plan_free(old);
    plan_free(new);
    return o;
}

/* Every mistake of the plan in one answer: the array becomes "errors" of the problem. */
static enum outcome refuse_plan(struct call *c, const struct plan_errors *errors, struct err *e)
{
    put_array(c->out);
    for (int i = 0; i < errors->n; i++) {
        put_object(c->out);
        put_key(c->out, "file"), put_str(c->out, errors->list[i].file);
        put_key(c->out, "line"), put_int(c->out, errors->list[i].line);
        put_key(c->out, "column"), put_int(c->out, errors->list[i].column);
        put_key(c->out, "rule"), put_str(c->out, errors->list[i].rule);
        put_key(c->out, "detail"), put_str(c->out, err_text(&errors->list[i], c->lang));
        put_end_object(c->out);
    }
    put_end_array(c->out);
    return err_set(e, REFUSED, "file", "plan", "the plan has %d mistakes", "预案有 %d 处错误",
                   errors->n);
}

/* A plan folder on this machine, so only its owner may name one. */
enum outcome do_edition_activate(struct call *c, struct err *e)
{
    struct plan_errors errors = {0};
    struct plan *plan = NULL;
    const char *path;
    enum outcome o = call_need_text(c, "path", &path, e);
    if (o != OK)
        return o;
    o = plan_load(&plan, path, NULL, &errors);
    if (o != OK) {
        o = errors.n ? refuse_plan(c, &errors, e)
                     : err_set(e, o, "path", "plan", "cannot read the plan %.200s",
                               "无法读取预案 %.200s", path);
        plan_errors_fini(&errors);
        return o;
    }
    plan_errors_fini(&errors);
    o = edition_activate(c->app, plan, c->actor->user, c->out, e);
    if (o != OK)
        return o;
    const struct plan *now = editions_hold(c->app->editions);
    buf_clear(c->out);
    put_object(c->out);
    put_key(c->out, "id"), put_id(c->out, now->edition_no);
    put_key(c->out, "edition"), put_str(c->out, now->edition);
    put_key(c->out, "digest"), put_str(c->out, now->digest);
    put_end_object(c->out);
    editions_release(c->app->editions, now);
    return OK;
}
