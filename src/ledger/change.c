/* What every change of a record shares: who works, who may, and what follows once the row is
 * written: the journal's image, search postings, counts, consequences, hooks. create.c, amend.c and
 * move.c are the three ways a record changes. Every change of a person, an import, a consequence or
 * the clock passes there, in a writer's job; a refusal anywhere leaves nothing behind, because the
 * job's savepoint goes back. */
#include "base/limits.h"
#include "base/text.h"
#include "journal/image.h"
#include "ledger/books_int.h"
#include "ledger/ledger_int.h"
#include "ledger/lines.h"
#include "ledger/search.h"
#include "value/time.h"

void work_of_call(struct work *w, struct call *c)
{
    *w = (struct work){.app = c->app,
                       .db = c->db,
                       .arena = c->arena,
                       .plan = c->plan,
                       .actor = c->actor,
                       .now_ms = c->now_ms,
                       .from = c->from,
                       .idempotency = c->idempotency};
}

void work_announce(struct app *app, const struct work *w)
{
    if (!app->changed)
        return;
    for (const struct touched *t = w->touched; t; t = t->next)
        app->changed(app, t->ledger->name, t->id, t->places, t->act);
}

enum outcome work_next_id(struct work *w, const char *series, int64_t *ret, struct err *e)
{
    return books_next(w->app->books, w->db, series, 0, 0, 1, ret, e);
}

void ledger_hooks(struct app *app, const struct hook *const *rows, int n)
{
    app->books->hooks = (struct hooks){rows, n};
}

void record_subject(struct subject *ret, const struct record *r)
{
    *ret = (struct subject){.ledger = r->ledger,
                            .record = r->id,
                            .place = r->place,
                            .also = {r->also[0], r->also[1], r->also[2]},
                            .state = r->state};
}

enum outcome refuse_absent(const struct ledger *l, int64_t id, struct err *e)
{
    return err_set(e, NOT_FOUND, NULL, "absent", "%s has no record %lld here",
                   "%s 中没有编号为 %lld 的记录", l->name, (long long)id);
}

enum outcome refuse_act(const struct ledger *l, struct err *e)
{
    return err_set(e, DENIED, NULL, "not_allowed", "your posts do not allow this in %s here",
                   "您的岗位不能在此处对“%s”做此操作", l->name);
}

/* Who acted, as kept in rows and journal: 0 the system, -1 somebody at a public door. */
int64_t work_user(const struct work *w)
{
    const struct actor *a = w->actor;
    return a->is_system ? 0 : a->user > 0 ? a->user : -1;
}

bool work_may(const struct work *w, enum verb verb, const struct record *r)
{
    struct subject on;
    if (w->actor->is_system)
        return true;
    record_subject(&on, r);
    return guard_may(w->actor, verb, &on, w->db);
}

enum outcome record_seen(struct work *w, const struct ledger *l, int64_t id, struct record **ret,
                         struct err *e)
{
    struct record *r;
    enum outcome o = record_load(w->arena, w->db, w->plan, l, id, &r, e);
    if (o != OK)
        return o;
    if (!work_may(w, VERB_VIEW, r))
        return refuse_absent(l, id, e);
    *ret = r;
    return OK;
}

/* ---- before the row is written ------------------------------------------------------------- */

struct record *record_blank(struct arena *a, const struct ledger *l)
{
    struct record *r = arena_alloc(a, sizeof *r);
    r->ledger = l;
    r->state = l->initial;
    r->values = arena_alloc(a, sizeof *r->values * (size_t)(l->fields_n + 1));
    r->equal = arena_alloc(a, sizeof *r->equal * (size_t)(l->fields_n + 1));
    r->kept = arena_alloc(a, sizeof *r->kept * (size_t)(l->keep_n + 1));
    return r;
}

struct record *record_dup(struct arena *a, const struct record *from)
{
    struct record *r = record_blank(a, from->ledger);
    struct value *values = r->values, *kept = r->kept;
    int64_t *equal = r->equal;
    *r = *from;
    r->values = values;
    r->equal = equal;
    r->kept = kept;
    memcpy(values, from->values, sizeof *values * (size_t)from->ledger->fields_n);
    memcpy(equal, from->equal, sizeof *equal * (size_t)from->ledger->fields_n);
    memcpy(kept, from->kept, sizeof *kept * (size_t)from->ledger->keep_n);
    return r;
}

void apply_presets(const struct work *w, struct record *r, given_set *given)
{
    for (int i = 0; i < w->presets_n; i++) {
        const struct field *f = w->presets[i].field;
        r->values[f->index] = w->presets[i].value;
        r->equal[f->index] = 0;
        given_add(given, f->index);
    }
}

/* The datetime at which it happened; a date counts from its local midnight. */
int64_t record_occurred_at(const struct plan *plan, const struct record *r)
{
    const struct field *f = r->ledger->occurs;
    if (!f || value_is_null(r->values[f->index]))
        return 0;
    int64_t n = r->values[f->index].n;
    return r->values[f->index].type == V_DATE ? n * TIME_DAY - plan->calendar.offset_s : n;
}

