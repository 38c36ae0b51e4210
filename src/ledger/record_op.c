/* Operations on records: create, amend, move, show, list. Reads arguments, asks the guard, calls
 * the one path of change.c or list_store.c, answers. */
#include "base/limits.h"
#include "base/text.h"
#include "ledger/edition.h"
#include "ledger/ledger_op.h"
#include "ledger/list.h"
#include "ledger/show.h"
#include "place/place.h"

/* ---- shared -------------------------------------------------------------------------------------
 */

static bool knows_ledger(const struct actor *who, const struct ledger *l)
{
    for (int verb = 0; verb < VERBS; verb++)
        if (guard_may_somewhere(who, (enum verb)verb, l))
            return true;
    return false;
}

enum outcome op_ledger(struct call *c, const struct ledger **ret, struct err *e)
{
    const char *name;
    enum outcome o = call_need_text(c, "ledger", &name, e);
    if (o != OK)
        return o;
    const struct ledger *l = plan_ledger(c->plan, name);
    if (!l || !knows_ledger(c->actor, l))
        return err_set(e, NOT_FOUND, "ledger", "absent", "there is no ledger \"%.60s\" for you",
                       "没有您可用的台账“%.60s”", name);
    *ret = l;
    return OK;
}

enum outcome op_place(struct call *c, const char *text, int64_t *ret, struct err *e)
{
    enum outcome o = place_parse(ret, c->db, text, e);
    if (o == OK && !c->actor->is_system && !guard_sees_place(c->actor, *ret))
        return err_set(e, NOT_FOUND, "place", "absent", "there is no such place", "没有这个地点");
    return o;
}

enum outcome op_fields(struct call *c, json_t **ret, struct err *e)
{
    const char *name;
    json_t *j;
    *ret = NULL;
    if (!c->body)
        return OK;
    if (!json_is_object(c->body))
        return err_set(e, REFUSED, NULL, "type", "the body is an object: {\"fields\":{…}}",
                       "请求体须是对象：{\"fields\":{…}}");
    json_object_foreach(c->body, name, j) if (!text_same(name, "fields")) return err_set(
        e, REFUSED, name, "unknown_argument", "the body has \"fields\", not \"%.60s\"",
        "请求体只有“fields”，没有“%.60s”", name);
    *ret = json_object_get(c->body, "fields");
    return OK;
}

enum outcome op_work(struct call *c, struct work **ret, struct err *e)
{
    enum outcome o = editions_check(c->app->editions, c->plan, e);
    if (o != OK)
        return o;
    struct work *w = arena_alloc(c->arena, sizeof *w);
    work_of_call(w, c);
    buf_clear(c->out); /* the writer may run a job again */
    *ret = w;
    return OK;
}

static void announce(struct call *c)
{
    work_announce(c->app, c->after_arg);
}

/* On the request's thread, after the commit. */
static enum outcome render(struct call *c, struct err *e)
{
    const struct work *w = c->after_arg;
    struct shown s = {.reveal = false};
    buf_clear(c->out);
    enum outcome o = record_show(c, c->out, w->answer, &s, e);
    if (o == OK && w->warnings_n) {
        put_key(c->out, "warnings");
        put_array(c->out);
        for (int i = 0; i < w->warnings_n; i++) {
            put_object(c->out);
            put_key(c->out, "field"), put_str(c->out, w->warnings[i].field);
            put_key(c->out, "rule"), put_str(c->out, w->warnings[i].rule);
            put_key(c->out, "detail"), put_str(c->out, label_text(&w->warnings[i].say, c->lang));
            put_end_object(c->out);
        }
        put_end_array(c->out);
    }
    put_end_object(c->out);
    return o;
}

void op_put_id(struct call *c, int64_t id)
{
    put_object(c->out);
    put_key(c->out, "id"), put_id(c->out, id);
    put_end_object(c->out);
}

enum outcome op_answer(struct call *c, struct work *w, const struct record *r, struct err *e)
{
    (void)e;
    w->answer = r;
    c->etag = r->rev;
    c->after = announce;
    c->after_arg = w;
    c->render = render;
    return OK;
}

/* ---- changes
 * -------------------------------------------------------------------------------------- */

enum outcome do_record_create(struct call *c, struct err *e)
{
    const struct ledger *l;
    struct record *r;
    struct work *w;
    json_t *fields;
    enum outcome o = op_ledger(c, &l, e);
    if (o == OK)
        o = op_fields(c, &fields, e);
    if (o == OK)
        o = op_work(c, &w, e);
    if (o == OK)
        o = record_create(w, l, fields, &r, e);
    if (o == OK)
        o = op_answer(c, w, r, e);
    if (o != OK)
        return o;
    c->status = 201;
    c->location = arena_printf(c->arena, "/api/ledgers/%s/records/%lld", l->name, (long long)r->id);
    return OK;
}

