/* Operations on many records in one request: a bulk sheet, a bulk move, a bulk amend. All or none:
 * every row is judged, every refusal is told with its row, and one refusal writes nothing. */
#include "base/limits.h"
#include "base/text.h"
#include "ledger/books.h"
#include "ledger/edition.h"
#include "ledger/ledger_op.h"
#include "ledger/list.h"
#include "ledger/show.h"

struct bulk {
    struct call *call;
    const struct ledger *ledger;
    struct work *work;
    struct buf done, errors; /* JSON */
    int n, refused;
    struct err first;
};

static enum outcome bulk_begin(struct bulk *b, struct call *c, const char *list, json_t **ret,
                               struct err *e)
{
    memset(b, 0, sizeof *b);
    b->call = c;
    enum outcome o = op_ledger(c, &b->ledger, e);
    if (o != OK)
        return o;
    if (!c->actor->is_system && !guard_may_somewhere(c->actor, VERB_BULK, b->ledger))
        return err_set(e, DENIED, NULL, "not_allowed", "your posts do not work in bulk in %s",
                       "您的岗位不能批量处理“%s”", b->ledger->name);
    *ret = json_object_get(c->body, list);
    if (!json_is_array(*ret) || json_array_size(*ret) == 0)
        return err_set(e, REFUSED, list, "type", "the body has a list \"%s\"", "请求体须有列表“%s”",
                       list);
    if (json_array_size(*ret) > LIMIT_BULK)
        return err_set(e, TOO_LARGE, list, "too_many", "at most %d records at once",
                       "一次最多 %d 条", LIMIT_BULK);
    o = op_work(c, &b->work, e);
    if (o != OK)
        return o;
    buf_init(&b->done, LIMIT_RESPONSE);
    buf_init(&b->errors, LIMIT_RESPONSE);
    put_array(&b->done);
    put_array(&b->errors);
    return OK;
}

/* Takes one row's outcome. OK: go on with the next. */
static enum outcome bulk_took(struct bulk *b, enum outcome o, const struct record *r, struct err *e)
{
    b->n++;
    if (o == OK) {
        put_object(&b->done);
        put_key(&b->done, "id"), put_id(&b->done, r->id);
        put_key(&b->done, "rev"), put_int(&b->done, r->rev);
        put_key(&b->done, "state"), put_str(&b->done, b->ledger->states[r->state].name);
        put_end_object(&b->done);
        return OK;
    }
    if (o == FAULT || o == BUSY)
        return o;
    if (b->refused++ == 0) {
        b->first = *e;
        b->first.row = b->n;
    }
    if (b->refused <= 200) {
        put_object(&b->errors);
        put_key(&b->errors, "row"), put_int(&b->errors, b->n);
        put_key(&b->errors, "field"), put_str(&b->errors, e->field);
        put_key(&b->errors, "rule"), put_str(&b->errors, e->rule);
        put_key(&b->errors, "detail"), put_str(&b->errors, err_text(e, b->call->lang));
        put_end_object(&b->errors);
    }
    err_clear(e);
    return OK;
}

static void announce(struct call *c)
{
    work_announce(c->app, c->after_arg);
}

static enum outcome bulk_end(struct bulk *b, enum outcome o, struct err *e)
{
    struct call *c = b->call;
    put_end_array(&b->done);
    put_end_array(&b->errors);
    buf_clear(c->out);
    if (o == OK && b->refused) {
        put_raw(c->out, b->errors.data, b->errors.len); /* becomes "errors" of the problem */
        *e = b->first;
        o = b->first.outcome == CONFLICT ? CONFLICT : REFUSED;
        e->outcome = o;
    } else if (o == OK) {
        put_object(c->out);
        put_key(c->out, "rows"), put_raw(c->out, b->done.data, b->done.len);
        put_key(c->out, "count"), put_int(c->out, b->n);
        put_end_object(c->out);
        c->after = announce;
        c->after_arg = b->work;
    }
    buf_fini(&b->done);
    buf_fini(&b->errors);
    return o;
}

/* One key stands for the whole request; each row has one of its own, made from it and the row's
 * number. So a request sent again finds every row done. */
static enum outcome key_of_row(struct bulk *b, size_t row, struct err *e)
{
    struct request req;
    if (!b->call->idempotency)
        return OK;
    enum outcome o = request_parse(&req, b->call->idempotency, e);
    req.low += (row + 1) * 0x9e3779b97f4a7c15u;
    b->work->idempotency = arena_printf(b->call->arena, "%016llx%016llx",
                                        (unsigned long long)req.high, (unsigned long long)req.low);
    return o;
}

enum outcome do_bulk_create(struct call *c, struct err *e)
{
    struct bulk b;
    json_t *list, *row;
    size_t i;
    enum outcome o = bulk_begin(&b, c, "rows", &list, e);
    if (o != OK)
        return o;
    json_array_foreach(list, i, row)
    {
        json_t *fields = json_object_get(row, "fields");
        struct record *r = NULL;
        o = key_of_row(&b, i, e);
        if (o == OK)
            o = record_create(b.work, b.ledger, fields ? fields : row, &r, e);
        o = bulk_took(&b, o, r, e);
        if (o != OK)
            break;
    }
    return bulk_end(&b, o, e);
}

