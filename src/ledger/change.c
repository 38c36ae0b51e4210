/* The one way a record changes: load, apply, judge, write the row, journal its image, search
 * postings, then consequences, hooks and counts. Every create, amend and move of a person, an
 * import, a consequence or the clock passes here, in a writer's job; a refusal anywhere leaves
 * nothing behind, because the job's savepoint goes back. */
#include "base/limits.h"
#include "base/text.h"
#include "journal/image.h"
#include "ledger/books_int.h"
#include "ledger/import.h"
#include "ledger/ledger_int.h"
#include "ledger/lines.h"
#include "ledger/pass.h"
#include "ledger/search.h"
#include "value/time.h"

/* ---- work
 * ---------------------------------------------------------------------------------------- */

void work_of_call(struct work *w, struct call *c)
{
    *w = (struct work){.app = c->app,
                       .db = c->db,
                       .arena = c->arena,
                       .plan = c->plan,
                       .actor = c->actor,
                       .now_ms = c->now_ms,
                       .idempotency = c->idempotency};
}

void work_announce(struct app *app, const struct work *w)
{
    if (!app->changed)
        return;
    for (const struct touched *t = w->touched; t; t = t->next)
        app->changed(app, t->ledger->name, t->id, t->places, t->act);
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

static enum outcome refuse_act(const struct ledger *l, struct err *e)
{
    return err_set(e, DENIED, NULL, "not_allowed", "your posts do not allow this in %s here",
                   "您的岗位不能在此处对“%s”做此操作", l->name);
}

/* Who acted, as kept in rows and journal: 0 the system, -1 somebody at a public door. */
static int64_t who_acted(const struct actor *a)
{
    return a->is_system ? 0 : a->user > 0 ? a->user : -1;
}

static bool may(const struct work *w, enum verb verb, const struct record *r)
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
    if (!may(w, VERB_VIEW, r))
        return refuse_absent(l, id, e);
    *ret = r;
    return OK;
}

/* ---- after the row is written
 * --------------------------------------------------------------------- */

