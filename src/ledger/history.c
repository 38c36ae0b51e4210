/* A record's past as differences between its images. Each image is made a record again, so that the
 * same guard and the same masks decide what of it is shown. */
#include "ledger/history.h"
#include "base/text.h"
#include "ledger/show.h"

#define HISTORY_MAX 200

struct version {
    struct entry entry;
    char act[40];
    struct record *record; /* NULL: erased, or deleted */
};
struct reading {
    struct call *call;
    const struct ledger *ledger;
    int64_t id;
    struct version *list;
    int n;
};

/* ---- an image as a record -------------------------------------------------------------------- */

static json_t *row_of(json_t *payload, const char *table, int64_t id)
{
    size_t i;
    json_t *row;
    int64_t found;
    json_array_foreach(json_object_get(payload, "rows"), i, row)
    {
        const char *s = json_string_value(json_object_get(row, "id"));
        if (s && text_same(json_string_value(json_object_get(row, "table")), table) &&
            text_int(s, strlen(s), &found) && found == id)
            return json_object_get(row, "row");
    }
    return NULL;
}

/* A column by its present name or, in images from before a rename, by an earlier one. */
static json_t *column_of(struct arena *a, json_t *row, const struct field *f)
{
    json_t *j = json_object_get(row, f->column);
    for (int i = 0; !j && i < f->was_n; i++)
        j = json_object_get(row, arena_printf(a, "f_%s", f->was[i]));
    return j;
}

static struct value value_of(struct arena *a, const struct field *f, json_t *j)
{
    enum vtype type = type_row(f->type)->vtype;
    if (json_is_object(j)) {
        const char *hex = json_string_value(json_object_get(j, "hex"));
        size_t len = hex ? strlen(hex) : 0;
        uint8_t *p = arena_alloc(a, len / 2 + 1);
        return hex && text_unhex(hex, len, p) ? value_blob(p, len / 2) : value_null();
    }
    if (json_is_string(j))
        return value_text_n(vtype_is_text(type) ? type : V_TEXT,
                            arena_text(a, json_string_value(j), json_string_length(j)),
                            json_string_length(j));
    return json_is_integer(j) ? value_int(type, json_integer_value(j)) : value_null();
}

static int64_t number_of(json_t *row, const char *name)
{
    return json_integer_value(json_object_get(row, name));
}

static int state_named(const struct ledger *l, const char *name)
{
    int state = name ? ledger_state(l, name) : -1;
    for (int i = 0; state < 0 && name && i < l->states_n; i++)
        if (text_same(l->states[i].was, name))
            state = i;
    return state < 0 ? l->initial : state;
}

static struct record *record_of_row(struct arena *a, const struct ledger *l, int64_t id,
                                    json_t *row)
{
    struct record *r = arena_alloc(a, sizeof *r);
    const char *title = json_string_value(json_object_get(row, "title"));
    r->ledger = l;
    r->id = id;
    r->rev = number_of(row, "rev");
    r->state = state_named(l, json_string_value(json_object_get(row, "state")));
    r->place = number_of(row, "place");
    r->also[0] = number_of(row, "also1");
    r->also[1] = number_of(row, "also2");
    r->also[2] = number_of(row, "also3");
    r->key_no = number_of(row, "key_no");
    r->title = arena_dup(a, title);
    r->values = arena_alloc(a, sizeof *r->values * (size_t)(l->fields_n + 1));
    r->equal = arena_alloc(a, sizeof *r->equal * (size_t)(l->fields_n + 1));
    for (int i = 0; i < l->fields_n; i++) {
        char name[160];
        r->values[i] = value_of(a, &l->fields[i], column_of(a, row, &l->fields[i]));
        snprintf(name, sizeof name, "%s_eq", l->fields[i].column);
        r->equal[i] = number_of(row, name);
    }
    return r;
}