static enum outcome id_of(json_t *j, int64_t *ret, struct err *e)
{
    const char *s = json_string_value(json_is_object(j) ? json_object_get(j, "id") : j);
    if (s && text_int(s, strlen(s), ret))
        return OK;
    return err_set(e, REFUSED, "id", "type", "an id is a text of digits", "编号须为数字文本");
}

enum outcome do_bulk_move(struct call *c, struct err *e)
{
    struct bulk b;
    json_t *list, *row;
    const char *name;
    size_t i;
    enum outcome o = bulk_begin(&b, c, "ids", &list, e);
    if (o != OK)
        return o;
    o = call_need_text(c, "move", &name, e);
    const struct move *m = o == OK ? ledger_move(b.ledger, name) : NULL;
    if (o == OK && !m)
        o = err_set(e, NOT_FOUND, "move", "absent", "%s has no move \"%.60s\"",
                    "“%s”没有操作“%.60s”", b.ledger->name, name);
    for (i = 0; o == OK && (row = json_array_get(list, i)); i++) {
        struct record *r = NULL;
        json_t *own = json_is_object(row) ? json_object_get(row, "fields") : NULL;
        int64_t id, rev = json_is_object(row) ? json_integer_value(json_object_get(row, "rev")) : 0;
        o = id_of(row, &id, e);
        if (o == OK)
            o = key_of_row(&b, i, e);
        if (o == OK)
            o = record_move(b.work, b.ledger, id, rev ? rev : -1, m,
                            own ? own : json_object_get(c->body, "fields"), &r, e);
        o = bulk_took(&b, o, r, e);
    }
    return bulk_end(&b, o, e);
}

enum outcome do_bulk_amend(struct call *c, struct err *e)
{
    struct bulk b;
    json_t *list, *row;
    size_t i;
    enum outcome o = bulk_begin(&b, c, "records", &list, e);
    if (o != OK)
        return o;
    json_array_foreach(list, i, row)
    {
        json_t *fields = json_object_get(row, "fields"), *rev = json_object_get(row, "rev");
        struct record *r = NULL;
        int64_t id;
        o = id_of(row, &id, e);
        if (o == OK && !json_is_integer(rev))
            o = err_set(e, REFUSED, "rev", "if_match", "say which revision you have seen",
                        "请说明所看到的版本");
        if (o == OK)
            o = key_of_row(&b, i, e);
        if (o == OK) /* without fields of its own: those given for all */
            o = record_amend(b.work, b.ledger, id, json_integer_value(rev),
                             fields ? fields : json_object_get(c->body, "fields"), &r, e);
        o = bulk_took(&b, o, r, e);
        if (o != OK)
            break;
    }
    return bulk_end(&b, o, e);
}

/* ---- the sheet
 * -------------------------------------------------------------------------------------- */

static enum outcome put_sheet_row(struct call *c, const struct ledger *l, const struct record *r,
                                  struct shown *s, struct err *e)
{
    int64_t latest = 0, at = 0;
    enum outcome o = record_latest_about(c->db, l, l->grid, r->id, &latest, &at, e);
    if (o != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "id"), put_id(c->out, r->id);
    put_key(c->out, "title"), put_str(c->out, r->title);
    put_key(c->out, "key"), put_str(c->out, r->key);
    put_key(c->out, "state"), put_str(c->out, r->ledger->states[r->state].name);
    put_key(c->out, "place");
    o = put_place(c, c->out, r->place, s, e);
    put_key(c->out, "latest"), put_id(c->out, latest);
    put_key(c->out, "latest_at"), put_moment(c->out, c->plan, at);
    put_end_object(c->out);
    return o;
}

/* One row per open record of the ledger that `grid:` names, with the latest entry about it. */
enum outcome do_grid_show(struct call *c, struct err *e)
{
    const struct ledger *l;
    struct list_asked asked;
    struct list_page *page = arena_alloc(c->arena, sizeof *page);
    struct shown *s = arena_alloc(c->arena, sizeof *s);
    enum outcome o = op_ledger(c, &l, e);
    if (o == OK && !l->grid)
        o = err_set(e, NOT_FOUND, "ledger", "no_grid", "%s has no bulk sheet", "“%s”没有批量登记表",
                    l->name);
    if (o == OK)
        o = list_ask(&asked, c, l->grid->to, e);
    if (o != OK)
        return o;
    for (int i = 0; !asked.states && i < asked.ledger->states_n; i++)
        if (!asked.ledger->states[i].is_final)
            asked.states |= 1u << i;
    o = list_page(page, c, &asked, e);
    put_object(c->out);
    put_key(c->out, "field"), put_str(c->out, l->grid->name);
    put_key(c->out, "ledger"), put_str(c->out, asked.ledger->name);
    put_key(c->out, "rows");
    put_array(c->out);
    for (int i = 0; o == OK && i < page->n; i++) {
        struct record *r;
        o = record_load(c->arena, c->db, c->plan, asked.ledger, page->ids[i], &r, e);
        if (o == OK)
            o = put_sheet_row(c, l, r, s, e);
    }
    put_end_array(c->out);
    put_key(c->out, "next");
    put_str(c->out, page->has_next ? cursor_print(c->arena, &asked, &page->next) : NULL);
    put_end_object(c->out);
    return o;
}
