/* Operations on places: read arguments, ask the guard, change, answer. Areas down to village are
 * public knowledge to whoever is signed in; units and what lies in them only to those who hold a
 * post there, above or below. The tree above a place belongs to the admins there: changing a place
 * needs its parent's admin, its own admin may change its fields. */
#include <string.h>

#include "base/limits.h"
#include "guard/guard.h"
#include "op/op.h"
#include "place/place_int.h"
#include "value/time.h"

#define FOUND_MAX 50
#define LOOKED_MAX 400
#define CHILDREN_MAX 5000

static enum outcome no_place(struct err *e)
{
    return err_set(e, NOT_FOUND, "place", "no_place", "there is no such place", "没有这个地点");
}

static enum outcome not_admin(struct err *e)
{
    return err_set(e, DENIED, NULL, "place_admin",
                   "only an administrator there or above may do this",
                   "只有本级或上级管理员可以进行此操作");
}

/* The place named by an argument, when the caller knows it. */
static enum outcome known_place(struct call *c, const char *text, struct place *ret, struct err *e)
{
    int64_t id;
    enum outcome o = place_parse(&id, c->db, text, e);
    if (o)
        return o == NOT_FOUND ? no_place(e) : o;
    o = place_get(ret, c->arena, c->db, id, e);
    if (!o && !guard_knows_place(c->actor, ret->id, ret->kind))
        o = no_place(e);
    return o;
}

static enum outcome place_argument(struct call *c, const char *name, struct place *ret,
                                   struct err *e)
{
    const char *text;
    enum outcome o = call_need_text(c, name, &text, e);
    return o ? o : known_place(c, text, ret, e);
}

/* Of the tree above it. */
static enum outcome need_admin_above(struct call *c, const struct place *p, struct err *e)
{
    return guard_is_admin_of(c->actor, place_parent(p->id), p->kind) ? OK : not_admin(e);
}

static struct place_change change_of(struct call *c)
{
    return (struct place_change){c->db, c->app->journal, c->plan, c->actor->user, c->now_ms};
}

/* Holdings follow places: everybody's are read again. */
static void forget_all(struct call *c)
{
    guard_forget(c->app->guard, 0);
}

static enum outcome answer_place(struct call *c, int64_t id, struct err *e)
{
    struct place p;
    enum outcome o = place_get(&p, c->arena, c->db, id, e);
    return o ? o : place_show_json(c->out, c->arena, c->db, c->plan, &p, e);
}

/* ---- reading ---- */

/* "a,b": one of these kinds; NULL any. */
static bool is_wanted(const char *kinds, const char *kind)
{
    size_t len = strlen(kind);
    for (const char *at = kinds; at && *at; at += strcspn(at, ","), at += *at == ',')
        if (strcspn(at, ",") == len && !strncmp(at, kind, len))
            return true;
    return !kinds || !*kinds;
}

static enum outcome put_list(struct call *c, const struct place *list, const int64_t *counts, int n,
                             int limit, struct err *e)
{
    enum outcome o = OK;
    int shown = 0;
    put_object(c->out);
    put_key(c->out, "rows");
    put_array(c->out);
    for (int i = 0; !o && i < n && shown < limit; i++) {
        if (!is_wanted(call_text(c, "kind"), list[i].kind) ||
            !guard_knows_place(c->actor, list[i].id, list[i].kind))
            continue;
        place_put_row(c->out, &list[i], counts ? counts[i] : -1);
        if (!counts)
            o = place_put_path(c->out, c->arena, c->db, list[i].id, e);
        put_end_object(c->out);
        shown++;
    }
    put_end_array(c->out);
    put_key(c->out, "next");
    put_null(c->out);
    put_key(c->out, "count");
    put_int(c->out, shown);
    put_end_object(c->out);
    return o;
}