static bool take_entry(void *arg, const struct entry *entry, const char *payload, size_t len)
{
    struct reading *r = arg;
    struct version *v = &r->list[r->n++];
    struct err ignored;
    json_t *j = NULL;
    v->entry = *entry;
    v->record = NULL;
    snprintf(v->act, sizeof v->act, "%s", entry->act);
    v->entry.act = v->act;
    if (payload && json_parse(&j, payload, len, &ignored) == OK) {
        json_t *row = row_of(j, r->ledger->table, r->id);
        if (json_is_object(row))
            v->record = record_of_row(r->call->arena, r->ledger, r->id, row);
        json_decref(j);
    }
    return r->n < HISTORY_MAX;
}

struct as_of {
    struct arena *arena;
    const struct ledger *ledger;
    int64_t id;
    struct record *record;
};

static bool take_image(void *arg, const struct entry *entry, const char *payload, size_t len)
{
    struct as_of *as_of = arg;
    struct err ignored;
    json_t *j = NULL;
    if (!payload || json_parse(&j, payload, len, &ignored) != OK)
        return false;
    json_t *row = row_of(j, as_of->ledger->table, as_of->id);
    if (json_is_object(row))
        as_of->record = record_of_row(as_of->arena, as_of->ledger, as_of->id, row);
    json_decref(j);
    return !row; /* another row's entry: look further back */
}

enum outcome record_as_of(struct arena *a, struct db *db, const struct ledger *l, int64_t id,
                          int64_t seq, struct record **ret, struct err *e)
{
    struct as_of as_of = {a, l, id, NULL};
    enum outcome o = journal_history(db, l->name, id, seq + 1, take_image, &as_of, e);
    *ret = as_of.record;
    return o;
}

/* ---- differences ------------------------------------------------------------------------------
 */

static bool field_differs(const struct record *a, const struct record *b, int i)
{
    if (a->equal[i] || b->equal[i])
        return a->equal[i] != b->equal[i];
    return !value_same(a->values[i], b->values[i]);
}

static enum outcome put_side(struct call *c, struct buf *out, const struct record *r,
                             const struct field *f, enum sight sight, struct shown *s,
                             struct err *e)
{
    if (!r) {
        put_null(out);
        return OK;
    }
    return field_show(c, out, r, f, s, &sight, e);
}

static enum outcome put_changes(struct call *c, struct buf *out, const struct record *before,
                                const struct record *after, const struct subject *on,
                                struct shown *s, struct err *e)
{
    enum outcome o = OK;
    put_key(out, "changes");
    put_array(out);
    for (int i = 0; after && o == OK && i < after->ledger->fields_n; i++) {
        const struct field *f = &after->ledger->fields[i];
        bool differs = before ? field_differs(before, after, i) : !value_is_empty(after->values[i]);
        enum sight sight = differs ? guard_sight(c->actor, f, on, c->db) : SIGHT_NONE;
        if (!differs || sight == SIGHT_NONE)
            continue;
        put_object(out);
        put_key(out, "field"), put_str(out, f->name);
        put_key(out, "before");
        o = put_side(c, out, before, f, sight, s, e);
        put_key(out, "after");
        if (o == OK)
            o = put_side(c, out, after, f, sight, s, e);
        put_end_object(out);
    }
    put_end_array(out);
    return o;
}

/* The journal says that a record moved; by which move follows from the states. */
static const char *move_between(const struct record *before, const struct record *after)
{
    const struct ledger *l = after->ledger;
    for (int i = 0; before && i < l->moves_n; i++)
        if (move_is_from(&l->moves[i], before->state) && l->moves[i].to == after->state)
            return l->moves[i].name;
    return NULL;
}

static enum outcome put_who(struct call *c, struct buf *out, int64_t user, struct err *e)
{
    const char *name = "";
    if (user <= 0) {
        put_null(out);
        return OK;
    }
    enum outcome o = guard_user_name(c->db, c->arena, user, &name, e);
    put_object(out);
    put_key(out, "id"), put_id(out, user);
    put_key(out, "title"), put_str(out, name);
    put_end_object(out);
    return o;
}