enum outcome do_record_amend(struct call *c, struct err *e)
{
    const struct ledger *l;
    struct record *r;
    struct work *w;
    json_t *fields;
    int64_t id;
    enum outcome o = op_ledger(c, &l, e);
    if (o == OK)
        o = call_id(c, "id", &id, e);
    if (o == OK)
        o = op_fields(c, &fields, e);
    if (o == OK && c->if_match < 0 && !c->actor->is_system)
        o = err_set(e, REFUSED, NULL, "if_match", "say by If-Match which revision you have seen",
                    "请用 If-Match 说明您所看到的版本");
    if (o == OK)
        o = op_work(c, &w, e);
    if (o == OK)
        o = record_amend(w, l, id, c->if_match, fields, &r, e);
    return o == OK ? op_answer(c, w, r, e) : o;
}

enum outcome do_record_move(struct call *c, struct err *e)
{
    const struct ledger *l;
    const char *name;
    struct record *r;
    struct work *w;
    json_t *fields;
    int64_t id;
    enum outcome o = op_ledger(c, &l, e);
    if (o == OK)
        o = call_id(c, "id", &id, e);
    if (o == OK)
        o = call_need_text(c, "move", &name, e);
    if (o == OK)
        o = op_fields(c, &fields, e);
    if (o == OK)
        o = op_work(c, &w, e);
    if (o != OK)
        return o;
    const struct move *m = ledger_move(l, name);
    if (!m)
        return err_set(e, NOT_FOUND, "move", "absent", "%s has no move \"%.60s\"",
                       "“%s”没有操作“%.60s”", l->name, name);
    o = record_move(w, l, id, c->if_match, m, fields, &r, e);
    return o == OK ? op_answer(c, w, r, e) : o;
}

/* ---- reading
 * ---------------------------------------------------------------------------------------- */

static enum outcome show_one(struct call *c, const struct record *r, bool reveal, struct err *e)
{
    struct shown *s = arena_alloc(c->arena, sizeof *s);
    s->reveal = reveal;
    enum outcome o = record_show(c, c->out, r, s, e);
    if (o != OK)
        return o;
    put_end_object(c->out);
    return shown_disclose(c, s, e);
}

enum outcome do_record_show(struct call *c, struct err *e)
{
    const struct ledger *l;
    struct record *r;
    struct work w;
    int64_t id;
    enum outcome o = op_ledger(c, &l, e);
    if (o == OK)
        o = call_id(c, "id", &id, e);
    if (o != OK)
        return o;
    work_of_call(&w, c);
    o = record_seen(&w, l, id, &r, e);
    if (o != OK)
        return o;
    c->etag = r->rev;
    /* One record opened by who may see its fields anyway is a look without a stated purpose. */
    o = show_one(c, r, true, e);
    if (o == DENIED && !call_states_purpose(c)) {
        err_clear(e);
        buf_clear(c->out);
        o = show_one(c, r, false, e);
    }
    return o;
}

enum outcome do_record_list(struct call *c, struct err *e)
{
    const struct ledger *l;
    struct list_asked asked;
    struct list_page *page = arena_alloc(c->arena, sizeof *page);
    struct shown *s = arena_alloc(c->arena, sizeof *s);
    int64_t count = -1;
    enum outcome o = op_ledger(c, &l, e);
    if (o == OK)
        o = list_ask(&asked, c, l, e);
    if (o == OK)
        o = list_page(page, c, &asked, e);
    if (o == OK && call_flag(c, "count"))
        o = list_count(&count, c, &asked, e);
    if (o != OK)
        return o;
    s->reveal = call_states_purpose(c);
    put_object(c->out);
    put_key(c->out, "rows");
    put_array(c->out);
    for (int i = 0; o == OK && i < page->n; i++) {
        struct record *r;
        o = record_load(c->arena, c->db, c->plan, l, page->ids[i], &r, e);
        if (o == OK)
            o = record_show(c, c->out, r, s, e);
        put_end_object(c->out);
    }
    put_end_array(c->out);
    put_key(c->out, "next");
    put_str(c->out, page->has_next ? cursor_print(c->arena, &asked, &page->next) : NULL);
    put_key(c->out, "count");
    if (count >= 0)
        put_int(c->out, count);
    else
        put_null(c->out);
    put_end_object(c->out);
    return o == OK ? shown_disclose(c, s, e) : o;
}

enum outcome do_counts(struct call *c, struct err *e)
{
    const char *place = call_text(c, "place"), *only = call_text(c, "ledger");
    int64_t under = 0;
    enum outcome o = OK;
    if (place && *place) {
        o = op_place(c, place, &under, e);
        if (o != OK)
            return o;
    }
    put_object(c->out);
    put_key(c->out, "rows");
    put_array(c->out);
    for (int i = 0; o == OK && i < c->plan->ledgers_n; i++) {
        const struct ledger *l = &c->plan->ledgers[i];
        if ((only && *only && !text_same(only, l->name)) ||
            !guard_may_somewhere(c->actor, VERB_VIEW, l))
            continue;
        o = list_counts_json(c->out, c, l, under, place && *place, e);
    }
    put_end_array(c->out);
    put_end_object(c->out);
    return o;
}