static enum outcome journal_record(struct work *w, const struct change *c, int64_t *ret_seq,
                                   struct err *e)
{
    struct entry entry = {.at_ms = w->now_ms,
                          .user = who_acted(w->actor),
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

/* ---- create
 * ----------------------------------------------------------------------------------------- */

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

static struct record *record_dup(struct arena *a, const struct record *from)
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

static void apply_presets(const struct work *w, struct record *r, given_set *given)
{
    for (int i = 0; i < w->presets_n; i++) {
        const struct field *f = w->presets[i].field;
        r->values[f->index] = w->presets[i].value;
        r->equal[f->index] = 0;
        given_add(given, f->index);
    }
}

static enum outcome check_door(const struct work *w, const struct ledger *l, const given_set *given,
                               struct err *e)
{
    if (w->actor->door == DOOR_NONE || w->actor->is_system)
        return OK;
    if (l->door.add != w->actor->door || !text_same(w->actor->door_ledger, l->name))
        return refuse_act(l, e);
    for (int i = 0; i < l->fields_n; i++) {
        bool is_open = l->door.fields_n == 0;
        for (int k = 0; k < l->door.fields_n; k++)
            is_open = is_open || l->door.fields[k] == &l->fields[i];
        if (!is_open && given_has(given, i))
            return err_set(e, REFUSED, l->fields[i].name, "not_asked", "%s is not asked for here",
                           "此处不填 %s", l->fields[i].name);
    }
    return OK;
}

/* The datetime at which it happened; a date counts from its local midnight. */
static int64_t occurred_at(const struct plan *plan, const struct record *r)
{
    const struct field *f = r->ledger->occurs;
    if (!f || value_is_null(r->values[f->index]))
        return 0;
    int64_t n = r->values[f->index].n;
    return r->values[f->index].type == V_DATE ? n * TIME_DAY - plan->calendar.offset_s : n;
}

static enum outcome give_key(struct work *w, struct record *r, struct err *e)
{
    const struct key_rule *k = &r->ledger->key;
    struct buf b;
    int64_t n;
    int year, month, day;
    bool is_untitled = !r->title || !*r->title;
    if (r->key || !k->is_set) {
        r->title = is_untitled && r->key ? r->key : r->title;
        return OK;
    }
    int64_t today = date_of(w->now_ms / 1000, w->plan->calendar.offset_s);
    date_to_civil(today, &year, &month, &day);
    /* Old books may have brought numbers in: what stands already is passed over, one by one at
     * first, then ever further. */
    int64_t step = 1, first, id;
    for (int tries = 0; step < 1 << 30; step *= ++tries < 16 ? 1 : 2) {
        int found = 0;
        enum outcome o = books_next(w->app->books, w->db, r->ledger->name,
                                    k->per_county ? place_county(r->place) : 0,
                                    k->per_year ? year : 0, step, &first, e);
        if (o != OK)
            return o;
        n = first + step - 1;
        buf_init(&b, 400);
        key_print(&b, k, today, n);
        r->key = arena_text(w->arena, b.data, b.len);
        buf_fini(&b);
        if (!w->is_import) /* a probe for each row would slow millions */
            o = record_by_text(w->db, r->ledger, r->key, &id, &found, e);
        if (o != OK)
            return o;
        if (!found)
            break;
    }
    if (is_untitled)
        r->title = r->key;
    return OK;
}

static enum outcome give_id(struct work *w, struct record *r, struct err *e)
{
    int64_t n, county = place_county(r->place);
    if (w->next_id) {
        r->id = w->next_id;
        return OK;
    }
    enum outcome o = books_next(w->app->books, w->db, "id", county, 0, 1, &n, e);
    if (o == OK)
        r->id = record_id(r->place, n);
    return o;
}

static enum outcome find_answered(struct work *w, const struct ledger *l, const struct request *req,
                                  struct record **ret, struct err *e)
{
    int64_t record;
    enum outcome o = request_find(w->db, req, w->now_ms / 1000, &record, e);
    if (o == OK && record)
        o = record_seen(w, l, record, ret, e);
    return o;
}

/* Keeps a key sent for one act from answering for another. */
#define AMENDS (1ll << 61)
#define MOVES (1ll << 62)

/* What was answered before is answered again: *ret is the record as it is now, or NULL. */
static enum outcome take_request(struct work *w, const struct ledger *l, json_t *fields,
                                 int64_t seed, struct request *req, struct record **ret,
                                 struct err *e)
{
    *ret = NULL;
    if (!w->idempotency)
        return OK;
    enum outcome o = request_parse(req, w->idempotency, e);
    if (o != OK)
        return o;
    req->user = who_acted(w->actor);
    req->digest = json_digest(fields, seed);
    return find_answered(w, l, req, ret, e);
}

static enum outcome keep_request(struct work *w, const struct request *req, const struct record *r,
                                 struct err *e)
{
    return w->idempotency ? request_keep(w->db, req, r->ledger->name, r->id, w->now_ms / 1000, e)
                          : OK;
}

/* Everything about a new record but its number, which only the writer gives. */
enum outcome record_prepare(struct reader *rd, struct record *r, const given_set *given,
                            struct err *e)
{
    struct work *w = rd->work;
    const struct ledger *l = r->ledger;
    enum outcome o = record_fill(rd, r, NULL, given, e);
    if (o != OK)
        return o;
    if (!may(w, w->is_import ? VERB_IMPORT : VERB_ADD, r))
        return refuse_act(l, e);
    o = record_judge(rd, r, given, e);
    if (o == OK && l->restricts && !w->is_history)
        o = order_check(rd, r, e);
    r->occurred_at = occurred_at(w->plan, r);
    if (o == OK && l->pass.is_set && !w->is_history)
        o = pass_check(rd, r, e);
    if (o == OK)
        o = record_unique(rd, r, e);
    if (o == OK)
        o = record_name(rd, r, e);
    if (l->states[r->state].is_final && !r->closed_at)
        r->closed_at = r->created_at;
    return o;
}

/* A record judged for an import, when its turn to be written has come: the rest of a creation. Only
 * what a live change may have taken meanwhile is judged again. */
enum outcome record_bring_in(struct work *w, struct record *r, struct err *e)
{
    struct reader rd;
    r->rev = 1;
    r->id = w->next_id;
    r->batch = w->batch;
    r->edition_no = w->plan->edition_no;
    r->changed_at = w->now_ms / 1000;
    r->created_by = r->changed_by = who_acted(w->actor);
    reader_init(&rd, w, r);
    enum outcome o = record_unique(&rd, r, e);
    if (o == OK)
        o = give_key(w, r, e);
    if (o == OK)
        o = record_insert(w, r, e);
    if (o == OK)
        o = change_finish(w, &(struct change){.act = "record.create", .after = r}, e);
    return o;
}

enum outcome record_create(struct work *w, const struct ledger *l, json_t *fields,
                           struct record **ret, struct err *e)
{
    struct record *r = NULL;
    struct reader rd;
    struct request req;
    given_set given = {{0}};
    enum outcome o = take_request(w, l, fields, l->index + 1, &req, &r, e);