enum outcome history_json(struct call *c, struct buf *out, const struct record *now, struct err *e)
{
    struct reading r = {.call = c, .ledger = now->ledger, .id = now->id};
    struct shown *s = arena_alloc(c->arena, sizeof *s);
    struct subject on;
    r.list = arena_alloc(c->arena, sizeof *r.list * HISTORY_MAX);
    s->reveal = call_states_purpose(c);
    enum outcome o = journal_history(c->db, now->ledger->name, now->id, 0, take_entry, &r, e);
    if (o != OK)
        return o;
    record_subject(&on, now);
    put_object(out);
    put_key(out, "rows");
    put_array(out);
    for (int i = 0; o == OK && i < r.n; i++) {
        const struct version *v = &r.list[i];
        const struct record *before = NULL;
        if (!text_starts(v->act, "record."))
            continue; /* disclosures are not the record's own */
        for (int k = i + 1; !before && k < r.n; k++)
            before = r.list[k].record;
        put_object(out);
        put_key(out, "at"), put_moment(out, c->plan, v->entry.at_ms / 1000);
        put_key(out, "act"), put_str(out, v->act);
        put_key(out, "move");
        put_str(out, v->record && text_same(v->act, "record.move") ? move_between(before, v->record)
                                                                   : NULL);
        put_key(out, "user");
        o = put_who(c, out, v->entry.user, e);
        put_key(out, "rev"), put_int(out, v->record ? v->record->rev : 0);
        put_key(out, "state");
        put_str(out, v->record ? now->ledger->states[v->record->state].name : NULL);
        if (o == OK)
            o = put_changes(c, out, before, v->record, &on, s, e);
        put_end_object(out);
    }
    put_end_array(out);
    put_end_object(out);
    return o == OK ? shown_disclose(c, s, e) : o;
}

/* ---- latest changes
 * ------------------------------------------------------------------------------- */

static enum outcome put_change(struct call *c, struct buf *out, const struct changed_row *row,
                               const struct record *r, struct shown *s, struct err *e)
{
    put_object(out);
    put_key(out, "at"), put_moment(out, c->plan, row->at_ms / 1000);
    put_key(out, "ledger"), put_str(out, row->ledger);
    put_key(out, "record"), put_id(out, row->record);
    put_key(out, "title"), put_str(out, r->title);
    put_key(out, "state"), put_str(out, r->ledger->states[r->state].name);
    put_key(out, "act"), put_str(out, row->act);
    put_key(out, "user");
    enum outcome o = put_who(c, out, row->user, e);
    put_key(out, "place");
    if (o == OK)
        o = put_place(c, out, r->place, s, e);
    put_end_object(out);
    return o;
}

enum outcome changes_json(struct call *c, struct buf *out, int64_t under, bool has_under,
                          struct err *e)
{
    struct changed_row *rows = arena_alloc(c->arena, sizeof *rows * CHANGES_SEEN);
    struct shown *s = arena_alloc(c->arena, sizeof *s);
    int n, shown = 0;
    enum outcome o = changes_read(rows, &n, c->db, under, has_under, e);
    if (o != OK)
        return o;
    put_object(out);
    put_key(out, "rows");
    put_array(out);
    for (int i = 0; o == OK && i < n && shown < CHANGES_SHOWN; i++) {
        const struct ledger *l = plan_ledger(c->plan, rows[i].ledger);
        struct record *r;
        struct subject on;
        bool is_known = false;
        for (int k = 0; k < i; k++) /* the newest change of a record stands for it */
            is_known = is_known || rows[k].record == rows[i].record;
        if (!l || is_known)
            continue;
        o = record_load(c->arena, c->db, c->plan, l, rows[i].record, &r, e);
        if (o == NOT_FOUND) {
            o = OK;
            continue;
        }
        if (o != OK)
            break;
        record_subject(&on, r);
        if (!guard_may(c->actor, VERB_VIEW, &on, c->db))
            continue;
        o = put_change(c, out, &rows[i], r, s, e);
        shown++;
    }
    put_end_array(out);
    put_end_object(out);
    return o;
}
