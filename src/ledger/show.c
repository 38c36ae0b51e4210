/* Records as JSON for one viewer: what he may not see is not there, what he may see only in part is
 * masked, a reference to what lies outside his scope shows its title and nothing else. */
#include "ledger/show.h"
#include "base/text.h"
#include "place/place.h"
#include "value/time.h"

void put_moment(struct buf *out, const struct plan *plan, int64_t seconds)
{
    char text[40];
    if (seconds)
        put_text(out, text, datetime_print(seconds, plan->calendar.offset_s, text));
    else
        put_null(out);
}

static void put_titled(struct buf *out, int64_t id, const char *title)
{
    put_object(out);
    put_key(out, "id");
    put_id(out, id);
    put_key(out, "title");
    put_str(out, title ? title : "");
    put_end_object(out);
}

enum outcome put_place(struct call *c, struct buf *out, int64_t place, struct shown *s,
                       struct err *e)
{
    struct place p;
    if (place != s->place || !s->place_title) {
        struct err ignored;
        enum outcome o = place_get(&p, c->arena, c->db, place, &ignored);
        if (o != OK && o != NOT_FOUND) {
            *e = ignored;
            return o;
        }
        s->place = place;
        s->place_title = o == OK ? p.name : "";
    }
    put_titled(out, place, s->place_title);
    return OK;
}

static enum outcome put_user(struct call *c, struct buf *out, int64_t user, struct err *e)
{
    const char *name = "";
    if (user <= 0) {
        put_null(out);
        return OK;
    }
    enum outcome o = guard_user_name(c->db, c->arena, user, &name, e);
    if (o == OK)
        put_titled(out, user, name);
    return o;
}

static enum outcome put_ref(struct call *c, struct buf *out, const struct field *f, int64_t id,
                            struct err *e)
{
    const char *title = "";
    struct err ignored;
    enum outcome o = f->to ? record_title_of(c->arena, c->db, f->to, id, &title, &ignored) : OK;
    if (o == FAULT) {
        *e = ignored;
        return o;
    }
    put_object(out);
    put_key(out, "id"), put_id(out, id);
    put_key(out, "title"), put_str(out, title);
    if (f->to)
        put_key(out, "ledger"), put_str(out, f->to->name);
    put_end_object(out);
    return OK;
}

/* A value given in a row of lines: only references need more than the stored text. */
static enum outcome put_value(struct call *c, struct buf *out, const struct field *f,
                              struct value v, struct shown *s, struct err *e)
{
    switch (value_is_null(v) ? F_TEXT : f->type) {
    case F_REF:
        return put_ref(c, out, f, v.n, e);
    case F_PLACE:
        return put_place(c, out, v.n, s, e);
    case F_USER:
        return put_user(c, out, v.n, e);
    default:
        value_json(out, c->plan, f, v);
        return OK;
    }
}

static void put_masked(struct buf *out, const struct field *f, const char *s, size_t len)
{
    struct buf b;
    buf_init(&b, 4096);
    seal_mask(&b, f->type, f->seal == SEAL_LAST4 ? SEAL_LAST4 : SEAL_FULL, s, len);
    put_text(out, b.data ? b.data : "", b.len);
    buf_fini(&b);
}

static void note_shown(struct shown *s, const struct record *r, const struct field *f)
{
    s->ledger = r->ledger;
    given_add(&s->fields, f->index);
    if (s->ids_n == 0 || s->ids[s->ids_n - 1] != r->id)
        if (s->ids_n < LIMIT_BULK)
            s->ids[s->ids_n++] = r->id;
}

enum outcome field_show(struct call *c, struct buf *out, const struct record *r,
                        const struct field *f, struct shown *s, enum sight *ret_sight,
                        struct err *e)
{
    struct value v = r->values[f->index];
    bool is_secret = f->seal != SEAL_NONE || f->sensitive.is;
    enum outcome o = OK;
    if (value_is_empty(v)) {
        put_null(out);
        return OK;
    }
    if (*ret_sight == SIGHT_FULL && is_secret && !s->reveal)
        *ret_sight = SIGHT_MASKED;
    /* Only the last four are worth opening the seal for. */
    if (v.type == V_BLOB && (*ret_sight == SIGHT_FULL || f->seal == SEAL_LAST4))
        o = record_plain(c->app->guard, c->arena, r, f, &v, e);
    if (o != OK)
        return o;
    if (value_is_null(v)) { /* its key is destroyed */
        put_null(out);
        return OK;
    }
    if (*ret_sight == SIGHT_MASKED) {
        bool is_text = vtype_is_text(v.type);
        put_masked(out, f, is_text ? v.s : "", is_text ? v.len : 0);
        return OK;
    }
    if (is_secret)
        note_shown(s, r, f);
    return put_value(c, out, f, v, s, e);
}