    if (o != OK || r) {
        if (o == OK)
            *ret = r;
        return o;
    }
    r = record_blank(w->arena, l);
    r->rev = 1;
    r->created_at = r->changed_at = w->now_ms / 1000;
    r->created_by = r->changed_by = who_acted(w->actor);
    r->batch = w->batch;
    r->edition_no = w->plan->edition_no;
    if (w->old) {
        r->state = w->old->state;
        r->key = w->old->key;
        r->created_at = w->old->created_at ? w->old->created_at : r->created_at;
        r->closed_at = w->old->closed_at;
    }
    reader_init(&rd, w, r);
    o = record_take(w, r, fields, NULL, &given, e);
    if (o != OK)
        return o;
    apply_presets(w, r, &given);
    o = check_door(w, l, &given, e);
    if (o == OK)
        o = record_prepare(&rd, r, &given, e);
    if (o == OK)
        o = give_id(w, r, e);
    if (o == OK)
        o = give_key(w, r, e);
    if (o == OK)
        o = record_insert(w, r, e);
    if (o == OK)
        o = change_finish(w, &(struct change){.act = "record.create", .after = r}, e);
    if (o == OK)
        o = keep_request(w, &req, r, e);
    if (o == OK)
        *ret = r;
    return o;
}

/* ---- amend
 * ------------------------------------------------------------------------------------------- */

static enum outcome check_revision(const struct record *r, int64_t rev, struct err *e)
{
    if (rev < 0 || rev == r->rev)
        return OK;
    return err_set(e, CONFLICT, NULL, "stale",
                   "the record has changed meanwhile: it is at revision %lld, not %lld",
                   "记录已被他人修改：现为第 %lld 版，不是第 %lld 版", (long long)r->rev,
                   (long long)rev);
}

/* What moves with this record moves now: its places are worked out again. */
static enum outcome carry_along(struct work *w, const struct record *r, struct err *e)
{
    for (int i = 0; i < w->plan->ledgers_n; i++) {
        const struct ledger *l = &w->plan->ledgers[i];
        int64_t ids[LIMIT_BULK + 1];
        int n;
        if (!l->moves_with || l->moves_with->to != r->ledger)
            continue;
        enum outcome o = record_referring(w->arena, w->db, l, l->moves_with, r->id, false, 0, ids,
                                          LIMIT_BULK + 1, &n, e);
        if (o == OK && n > LIMIT_BULK)
            return err_set(e, REFUSED, NULL, "moves_with",
                           "more than %d records of %s would move along",
                           "随之变动的记录超过 %d 条（%s）", LIMIT_BULK, l->name);
        struct work along = *w;
        along.depth++;
        along.actor = actor_system(w->arena, w->plan);
        along.presets_n = 0;
        along.idempotency = NULL;
        if (o == OK && n && along.depth > LIMIT_THEN_DEPTH)
            return err_set(e, REFUSED, NULL, "then_depth", "records move along in a circle",
                           "记录之间的随动形成了循环");
        for (int k = 0; o == OK && k < n; k++) {
            struct record *moved;
            o = record_amend(&along, l, ids[k], -1, NULL, &moved, e);
        }
        w->touched = along.touched;
        if (o != OK)
            return o;
    }
    return OK;
}

static bool has_changed(const struct record *a, const struct record *b)
{
    for (int i = 0; i < a->ledger->fields_n; i++)
        if (!value_same(a->values[i], b->values[i]))
            return true;
    return a->place != b->place || a->also[0] != b->also[0] || a->also[1] != b->also[1] ||
           a->also[2] != b->also[2] || !text_same(a->title, b->title);
}

/* The same text sealed again has another ciphertext: a value given as it was is no change. */
static void keep_same_sealed(const struct work *w, const struct record *before, struct record *r)
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

static bool places_differ(const struct record *a, const struct record *b)
{
    return a->place != b->place || memcmp(a->also, b->also, sizeof a->also) != 0;
}

enum outcome record_amend(struct work *w, const struct ledger *l, int64_t id, int64_t rev,
                          json_t *fields, struct record **ret, struct err *e)
{
    struct record *before, *r;
    struct reader rd;
    struct request req;
    given_set given = {{0}};
    enum outcome o = take_request(w, l, fields, id ^ AMENDS, &req, ret, e);
    if (o != OK || *ret)
        return o;
    o = record_seen(w, l, id, &before, e);
    if (o == OK && !may(w, VERB_AMEND, before))
        return refuse_act(l, e);
    if (o == OK)
        o = check_revision(before, rev, e);
    if (o != OK)
        return o;
    r = record_dup(w->arena, before);
    reader_init(&rd, w, r);
    o = record_take(w, r, fields, before, &given, e);
    if (o != OK)
        return o;
    apply_presets(w, r, &given);
    keep_same_sealed(w, before, r);
    o = record_fill(&rd, r, before, &given, e);
    if (o == OK)
        o = record_name(&rd, r, e);
    if (o != OK)
        return o;
    if (!has_changed(before, r)) {
        *ret = before;
        return OK;
    }
    if (before->place != r->place && !may(w, VERB_AMEND, r))
        return refuse_act(l, e);
    o = record_judge(&rd, r, &given, e);
    if (o == OK && l->restricts &&
        !value_same(before->values[l->restricts->index], r->values[l->restricts->index]))
        o = order_check(&rd, r, e);
    if (o == OK)
        o = record_unique(&rd, r, e);
    if (o != OK)
        return o;
    r->rev++;
    r->changed_at = w->now_ms / 1000;
    r->changed_by = who_acted(w->actor);
    r->occurred_at = occurred_at(w->plan, r);
    o = record_update(w, r, false, e);
    if (o == OK)
        o = change_finish(w, &(struct change){.act = "record.amend", .before = before, .after = r},
                          e);
    if (o == OK && places_differ(before, r))
        o = carry_along(w, r, e);
    if (o == OK)
        o = keep_request(w, &req, r, e);
    if (o == OK)
        *ret = r;
    return o;
}

/* ---- move
 * -------------------------------------------------------------------------------------------- */

static enum outcome check_move(struct reader *rd, const struct record *r, const struct move *m,
                               struct err *e)
{
    struct work *w = rd->work;
    struct subject on;
    bool holds = true;
    if (!move_is_from(m, r->state))
        return err_set(e, CONFLICT, NULL, "state", "\"%s\" is not possible: the record is \"%s\"",
                       "不能“%s”：记录当前为“%s”", m->name, r->ledger->states[r->state].name);
    record_subject(&on, r);
    if (!w->actor->is_system && !guard_may_move(w->actor, m, &on, w->db))
        return refuse_act(r->ledger, e);
    if (!m->when)
        return OK;
    enum outcome o = expr_holds(&rd->eval, m->when, &holds, e);
    if (o == OK && !holds)
        return err_set(e, REFUSED, NULL, "move_when", "\"%s\" is not allowed for this record yet",
                       "该记录尚不满足“%s”的条件", m->name);
    return o;
}

static enum outcome check_needs(const struct work *w, const struct record *r, const struct move *m,
                                const given_set *given, struct err *e)
{
    if (w->actor->is_system)
        return OK;
    for (int i = 0; i < m->needs_n; i++) {
        const struct field *f = m->needs[i];
        if (!given_has(given, f->index) || value_is_empty(r->values[f->index]))
            return err_set(e, REFUSED, f->name, "needed", "\"%1$s\" needs %2$s",
                           "“%1$s”须填写 %2$s", m->name, f->name);
    }
    for (int i = 0; i < r->ledger->fields_n; i++) {
        bool is_needed = false;
        for (int k = 0; k < m->needs_n; k++)
            is_needed = is_needed || m->needs[k]->index == i;
        if (given_has(given, i) && !is_needed && !may(w, VERB_AMEND, r))
            return refuse_act(r->ledger, e);
    }
    return OK;
}

enum outcome record_move(struct work *w, const struct ledger *l, int64_t id, int64_t rev,
                         const struct move *m, json_t *fields, struct record **ret, struct err *e)
{
    struct record *before, *r;
    struct reader rd;
    struct request req;
    given_set given = {{0}};
    bool has_fields = (fields && json_object_size(fields) > 0) || w->presets_n > 0;
    enum outcome o = take_request(w, l, fields, id ^ MOVES ^ (m - l->moves), &req, ret, e);
    if (o != OK || *ret)
        return o;
    o = record_seen(w, l, id, &before, e);
    if (o == OK)
        o = check_revision(before, rev, e);
    if (o != OK)
        return o;
    r = record_dup(w->arena, before);
    reader_init(&rd, w, r);
    o = check_move(&rd, r, m, e);
    if (o == OK && has_fields) {
        o = record_take(w, r, fields, before, &given, e);
        apply_presets(w, r, &given);
        keep_same_sealed(w, before, r);
    }
    if (o == OK)
        o = check_needs(w, r, m, &given, e);
    if (o != OK)
        return o;
    r->state = m->to;
    r->rev++;
    r->changed_at = w->now_ms / 1000;
    r->changed_by = who_acted(w->actor);
    bool is_final = l->states[m->to].is_final;
    r->closed_at = !is_final ? 0 : before->closed_at ? before->closed_at : r->changed_at;
    o = record_fill(&rd, r, before, &given, e);
    /* A move without new values is not held up by rules about values: what is due must end. */
    if (o == OK && has_fields)
        o = record_judge(&rd, r, &given, e);
    if (o == OK)
        o = record_name(&rd, r, e);
    if (o == OK && !is_final && !(before->state == r->state && !has_fields))
        o = record_unique(&rd, r, e);
    r->occurred_at = occurred_at(w->plan, r);
    if (o == OK)
        o = record_update(w, r, !has_changed(before, r), e);
    if (o == OK)
        o = change_finish(
            w, &(struct change){.act = "record.move", .before = before, .after = r, .move = m}, e);
    if (o == OK && l->is_order && is_final)
        o = order_ended(w, r, e);
    if (o == OK && places_differ(before, r))
        o = carry_along(w, r, e);
    if (o == OK)
        o = keep_request(w, &req, r, e);
    if (o == OK)
        *ret = r;
    return o;
}