static enum outcome list(struct call *c, struct err *e)
{
    const char *under = call_text(c, "under"), *q = call_text(c, "q");
    struct place *rows, at = {.id = PLACE_COUNTRY};
    int64_t *counts = NULL, limit;
    int n;
    enum outcome o = call_int(c, "limit", q && *q ? FOUND_MAX : CHILDREN_MAX, &limit, e);
    if (!o && under && *under)
        o = known_place(c, under, &at, e);
    if (o)
        return o;
    if (limit < 1 || limit > CHILDREN_MAX)
        return err_set(e, REFUSED, "limit", "limit", "limit lies between 1 and %d",
                       "limit须在1至%d之间", CHILDREN_MAX);
    if (q && *q) {
        struct place_find f = {.text = q,
                               .from = at.id,
                               .to = place_last(at.id),
                               .with_retired = call_flag(c, "retired"),
                               .limit = LOOKED_MAX};
        o = place_row_find(&rows, &n, c->arena, c->db, &f, e);
    } else {
        o = place_row_children(&rows, &counts, &n, c->arena, c->db, at.id, call_flag(c, "retired"),
                               e);
    }
    return o ? o : put_list(c, rows, counts, n, (int)limit, e);
}

static enum outcome show(struct call *c, struct err *e)
{
    struct place p;
    enum outcome o = place_argument(c, "place", &p, e);
    return o ? o : place_show_json(c->out, c->arena, c->db, c->plan, &p, e);
}

/* ---- changing ---- */

static const char *member(const json_t *body, const char *name)
{
    return json_string_value(json_object_get(body, name));
}

static enum outcome only_members(const json_t *body, const char *const *names, struct err *e)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)body, name, value)
    {
        bool known = false;
        for (int i = 0; names[i]; i++)
            known |= !strcmp(names[i], name);
        if (!known)
            return err_set(e, REFUSED, name, "unknown_argument",
                           "there is no argument \"%.60s\" here", "没有参数“%.60s”", name);
        if (!json_is_string(value) && strcmp(name, "fields") && strcmp(name, "sort") &&
            strcmp(name, "parts") && strcmp(name, "children") && !json_is_null(value))
            return err_set(e, REFUSED, name, "argument_type", "\"%s\" must be a text",
                           "“%s”须为文本", name);
    }
    return OK;
}

static enum outcome day_of(const json_t *body, int64_t *ret, struct err *e)
{
    const char *text = member(body, "from");
    *ret = 0;
    if (text && *text && !date_parse(text, strlen(text), false, ret))
        return err_set(e, REFUSED, "from", "argument_date",
                       "\"from\" must be a date such as 2026-11-23",
                       "“from”须为日期，如 2026-11-23");
    return OK;
}