static enum outcome put_fields(struct call *c, struct buf *out, const struct record *r,
                               const struct subject *on, struct shown *s, struct buf *masked,
                               struct err *e)
{
    enum outcome o = OK;
    put_key(out, "fields");
    put_object(out);
    for (int i = 0; o == OK && i < r->ledger->fields_n; i++) {
        const struct field *f = &r->ledger->fields[i];
        bool is_open = f->seal == SEAL_NONE && !f->sensitive.is && !f->compartment;
        enum sight sight = is_open ? SIGHT_FULL : guard_sight(c->actor, f, on, c->db);
        if (sight == SIGHT_NONE)
            continue;
        put_key(out, f->name);
        o = field_show(c, out, r, f, s, &sight, e);
        if (sight == SIGHT_MASKED && !value_is_empty(r->values[i]))
            put_str(masked, f->name);
    }
    put_end_object(out);
    return o;
}

static void put_rights(struct call *c, struct buf *out, const struct record *r,
                       const struct subject *on)
{
    static const struct {
        enum verb verb;
        const char *word;
    } verbs[] = {{VERB_AMEND, "amend"}, {VERB_HISTORY, "history"}, {VERB_EXPORT, "export"}};
    put_key(out, "moves");
    put_array(out);
    for (int i = 0; i < r->ledger->moves_n; i++) {
        const struct move *m = &r->ledger->moves[i];
        if (move_is_from(m, r->state) && guard_may_move(c->actor, m, on, c->db))
            put_str(out, m->name);
    }
    put_end_array(out);
    put_key(out, "may");
    put_array(out);
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (guard_may(c->actor, verbs[i].verb, on, c->db) &&
            !(verbs[i].verb == VERB_AMEND && record_is_shut(r)))
            put_str(out, verbs[i].word);
    put_end_array(out);
}

static enum outcome put_head(struct call *c, struct buf *out, const struct record *r,
                             struct shown *s, struct err *e)
{
    put_key(out, "id"), put_id(out, r->id);
    put_key(out, "ledger"), put_str(out, r->ledger->name);
    put_key(out, "rev"), put_int(out, r->rev);
    put_key(out, "state"), put_str(out, r->ledger->states[r->state].name);
    put_key(out, "key"), put_str(out, r->key);
    put_key(out, "title"), put_str(out, r->title);
    put_key(out, "place");
    enum outcome o = put_place(c, out, r->place, s, e);
    if (o != OK)
        return o;
    put_key(out, "also");
    put_array(out);
    for (int i = 0; i < 3 && o == OK; i++)
        if (r->also[i])
            o = put_place(c, out, r->also[i], s, e);
    put_end_array(out);
    put_key(out, "created_at"), put_moment(out, c->plan, r->created_at);
    put_key(out, "created_by");
    if (o == OK)
        o = put_user(c, out, r->created_by, e);
    put_key(out, "changed_at"), put_moment(out, c->plan, r->changed_at);
    put_key(out, "closed_at"), put_moment(out, c->plan, r->closed_at);
    put_key(out, "edition");
    if (r->edition)
        put_str(out, r->edition);
    else if (r->edition_no == c->plan->edition_no)
        put_str(out, c->plan->edition);
    else
        put_id(out, r->edition_no);
    if (r->batch)
        put_key(out, "batch"), put_id(out, r->batch);
    return o;
}

