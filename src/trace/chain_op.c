/* Operation: what a list of cases says of who infected whom. It reads nothing: the rows are what
 * the asker may see, or a file of an outbreak elsewhere. */
#include "base/buf.h"
#include "base/map.h"
#include "base/text.h"
#include "trace/chain.h"
#include "trace/trace_int.h"
#include "value/time.h"

struct reading {
    struct call *call;
    json_t *rows;
    struct chain_case *cases;
    const char **ids;
    unsigned *unknown; /* by case: infectors that are no case of the list */
    struct map by_id;  /* number + 1 */
    int n;
};

static enum outcome read_moment(struct reading *r, int i, const char *name, json_t *at,
                                int64_t *ret, struct err *e)
{
    const char *text = json_string_value(at);
    if (text && datetime_parse_lenient(text, strlen(text), r->call->plan->calendar.offset_s, ret))
        return OK;
    return err_set(e, REFUSED, name, "datetime", "row %d: %s is no day or moment",
                   "第%d行：%s不是日期或时刻", i + 1, name);
}

static enum outcome read_ids(struct reading *r, struct err *e)
{
    for (int i = 0; i < r->n; i++) {
        json_t *row = json_array_get(r->rows, (size_t)i), *at = json_object_get(row, "at");
        const char *id = json_string_value(json_object_get(row, "id"));
        enum outcome o = OK;
        if (!id || !*id)
            return err_set(e, REFUSED, "id", "chain_row", "row %d has no id", "第%d行没有编号",
                           i + 1);
        if (map_find(&r->by_id, id))
            return err_set(e, REFUSED, "id", "chain_row", "row %d: %s stands twice",
                           "第%d行：%s重复", i + 1, id);
        r->ids[i] = id;
        map_put(&r->by_id, id, (char *)NULL + i + 1);
        if (at && !json_is_null(at)) {
            o = read_moment(r, i, "at", at, &r->cases[i].at, e);
            r->cases[i].has_at = true;
        }
        if (o != OK)
            return o;
    }
    return OK;
}

static enum outcome read_infectors(struct reading *r, struct err *e)
{
    for (int i = 0; i < r->n; i++) {
        json_t *by = json_object_get(json_array_get(r->rows, (size_t)i), "by"), *one;
        struct chain_case *c = &r->cases[i];
        size_t k;
        json_array_foreach(by, k, one) {
            const char *id = json_string_value(one);
            const char *at = id ? map_find(&r->by_id, id) : NULL;
            if (!at) {
                r->unknown[i]++;
                continue;
            }
            if (c->by_n == CHAIN_INFECTORS)
                return err_set(e, REFUSED, "by", "chain_row",
                               "row %d: at most %d possible infectors", "第%d行：可能的传染源最多%d个",
                               i + 1, CHAIN_INFECTORS);
            c->by[c->by_n++] = (int)(at - (char *)NULL) - 1;
        }
    }
    return OK;
}

static void put_number(struct buf *out, const char *key, double x)
{
    put_key(out, key);
    char text[40];
    put_raw(out, text, (size_t)snprintf(text, sizeof text, "%.6g", x));
}

static void put_bounds(struct buf *out, const char *key, const struct chain_bounds *b)
{
    put_key(out, key), put_object(out);
    put_number(out, "value", b->value);
    put_number(out, "low", b->low);
    put_number(out, "high", b->high);
    put_key(out, "open"), put_bool(out, b->is_open);
    put_end_object(out);
}

static void put_node(struct reading *r, const struct chain_found *f, int i)
{
    static const char *const names[] = {"self", "loop", "later"};
    struct buf *out = r->call->out;
    const struct chain_node *n = &f->nodes[i];
    put_object(out);
    put_key(out, "id"), put_str(out, r->ids[i]);
    put_key(out, "generation"), put_int(out, n->generation);
    put_key(out, "cluster"), put_int(out, n->cluster);
    put_key(out, "parent"), put_str(out, n->parent < 0 ? NULL : r->ids[n->parent]);
    put_number(out, "caused", n->caused);
    put_key(out, "super"), put_bool(out, n->is_super);
    put_key(out, "problems"), put_array(out);
    for (int k = 0; k < 3; k++)
        if (n->problems >> k & 1)
            put_str(out, names[k]);
    if (r->unknown[i])
        put_str(out, "unknown");
    if (r->cases[i].has_at && r->cases[i].at > r->call->now_ms / 1000)
        put_str(out, "future");
    put_end_array(out);
    put_end_object(out);
}

static void put_found(struct reading *r, const struct chain_found *f)
{
    struct buf *out = r->call->out;
    put_object(out);
    put_key(out, "rows"), put_array(out);
    for (int i = 0; i < r->n; i++)
        put_node(r, f, i);
    put_end_array(out);
    put_key(out, "generations"), put_array(out);
    for (int g = 0; g < f->generations_n; g++)
        put_int(out, f->generations[g]);
    put_end_array(out);
    put_key(out, "clusters"), put_int(out, f->clusters);
    put_key(out, "supers"), put_int(out, f->supers);
    put_key(out, "super_from"), put_int(out, f->super_from);
    put_key(out, "serial"), put_object(out);
    put_key(out, "n"), put_int(out, f->serial_n);
    put_number(out, "mean", f->serial_mean);
    put_number(out, "sd", f->serial_sd);
    put_number(out, "median", f->serial_median);
    put_end_object(out);
    put_key(out, "counted"), put_int(out, f->counted);
    put_bounds(out, "r", &f->r);
    put_bounds(out, "k", &f->k);
    put_end_object(out);
}

enum outcome do_chain(struct call *c, struct err *e)
{
    struct reading r = {.call = c, .rows = json_object_get(c->body, "rows")};
    struct chain_found found;
    json_t *settled = json_object_get(c->body, "settled");
    int64_t until = INT64_MAX;
    if (!json_is_array(r.rows) || json_array_size(r.rows) > CHAIN_CASES)
        return err_set(e, REFUSED, "rows", "chain_rows", "rows: a list of at most %d cases",
                       "rows应为病例列表，最多%d例", CHAIN_CASES);
    r.n = (int)json_array_size(r.rows);
    size_t room = (size_t)r.n + 1;
    r.cases = arena_alloc(c->arena, sizeof *r.cases * room);
    r.ids = arena_alloc(c->arena, sizeof *r.ids * room);
    r.unknown = arena_alloc(c->arena, sizeof *r.unknown * room);
    memset(r.cases, 0, sizeof *r.cases * room);
    memset(r.unknown, 0, sizeof *r.unknown * room);
    map_init(&r.by_id);
    enum outcome o = read_ids(&r, e);
    if (o == OK)
        o = read_infectors(&r, e);
    if (o == OK && settled && !json_is_null(settled))
        o = read_moment(&r, -1, "settled", settled, &until, e);
    map_fini(&r.by_id);
    if (o != OK)
        return o;
    chain_work(&found, r.cases, r.n, until);
    put_found(&r, &found);
    chain_fini(&found);
    return OK;
}