static enum outcome add(struct call *c, struct err *e)
{
    static const char *const names[] = {"parent", "kind", "name", "code", "fields", NULL};
    struct place parent = {.id = PLACE_COUNTRY, .kind = ""};
    const char *above = member(c->body, "parent");
    int64_t id;
    enum outcome o = only_members(c->body, names, e);
    if (!o && above && *above)
        o = known_place(c, above, &parent, e);
    if (o)
        return o;
    const char *kind = member(c->body, "kind");
    if (!guard_is_admin_of(c->actor, parent.id, kind))
        return not_admin(e);
    json_t *fields = json_object_get(c->body, "fields");
    char *fields_text =
        fields && !json_is_null(fields) ? json_dumps(fields, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
    struct place_new p = {.parent = parent.id,
                          .kind = kind,
                          .code = member(c->body, "code"),
                          .name = member(c->body, "name"),
                          .fields_json = fields_text,
                          .user = c->actor->user};
    o = place_add(&id, c->db, c->app->journal, c->plan, &p, c->now_ms, e);
    free(fields_text);
    if (o)
        return o;
    c->status = 201;
    c->location = arena_printf(c->arena, "/api/places/%lld", (long long)id);
    return answer_place(c, id, e);
}

static enum outcome amend(struct call *c, struct err *e)
{
    static const char *const names[] = {"name", "code", "fields", "sort", "from", NULL};
    struct place p;
    struct place_change change = change_of(c);
    struct place_amend am = {.name = member(c->body, "name"),
                             .code = member(c->body, "code"),
                             .fields = json_object_get(c->body, "fields"),
                             .sort = -1};
    json_t *sort = json_object_get(c->body, "sort");
    enum outcome o = place_argument(c, "place", &p, e);
    if (o || (o = only_members(c->body, names, e)) || (o = day_of(c->body, &am.from, e)))
        return o;
    if (json_is_integer(sort) && json_integer_value(sort) >= 0)
        am.sort = json_integer_value(sort);
    bool only_fields = !am.name && !am.code && am.sort < 0;
    if (!(only_fields && guard_is_admin_of(c->actor, p.id, p.kind)) &&
        (o = need_admin_above(c, &p, e)))
        return o;
    o = place_amend(&change, p.id, &am, e);
    return o ? o : answer_place(c, p.id, e);
}

static enum outcome move(struct call *c, struct err *e)
{
    struct place p, parent;
    struct place_change change = change_of(c);
    int64_t id;
    enum outcome o = place_argument(c, "place", &p, e);
    if (!o)
        o = place_argument(c, "parent", &parent, e);
    if (!o)
        o = need_admin_above(c, &p, e);
    if (!o && !guard_is_admin_of(c->actor, parent.id, p.kind))
        o = not_admin(e);
    if (!o)
        o = place_move(&change, p.id, parent.id, &id, e);
    c->after = forget_all;
    return o ? o : answer_place(c, id, e);
}

static enum outcome merge(struct call *c, struct err *e)
{
    struct place p, into;
    struct place_change change = change_of(c);
    enum outcome o = place_argument(c, "place", &p, e);
    if (!o)
        o = place_argument(c, "into", &into, e);
    if (!o)
        o = need_admin_above(c, &p, e);
    if (!o)
        o = need_admin_above(c, &into, e);
    if (!o)
        o = place_merge(&change, p.id, into.id, e);
    c->after = forget_all;
    return o ? o : answer_place(c, into.id, e);
}

static enum outcome retire(struct call *c, struct err *e)
{
    struct place p;
    struct place_change change = change_of(c);
    enum outcome o = place_argument(c, "place", &p, e);
    if (!o)
        o = need_admin_above(c, &p, e);
    if (!o)
        o = place_retire(&change, p.id, e);
    c->after = forget_all;
    return o ? o : answer_place(c, p.id, e);
}

/* A part: {"id"} of a place there is, or {"name","code"} of one to be added beside. */
static enum outcome part_of(struct call *c, const struct place *p, json_t *part, int64_t *ret,
                            struct err *e)
{
    struct place known;
    const char *id = member(part, "id");
    if (id) {
        enum outcome o = known_place(c, id, &known, e);
        if (!o)
            *ret = known.id;
        return o;
    }
    struct place_new n = {.parent = place_parent(p->id),
                          .kind = p->kind,
                          .code = member(part, "code"),
                          .name = member(part, "name"),
                          .user = c->actor->user};
    return place_add(ret, c->db, c->app->journal, c->plan, &n, c->now_ms, e);
}

static enum outcome children_of(struct call *c, const int64_t *parts, int n,
                                struct place_child_to *to, int *ret_n, struct err *e)
{
    const char *child;
    json_t *number;
    *ret_n = 0;
    json_object_foreach(json_object_get(c->body, "children"), child, number)
    {
        json_int_t at = json_is_integer(number) ? json_integer_value(number) : 0;
        struct place known;
        if (*ret_n >= LIMIT_BULK)
            return err_set(e, TOO_LARGE, "children", "bulk", "at most %d at a time", "一次最多%d个",
                           LIMIT_BULK);
        if (at < 1 || at > n)
            return err_set(e, REFUSED, "children", "place_split_child",
                           "children: the number of a part, from 1 to %d",
                           "children须给出部分的序号（1至%d）", n);
        enum outcome o = known_place(c, child, &known, e);
        if (o)
            return o;
        to[(*ret_n)++] = (struct place_child_to){known.id, parts[at - 1]};
    }
    return OK;
}

static enum outcome split(struct call *c, struct err *e)
{
    static const char *const names[] = {"parts", "children", "heir", NULL};
    struct place p;
    struct place_change change = change_of(c);
    int64_t parts[PLACE_HOPS_MAX], heir = 0;
    json_t *given = json_object_get(c->body, "parts");
    int n = (int)json_array_size(given), to_n = 0;
    struct place_child_to *to = arena_alloc(c->arena, sizeof(*to) * LIMIT_BULK);
    enum outcome o = place_argument(c, "place", &p, e);
    if (o || (o = only_members(c->body, names, e)) || (o = need_admin_above(c, &p, e)))
        return o;
    if (n < 2 || n > PLACE_HOPS_MAX)
        return err_set(e, REFUSED, "parts", "place_split_parts", "a split has 2 to %d parts",
                       "拆分须有2至%d个部分", PLACE_HOPS_MAX);
    for (int i = 0; !o && i < n; i++)
        o = part_of(c, &p, json_array_get(given, (size_t)i), &parts[i], e);
    if (!o)
        o = children_of(c, parts, n, to, &to_n, e);
    const char *heir_text = member(c->body, "heir");
    size_t heir_at = heir_text ? strspn(heir_text, "0123456789") : 0;
    if (!o && heir_text && *heir_text) { /* the number of the part that takes over old records */
        int number = heir_at == 1 ? heir_text[0] - '0' : 0;
        if (number < 1 || number > n || heir_text[1])
            return err_set(e, REFUSED, "heir", "place_split_heir",
                           "the heir must be one of the parts", "承接方须为拆分部分之一");
        heir = parts[number - 1];
    }
    if (!o)
        o = place_split(&change, p.id, parts, n, to, to_n, heir, e);
    c->after = forget_all;
    return o ? o : answer_place(c, p.id, e);
}

/* The one place an administrator looks after: what an import may add stands below it. */
static enum outcome import_scope(struct call *c, int64_t *ret, struct err *e)
{
    const char *text = call_text(c, "under");
    struct place p;
    *ret = PLACE_COUNTRY;
    if (c->actor->is_system && (!text || !*text))
        return OK;
    if (text && *text) {
        enum outcome o = known_place(c, text, &p, e);
        *ret = o ? 0 : p.id;
        return o ? o : guard_is_admin(c->actor, p.id) ? OK : not_admin(e);
    }
    for (int i = 0; i < c->actor->holdings_n; i++)
        if (!c->actor->holdings[i].is_absorbed &&
            guard_is_admin(c->actor, c->actor->holdings[i].place)) {
            *ret = c->actor->holdings[i].place;
            return OK;
        }
    return not_admin(e);
}

static enum outcome import(struct call *c, struct err *e)
{
    struct buf errors;
    struct place_import im = {.store = c->app->store,
                              .writer = c->app->writer,
                              .journal = c->app->journal,
                              .plan = c->plan,
                              .user = c->actor->user,
                              .now_ms = c->now_ms,
                              .dry_run = call_flag(c, "dry_run"),
                              .errors = &errors};
    enum outcome o = import_scope(c, &im.under, e);
    if (o)
        return o;
    buf_init(&errors, 1 << 20);
    o = place_import(&im, c->file_path, e);
    if (o && errors.len > 2)
        put_raw(c->out, errors.data, errors.len);
    buf_fini(&errors);
    if (o)
        return o;
    const struct {
        const char *key;
        int64_t n;
    } told[] = {{"rows", im.rows},
                {"added", im.added},
                {"renamed", im.renamed},
                {"unchanged", im.unchanged},
                {"passed_over", im.passed_over}};
    put_object(c->out);
    for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
        put_key(c->out, told[i].key);
        put_int(c->out, told[i].n);
    }
    put_end_object(c->out);
    return OK;
}