static void put_kept(struct call *c, struct buf *out, const struct record *r)
{
    if (!r->ledger->keep_n)
        return;
    put_key(out, "kept");
    put_object(out);
    for (int i = 0; i < r->ledger->keep_n; i++) {
        struct value v = r->kept[i];
        char text[64];
        put_key(out, r->ledger->keep[i]->name);
        switch (v.type) {
        case V_NULL:
            put_null(out);
            break;
        case V_INTEGER:
        case V_FLAG:
            put_int(out, v.n);
            break;
        case V_DURATION:
            put_text(out, text, duration_print(v.n, text));
            break;
        case V_NUMBER:
            put_text(out, text, decimal_print(v.n, 6, text));
            break;
        case V_MONEY:
            put_text(out, text, decimal_print(v.n, 2, text));
            break;
        case V_DATE:
            put_text(out, text, date_print(v.n, text));
            break;
        case V_TIME:
            put_text(out, text, time_print(v.n, text));
            break;
        case V_DATETIME:
            put_text(out, text, datetime_print(v.n, c->plan->calendar.offset_s, text));
            break;
        default:
            if (vtype_is_text(v.type))
                put_text(out, v.s, v.len);
            else
                put_id(out, v.n);
        }
    }
    put_end_object(out);
}

enum outcome record_show(struct call *c, struct buf *out, const struct record *r, struct shown *s,
                         struct err *e)
{
    struct subject on;
    struct buf masked;
    record_subject(&on, r);
    put_object(out);
    enum outcome o = put_head(c, out, r, s, e);
    if (o != OK)
        return o;
    buf_init(&masked, 1 << 14);
    put_array(&masked);
    o = put_fields(c, out, r, &on, s, &masked, e);
    put_end_array(&masked);
    put_key(out, "masked");
    put_raw(out, masked.data, masked.len);
    buf_fini(&masked);
    put_kept(c, out, r);
    put_rights(c, out, r, &on);
    return o;
}

/* ---- disclosure ------------------------------------------------------------------------------ */

struct disclosing {
    struct call *call;
    const struct disclosure *what;
};

static enum outcome disclose_run(struct db *db, void *arg, struct err *e)
{
    struct disclosing *d = arg;
    struct call *c = d->call;
    return guard_disclose(c->app->guard, db, c->app->journal, c->actor, d->what, c->now_ms, e);
}

static enum outcome disclose(struct call *c, const struct disclosure *what, struct err *e)
{
    struct disclosing d = {c, what};
    return c->op && c->op->run == OP_WRITE ? disclose_run(c->db, &d, e)
                                           : writer_do(c->app->writer, disclose_run, &d, e);
}

bool call_states_purpose(const struct call *c)
{
    return (c->purpose && *c->purpose) || (c->actor->purpose && *c->actor->purpose);
}

static const char *purpose_of(struct call *c, const struct shown *s)
{
    if (call_states_purpose(c))
        return c->actor->purpose && *c->actor->purpose ? c->actor->purpose : c->purpose;
    for (int i = 0; i < s->ledger->fields_n; i++)
        if (given_has(&s->fields, i))
            return guard_own_purpose(c->actor, &s->ledger->fields[i], c->arena);
    return "";
}

enum outcome shown_disclose(struct call *c, const struct shown *s, struct err *e)
{
    struct buf names;
    if (s->ids_n == 0 || c->actor->is_system)
        return OK;
    buf_init(&names, 1 << 14);
    for (int i = 0; i < s->ledger->fields_n; i++)
        if (given_has(&s->fields, i))
            buf_printf(&names, "%s%s", names.len ? "," : "", s->ledger->fields[i].name);
    struct disclosure what = {.ledger = s->ledger->name,
                              .fields = names.data,
                              .purpose = purpose_of(c, s),
                              .ids = (int64_t *)s->ids,
                              .ids_n = s->ids_n};
    bool is_glance = !call_states_purpose(c);
    enum glance before =
        is_glance ? guard_glance(c->app->guard, c->actor, &what, c->now_ms) : GLANCE_NEW;
    enum outcome o = before == GLANCE_NOTED ? OK
                     : before == GLANCE_REFUSED
                         ? err_set(e, DENIED, NULL, "needs_approval", "masked", "已遮盖")
                         : disclose(c, &what, e);
    if (is_glance && before == GLANCE_NEW && (o == OK || o == DENIED))
        guard_glance_note(c->app->guard, c->actor, &what, o == DENIED, c->now_ms);
    buf_fini(&names);
    return o;
}
