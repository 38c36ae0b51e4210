/* What an expression may ask while a record is judged: the record's own values, those of records it
 * refers to, places, standards in force, questions over ledgers. One reader per judged record;
 * referred records are read once and kept for the reader's life (the request's arena).
 *
 * An absent record gives null, as an unknown value does: the rules decide what that means. */
#include "ledger/ledger_int.h"
#include "ledger/level.h"
#include "ledger/where.h"
#include "place/place.h"
#include "value/time.h"

enum outcome reader_record(struct reader *r, const struct ledger *l, int64_t id,
                           struct record **ret, struct err *e)
{
    for (struct seen *s = r->seen; s; s = s->next)
        if (s->id == id && s->ledger == l) {
            *ret = s->record;
            return OK;
        }
    struct record *found = NULL;
    enum outcome o = record_load(r->work->arena, r->work->db, r->work->plan, l, id, &found, e);
    if (o != OK && o != NOT_FOUND)
        return o;
    struct seen *s = arena_alloc(r->work->arena, sizeof *s);
    *s = (struct seen){.ledger = l, .id = id, .record = found, .next = r->seen};
    r->seen = s;
    *ret = found;
    return OK;
}

static enum outcome subject_of(struct reader *r, const struct ledger *l, int64_t id,
                               const struct record **ret, struct err *e)
{
    if (id == 0 || (id == r->self->id && l == r->self->ledger)) {
        *ret = r->self;
        return OK;
    }
    struct record *found;
    enum outcome o = reader_record(r, l, id, &found, e);
    if (o == OK)
        *ret = found;
    return o;
}

static enum outcome ask_field(struct eval *ev, const struct ledger *l, int64_t id,
                              const struct field *f, struct value *ret, struct err *e)
{
    struct reader *r = ev->arg;
    const struct record *of;
    if (!l) { /* a column of the lines being judged */
        *ret = r->row ? r->row[f->index] : value_null();
        return OK;
    }
    enum outcome o = subject_of(r, l, id, &of, e);
    if (o != OK)
        return o;
    if (!of) {
        *ret = value_null();
        return OK;
    }
    return record_plain(r->work->app->guard, ev->arena, of, f, ret, e);
}

static struct value known(enum vtype type, int64_t n)
{
    return n ? value_int(type, n) : value_null();
}

static enum outcome ask_system(struct eval *ev, const struct ledger *l, int64_t id,
                               enum system_field f, struct value *ret, struct err *e)
{
    struct reader *r = ev->arg;
    const struct record *of;
    enum outcome o = subject_of(r, l, id, &of, e);
    if (o != OK)
        return o;
    if (!of) {
        *ret = value_null();
        return OK;
    }
    switch (f) {
    case SYS_ID: *ret = known(V_REF, of->id); break;
    case SYS_STATE: {
        const char *s = of->ledger->states[of->state].name;
        *ret = value_text_n(V_CODE, s, strlen(s));
        break;
    }
    case SYS_PLACE: *ret = known(V_PLACE, of->place); break;
    case SYS_KEY: *ret = value_text(of->key); break;
    case SYS_CREATED_AT: *ret = known(V_DATETIME, of->created_at); break;
    case SYS_CREATED_BY: *ret = known(V_USER, of->created_by); break;
    case SYS_CHANGED_AT: *ret = known(V_DATETIME, of->changed_at); break;
    case SYS_CLOSED_AT: *ret = known(V_DATETIME, of->closed_at); break;
    case SYS_OCCURRED_AT: *ret = known(V_DATETIME, of->occurred_at); break;
    case SYS_TITLE: *ret = value_text(of->title); break;
    case SYSTEM_FIELDS: *ret = value_null(); break;
    }
    return OK;
}

static enum outcome ask_place(struct eval *ev, int64_t place, const char *name, struct value *ret,
                              struct err *e)
{
    struct reader *r = ev->arg;
    enum outcome o = place_field(ret, ev->arena, r->work->db, place, name, e);
    if (o == NOT_FOUND) {
        *ret = value_null();
        return OK;
    }
    return o;
}

static enum outcome ask_standard(struct eval *ev, const struct standard *s, struct value *ret,
                                 struct err *e)
{
    struct reader *r = ev->arg;
    const struct record *self = r->self;
    if (self->kept)
        for (int i = 0; i < self->ledger->keep_n; i++)
            if (self->ledger->keep[i] == s && !value_is_null(self->kept[i])) {
                *ret = self->kept[i];
                return OK;
            }
    const struct plan *plan = r->standards ? r->standards : r->work->plan;
    const struct standard *now = r->standards ? plan_standard(plan, s->name) : s;
    return level_standard(ret, ev->arena, r->work->db, now ? plan : r->work->plan, now ? now : s,
                          self->place, ev->now, e);
}

static enum outcome ask_query(struct eval *ev, const struct expr *q, struct value *ret,
                              struct err *e)
{
    struct reader *r = ev->arg;
    return where_query(ret, ev, r->work->db, q, e);
}

void reader_init(struct reader *r, struct work *w, const struct record *self)
{
    *r = (struct reader){
        .eval = {.arena = w->arena, .plan = w->plan, .now = w->now_ms / 1000,
                 .user = w->actor->user > 0 ? w->actor->user : 0, .field = ask_field,
                 .system = ask_system, .place = ask_place, .standard = ask_standard,
                 .query = ask_query},
        .work = w, .self = self,
    };
    r->eval.arg = r;
}

struct eval *record_eval(struct work *w, const struct record *self)
{
    struct reader *r = arena_alloc(w->arena, sizeof *r);
    reader_init(r, w, self);
    return &r->eval;
}

struct record *record_stub(struct arena *a, const struct ledger *l, int64_t id, int64_t place)
{
    struct record *r = arena_alloc(a, sizeof *r);
    *r = (struct record){.ledger = l, .id = id, .place = place};
    return r;
}