static const struct arg place_only[] = {
    {"place", ARG_PLACE, true, {"地点编号或代码", "id or code of the place"}}, {0}};
static const struct arg list_args[] = {
    {"under", ARG_PLACE, false, {"上级，缺省为全国", "whose children; the country when absent"}},
    {"kind", ARG_TEXT, false, {"只列这些类别（逗号分隔）", "only these kinds, comma between"}},
    {"limit", ARG_INT, false, {"最多行数", "at most so many"}},
    {"q", ARG_TEXT, false, {"按名称或代码查找", "find by name or code"}},
    {"retired", ARG_FLAG, false, {"含已撤销", "retired ones too"}},
    {0}};
static const struct arg add_args[] = {
    {"body",
     ARG_BODY,
     true,
     {"{parent, kind, name, code, fields}", "{parent, kind, name, code, fields}"}},
    {0}};
static const struct arg amend_args[] = {
    {"place", ARG_PLACE, true, {"地点编号或代码", "id or code of the place"}},
    {"body",
     ARG_BODY,
     true,
     {"{name, code, fields, sort, from}：from 为启用日",
      "{name, code, fields, sort, from}: from is the first day"}},
    {0}};
static const struct arg move_args[] = {
    {"place", ARG_PLACE, true, {"地点编号或代码", "id or code of the place"}},
    {"parent", ARG_PLACE, true, {"新上级", "the new place above"}},
    {0}};