enum outcome check_revision(const struct record *r, int64_t rev, struct err *e)
{
    if (rev < 0 || rev == r->rev)
        return OK;
    return err_set(e, CONFLICT, NULL, "stale",
                   "the record has changed meanwhile: it is at revision %lld, not %lld",
                   "记录已被他人修改：现为第 %lld 版，不是第 %lld 版", (long long)r->rev,
                   (long long)rev);
}

bool record_is_shut(const struct record *r)
{
    const struct state *s = &r->ledger->states[r->state];
    return s->is_final && !s->may_amend;
}

bool record_differs(const struct record *a, const struct record *b)
{
    for (int i = 0; i < a->ledger->fields_n; i++)
        if (!value_same(a->values[i], b->values[i]))
            return true;
    return a->place != b->place || a->also[0] != b->also[0] || a->also[1] != b->also[1] ||
           a->also[2] != b->also[2] || !text_same(a->title, b->title);
}

/* The same text sealed again has another ciphertext: a value given as it was is no change. */
void keep_same_sealed(const struct work *w, const struct record *before, struct record *r)
{
    for (int i = 0; i < r->ledger->fields_n; i++) {
        const struct field *f = &r->ledger->fields[i];
        struct value v = r->values[i];
        if (f->seal == SEAL_NONE || before->values[i].type != V_BLOB || !vtype_is_text(v.type))
            continue;
        if (record_sealed_hash(w->app->guard, f, v) == before->equal[i])
            r->values[i] = before->values[i];
    }
}

/* ---- after the row is written -------------------------------------------------------------- */

static enum outcome journal_record(struct work *w, const struct change *c, int64_t *ret_seq,
                                   struct err *e)
{
    struct entry entry = {.at_ms = w->now_ms,
                          .user = work_user(w),
                          .act = c->act,
                          .ledger = c->after->ledger->name,
                          .record = c->after->id,
                          .place = c->after->place};
    struct buf *b = &w->app->books->image;
    buf_clear(b);
    image_begin(b);
    record_image(b, c->after);
    enum outcome o = image_end(b, w->app->journal, w->db, &entry, e);
    *ret_seq = entry.seq;
    return o;
}

static void count_change(struct work *w, const struct record *r, int by)
{
    if (!w->batch) /* an import's records count when they come to exist */
        books_count(w->app->books, r->ledger->name, r->place, r->ledger->states[r->state].name, by);
}

static void touch(struct work *w, const struct change *c)
{
    const struct record *r = c->after;
    if (w->batch)
        return;
    struct touched *t = arena_alloc(w->arena, sizeof *t);
    *t = (struct touched){.ledger = r->ledger,
                          .id = r->id,
                          .places = {r->place, r->also[0], r->also[1], r->also[2]},
                          .act = c->act,
                          .next = w->touched};
    w->touched = t;
}

/* Who is in the team of this record: guard/ asks its own table, not our lines. */
static enum outcome keep_team(struct work *w, const struct record *r, struct err *e)
{
    int64_t users[LIMIT_LINES];
    int n = 0;
    enum outcome o = lines_users(w, r->ledger->team_members,
                                 r->values[r->ledger->team_members->index], users, &n, e);
    return o == OK ? guard_team_set(w->db, r->id, users, n, e) : o;
}

enum outcome change_finish(struct work *w, const struct change *c, struct err *e)
{
    const struct record *before = c->before, *after = c->after;
    int64_t seq;
    enum outcome o = journal_record(w, c, &seq, e);
    if (o == OK)
        o = search_note(w, before, after, seq, e);
    if (o != OK)
        return o;
    if (!before || before->state != after->state || before->place != after->place) {
        if (before)
            count_change(w, before, -1);
        count_change(w, after, +1);
    }
    touch(w, c);
    if (after->ledger->team_members)
        o = keep_team(w, after, e);
    if (o == OK && !w->is_history)
        o = then_run(w, c, e);
    const struct hooks *hooks = &w->app->books->hooks;
    for (int i = 0; o == OK && i < hooks->n; i++)
        if (hooks->rows[i]->run)
            o = hooks->rows[i]->run(w, c, e);
    return o;
}

enum outcome hooks_erase(struct work *w, const struct record *r, struct err *e)
{
    const struct hooks *hooks = &w->app->books->hooks;
    enum outcome o = OK;
    for (int i = 0; o == OK && i < hooks->n; i++)
        if (hooks->rows[i]->erase)
            o = hooks->rows[i]->erase(w, r, e);
    return o;
}

enum outcome hooks_batch(struct app *app, struct db *db, const struct plan *plan, int64_t batch,
                         bool is_done, struct err *e)
{
    const struct hooks *hooks = &app->books->hooks;
    enum outcome o = OK;
    for (int i = 0; o == OK && i < hooks->n; i++)
        if (hooks->rows[i]->batch)
            o = hooks->rows[i]->batch(app, db, plan, batch, is_done, e);
    return o;
}