static const struct arg merge_args[] = {
    {"place", ARG_PLACE, true, {"被合并的地点", "the place that ends"}},
    {"into", ARG_PLACE, true, {"并入的地点", "the place that takes it in"}},
    {0}};
static const struct arg split_args[] = {
    {"place", ARG_PLACE, true, {"被拆分的地点", "the place that ends"}},
    {"body",
     ARG_BODY,
     true,
     {"{parts: [{name, code} 或 {id}], children: {下级: 序号}, heir: 序号}",
      "{parts: [{name, code} or {id}], children: {child: number of part}, heir: number of part}"}},
    {0}};
/* ---- the map of a place ---- */

static enum outcome show_map(struct call *c, struct err *e)
{
    struct place p;
    const char *geojson = NULL;
    enum outcome o = place_argument(c, "place", &p, e);
    if (!o)
        o = place_map_find(&geojson, c->arena, c->db, p.id, e);
    if (o)
        return o;
    put_object(c->out);
    put_key(c->out, "map");
    if (geojson)
        put_raw(c->out, geojson, strlen(geojson));
    else
        put_null(c->out);
    put_end_object(c->out);
    return OK;
}

static enum outcome store_map(struct call *c, struct err *e)
{
    struct place p, *children = NULL;
    struct place_change change = change_of(c);
    const char *geojson = NULL;
    int64_t *counts;
    int n = 0, features = 0;
    bool is_drop = c->op->method[0] == 'D';
    enum outcome o = place_argument(c, "place", &p, e);
    if (!o && !guard_is_admin_of(c->actor, p.id, p.kind))
        o = not_admin(e);
    if (!o && !is_drop)
        o = place_row_children(&children, &counts, &n, c->arena, c->db, p.id, false, e);
    if (!o && !is_drop)
        o = place_map_check(&geojson, &features, c->arena, c->body, children, n, e);
    if (!o)
        o = place_map_keep(&change, p.id, geojson, features, e);
    if (o)
        return o;
    put_object(c->out);
    put_key(c->out, "features"), put_int(c->out, features);
    put_end_object(c->out);
    return OK;
}

static const struct arg map_args[] = {
    {"place", ARG_PLACE, true, {"地点编号或代码", "id or code of the place"}}, {0}};
static const struct arg store_map_args[] = {
    {"place", ARG_PLACE, true, {"地点编号或代码", "id or code of the place"}},
    {"body",
     ARG_BODY,
     true,
     {"GeoJSON：每个要素以place、code或name指明下级地点",
      "GeoJSON; each feature names a place below by place, code or name"}},
    {0}};
static const struct arg import_args[] = {
    {"file", ARG_FILE, true, {"CSV：code,name,kind,parent", "CSV: code,name,kind,parent"}},
    {"under", ARG_PLACE, false, {"只在此地点之下新增", "add only below this place"}},
    {"dry_run", ARG_FLAG, false, {"只检查", "only check"}},
    {0}};

static const struct op rows[] = {
    {"place.add",
     "place add",
     "POST",
     "/api/places",
     add_args,
     NEED_ADMIN,
     OP_WRITE,
     add,
     "PlaceAnswer",
     {"新增地点", "Add a place"}},
    {"place.amend",
     "place amend",
     "PATCH",
     "/api/places/{place}",
     amend_args,
     NEED_ADMIN,
     OP_WRITE,
     amend,
     "PlaceAnswer",
     {"修改地点名称、代码和属性", "Change a place's name, code and fields"}},
    {"place.import",
     "place import",
     "POST",
     "/api/places/import",
     import_args,
     NEED_ADMIN,
     OP_SLOW,
     import,
     "PlaceImport",
     {"从CSV导入地点", "Import places from a CSV file"}},
    {"place.list",
     "place list",
     "GET",
     "/api/places",
     list_args,
     NEED_USER,
     OP_READ,
     list,
     "PlaceList",
     {"下级地点，或按名称、代码查找", "Places below one, or found by name or code"}},
    {"place.map",
     NULL,
     "GET",
     "/api/places/{place}/map",
     map_args,
     NEED_USER,
     OP_READ,
     show_map,
     "PlaceMap",
     {"下级地点的边界图", "Boundaries of the places below"}},
    {"place.map_drop",
     NULL,
     "DELETE",
     "/api/places/{place}/map",
     map_args,
     NEED_ADMIN,
     OP_WRITE,
     store_map,
     "PlaceMapKept",
     {"撤下边界图", "Take the boundaries away"}},
    {"place.map_store",
     NULL,
     "PUT",
     "/api/places/{place}/map",
     store_map_args,
     NEED_ADMIN,
     OP_WRITE,
     store_map,
     "PlaceMapKept",
     {"上传下级地点的边界图", "Keep boundaries of the places below"}},
    {"place.merge",
     "place merge",
     "POST",
     "/api/places/{place}/merge",
     merge_args,
     NEED_ADMIN,
     OP_WRITE,
     merge,
     "PlaceAnswer",
     {"合并地点，下级随之移动", "Merge a place into another; what is below goes along"}},
    {"place.move",
     "place move",
     "POST",
     "/api/places/{place}/move",
     move_args,
     NEED_ADMIN,
     OP_WRITE,
     move,
     "PlaceAnswer",
     {"移动地点及其下级", "Move a place with all below it"}},
    {"place.retire",
     "place retire",
     "POST",
     "/api/places/{place}/retire",
     place_only,
     NEED_ADMIN,
     OP_WRITE,
     retire,
     "PlaceAnswer",
     {"撤销地点", "Retire a place"}},
    {"place.show",
     "place show",
     "GET",
     "/api/places/{place}",
     place_only,
     NEED_USER,
     OP_READ,
     show,
     "PlaceAnswer",
     {"查看地点", "Show a place"}},
    {"place.split",
     "place split",
     "POST",
     "/api/places/{place}/split",
     split_args,
     NEED_ADMIN,
     OP_WRITE,
     split,
     "PlaceAnswer",
     {"拆分地点", "Split a place"}},
};

const struct op *place_ops(int *ret_n)
{
    *ret_n = (int)(sizeof(rows) / sizeof(rows[0]));
    return rows;
}
