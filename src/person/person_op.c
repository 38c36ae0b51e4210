/* Likely duplicates: at entry, of a record, as a review list; merging and taking back. */
#include "base/text.h"
#include "ledger/ledger_op.h"
#include "ledger/show.h"
#include "person/person_int.h"

/* ---- the hook ---- */

static enum outcome on_change(struct work *w, const struct change *c, struct err *e)
{
    struct person_key now, then;
    bool is = c->after && person_key_of(c->after, &now);
    bool was = c->before && person_key_of(c->before, &then);
    if (is && was && now.sound == then.sound && now.born == then.born &&
        now.village == then.village)
        return OK;
    if (is)
        return person_key_put(w->db, c->after->ledger->name, &now, e);
    return was ? person_key_drop(w->db, c->before->id, e) : OK;
}

static enum outcome on_erase(struct work *w, const struct record *r, struct err *e)
{
    struct person_fields f;
    return person_fields_of(r->ledger, &f) ? person_key_drop(w->db, r->id, e) : OK;
}

const struct hook person_hook = {.name = "person", .run = on_change, .erase = on_erase};

/* ---- finding ---- */

static enum outcome op_people(struct call *c, const struct ledger **ret, struct person_fields *f,
                              struct err *e)
{
    enum outcome o = op_ledger(c, ret, e);
    if (o == OK && !person_fields_of(*ret, f))
        o = err_set(e, NOT_FOUND, "ledger", "no_people", "%s holds no people", "“%s”不是人员台账",
                    (*ret)->name);
    return o;
}

struct finding {
    struct call *call;
    const struct ledger *ledger;
    const struct person_fields *fields;
    const struct record *about;
    struct work work;
    struct shown *shown;
};

static enum outcome put_if_alike(struct finding *x, int64_t id, struct err *e)
{
    struct call *c = x->call;
    struct record *r;
    bool is_distinct = false;
    enum outcome o = record_seen(&x->work, x->ledger, id, &r, e);
    if (o != OK)
        return o == NOT_FOUND || o == DENIED ? OK : o; /* outside his scope: not told */
    int alike = person_alike(x->about, r, x->fields);
    if (alike < ALIKE_ENOUGH || r->ledger->states[r->state].is_final)
        return OK;
    if (x->about->id)
        o = person_is_distinct(c->db, x->about->id, id, &is_distinct, e);
    if (o != OK || is_distinct)
        return o;
    o = record_show(c, c->out, r, x->shown, e);
    put_key(c->out, "alike"), put_int(c->out, alike);
    put_end_object(c->out);
    return o;
}

static enum outcome find_alike(struct finding *x, struct err *e)
{
    struct call *c = x->call;
    const struct field *per[1] = {x->fields->id_number};
    struct unique same = {.fields = per, .fields_n = 1};
    struct person_key k;
    int64_t ids[CANDIDATES + 200];
    int n = 0;
    enum outcome o = OK;
    put_object(c->out);
    put_key(c->out, "rows");
    put_array(c->out);
    if (!value_is_empty(x->about->values[x->fields->id_number->index])) {
        n = 200;
        o = record_same_fields(&x->work, x->about, &same, 0, ids, &n, e);
        n = n > 20 ? 20 : n;
    }
    if (o == OK && person_key_of(x->about, &k))
        o = person_candidates(c->db, x->ledger->name, &k, ids, CANDIDATES, &n, e);
    for (int i = 0; o == OK && i < n; i++)
        if (ids[i] != x->about->id)
            o = put_if_alike(x, ids[i], e);
    put_end_array(c->out);
    put_end_object(c->out);
    return o;
}

static void finding_init(struct finding *x, struct call *c, const struct ledger *l,
                         const struct person_fields *f)
{
    *x = (struct finding){.call = c, .ledger = l, .fields = f};
    work_of_call(&x->work, c);
    x->shown = arena_alloc(c->arena, sizeof *x->shown);
}

/* What is being entered, before it is a record. */
static enum outcome do_alike_entry(struct call *c, struct err *e)
{
    const struct ledger *l;
    struct person_fields f;
    struct finding x;
    given_set given;
    json_t *fields = json_object_get(c->body, "fields");
    const char *place = call_text(c, "place");
    enum outcome o = op_people(c, &l, &f, e);
    if (o != OK)
        return o;
    finding_init(&x, c, l, &f);
    struct record *r = record_blank(c->arena, l);
    if (!json_is_object(fields))
        return err_set(e, REFUSED, "fields", "type", "the body has \"fields\"",
                       "请求体须有“fields”");
    o = record_take(&x.work, r, fields, NULL, &given, e);
    if (o == OK && place && *place)
        o = op_place(c, place, &r->place, e);
    struct value *id = &r->values[f.id_number->index];
    if (o == OK && f.id_number->seal != SEAL_NONE && id->type == V_TEXT) {
        char name[130];
        snprintf(name, sizeof name, "%s.%s", l->name, f.id_number->name);
        if (!r->equal[f.id_number->index])
            r->equal[f.id_number->index] = seal_equal_hash(c->app->guard, name, id->s, id->len);
    }
    x.about = r;
    return o == OK ? find_alike(&x, e) : o;
}

static enum outcome do_alike_record(struct call *c, struct err *e)
{
    const struct ledger *l;
    struct person_fields f;
    struct finding x;
    struct record *r;
    int64_t id;
    enum outcome o = op_people(c, &l, &f, e);
    if (o == OK)
        o = call_id(c, "id", &id, e);
    if (o != OK)
        return o;
    finding_init(&x, c, l, &f);
    o = record_seen(&x.work, l, id, &r, e);
    x.about = r;
    return o == OK ? find_alike(&x, e) : o;
}

static enum outcome put_pair(struct finding *x, const struct person_pair *p, struct err *e)
{
    struct call *c = x->call;
    struct record *a, *b;
    enum outcome o = record_seen(&x->work, x->ledger, p->first, &a, e);
    if (o == OK)
        o = record_seen(&x->work, x->ledger, p->second, &b, e);
    if (o != OK)
        return o == NOT_FOUND || o == DENIED ? OK : o;
    int alike = person_alike(a, b, x->fields);
    if (alike < ALIKE_ENOUGH || x->ledger->states[a->state].is_final ||
        x->ledger->states[b->state].is_final)
        return OK;
    put_object(c->out);
    put_key(c->out, "alike"), put_int(c->out, alike);
    put_key(c->out, "first");
    o = record_show(c, c->out, a, x->shown, e);
    put_end_object(c->out);
    put_key(c->out, "second");
    if (o == OK)
        o = record_show(c, c->out, b, x->shown, e);
    put_end_object(c->out);
    put_end_object(c->out);
    return o;
}

static enum outcome do_pairs(struct call *c, struct err *e)
{
    const struct ledger *l;
    const char *place = call_text(c, "place");
    struct person_fields f;
    struct finding x;
    struct person_pair pairs[100];
    int64_t after = 0, under = 0;
    int n = 0;
    enum outcome o = op_people(c, &l, &f, e);
    if (o == OK)
        o = call_int(c, "after", 0, &after, e);
    if (o == OK && place && *place)
        o = op_place(c, place, &under, e);
    /* Without a place: where he works. */
    if (o == OK && !under && !c->actor->is_system && c->actor->holdings_n == 1)
        under = c->actor->holdings[0].place;
    if (o == OK)
        o = person_pairs(c->db, l->name, after, under, pairs, 100, &n, e);
    if (o != OK)
        return o;
    finding_init(&x, c, l, &f);
    put_object(c->out);
    put_key(c->out, "rows");
    put_array(c->out);
    for (int i = 0; o == OK && i < n; i++)
        o = put_pair(&x, &pairs[i], e);
    put_end_array(c->out);
    put_key(c->out, "next"), put_id(c->out, n == 100 ? pairs[n - 1].first : 0);
    put_end_object(c->out);
    return o;
}

/* ---- deciding ---- */

/* Both are seen and may be amended. */
static enum outcome may_decide(struct call *c, struct work *w, const struct ledger *l,
                               const int64_t ids[2], struct err *e)
{
    enum outcome o = OK;
    for (int i = 0; i < 2 && o == OK; i++) {
        struct record *r;
        struct subject on;
        o = record_seen(w, l, ids[i], &r, e);
        if (o != OK)
            return o;
        record_subject(&on, r);
        if (!c->actor->is_system && !guard_may(c->actor, VERB_AMEND, &on, c->db))
            o = err_set(e, DENIED, NULL, "not_allowed", "your posts do not amend both records",
                        "您的岗位不能修改这两条记录");
    }
    return o;
}

static enum outcome decide(struct call *c, const struct ledger **l, struct work **w, int64_t ids[2],
                           struct err *e)
{
    struct person_fields f;
    enum outcome o = op_people(c, l, &f, e);
    if (o == OK)
        o = call_id(c, "keep", &ids[0], e);
    if (o == OK)
        o = call_id(c, "drop", &ids[1], e);
    if (o == OK)
        o = op_work(c, w, e);
    return o == OK ? may_decide(c, *w, *l, ids, e) : o;
}

static void announce(struct call *c)
{
    work_announce(c->app, c->after_arg);
}

static void answer_merge(struct call *c, struct work *w, int64_t id)
{
    put_object(c->out);
    put_key(c->out, "merge"), put_id(c->out, id);
    put_end_object(c->out);
    c->after = announce;
    c->after_arg = w;
}

static enum outcome do_merge(struct call *c, struct err *e)
{
    const struct ledger *l;
    struct work *w;
    struct person_merge m;
    int64_t ids[2];
    enum outcome o = decide(c, &l, &w, ids, e);
    if (o == OK)
        o = person_merge(w, l, ids[0], ids[1], &m, e);
    if (o == OK)
        answer_merge(c, w, m.id);
    return o;
}

static enum outcome do_unmerge(struct call *c, struct err *e)
{
    struct person_merge m;
    struct work *w;
    int64_t id;
    enum outcome o = call_id(c, "id", &id, e);
    if (o == OK)
        o = op_work(c, &w, e);
    if (o == OK)
        o = person_merge_get(c->db, id, &m, e);
    const struct ledger *l = o == OK ? plan_ledger(c->plan, m.ledger) : NULL;
    if (o == OK && !l)
        o = err_set(e, NOT_FOUND, NULL, "absent", "there is no such merge", "没有这次合并");
    if (o == OK)
        o = may_decide(c, w, l, (int64_t[]){m.kept, m.dropped}, e);
    if (o == OK)
        o = person_unmerge(w, l, &m, e);
    if (o == OK)
        answer_merge(c, w, m.id);
    return o;
}

static enum outcome do_distinct(struct call *c, struct err *e)
{
    const struct ledger *l;
    struct work *w;
    int64_t ids[2];
    enum outcome o = decide(c, &l, &w, ids, e);
    if (o == OK)
        o = person_set_distinct(c->db, ids[0], ids[1], c->now_ms / 1000,
                                c->actor->user > 0 ? c->actor->user : 0, e);
    if (o == OK) {
        put_object(c->out);
        put_end_object(c->out);
    }
    return o;
}

#define LEDGER                                                                                     \
    {                                                                                              \
        "ledger", ARG_LEDGER, true,                                                                \
        {                                                                                          \
            "人员台账", "a ledger of people"                                                       \
        }                                                                                          \
    }
static const struct arg entry_args[] = {
    LEDGER,
    {"place", ARG_PLACE, false, {"登记地点", "where it is entered"}},
    {"body", ARG_BODY, true, {"{\"fields\":{…}}", "{\"fields\":{…}}"}},
    {0}};
static const struct arg record_args[] = {
    LEDGER, {"id", ARG_ID, true, {"记录号", "the record's number"}}, {0}};
static const struct arg pairs_args[] = {
    LEDGER,
    {"place", ARG_PLACE, false, {"只看此地点及其下", "only this place and below"}},
    {"after", ARG_TEXT, false, {"上一页的next", "`next` of the page before"}},
    {0}};
static const struct arg merge_args[] = {
    LEDGER,
    {"keep", ARG_ID, true, {"保留的记录", "the record that stays"}},
    {"drop", ARG_ID, true, {"并入的记录", "the record that ends"}},
    {0}};
static const struct arg undo_args[] = {{"id", ARG_ID, true, {"合并号", "the merge's number"}}, {0}};

static const struct op rows[] = {
    {"person.alike",
     NULL,
     "POST",
     "/api/ledgers/{ledger}/alike",
     entry_args,
     NEED_USER,
     OP_READ,
     do_alike_entry,
     "AlikeList",
     {"登记时查找疑似重复", "likely duplicates of what is entered"}},
    {"person.distinct",
     "person distinct",
     "POST",
     "/api/ledgers/{ledger}/distinct",
     merge_args,
     NEED_USER,
     OP_WRITE,
     do_distinct,
     "Done",
     {"不是同一人", "these two are not one"}},
    {"person.merge",
     "person merge",
     "POST",
     "/api/ledgers/{ledger}/merge",
     merge_args,
     NEED_USER,
     OP_WRITE,
     do_merge,
     "Merged",
     {"合并为同一人", "these two are one"}},
    {"person.pairs",
     "person pairs",
     "GET",
     "/api/ledgers/{ledger}/pairs",
     pairs_args,
     NEED_USER,
     OP_READ,
     do_pairs,
     "PairList",
     {"疑似重复清单", "likely duplicates to be reviewed"}},
    {"person.record_alike",
     NULL,
     "GET",
     "/api/ledgers/{ledger}/records/{id}/alike",
     record_args,
     NEED_USER,
     OP_READ,
     do_alike_record,
     "AlikeList",
     {"此人的疑似重复", "likely duplicates of a record"}},
    {"person.unmerge",
     "person unmerge",
     "POST",
     "/api/merges/{id}/undo",
     undo_args,
     NEED_USER,
     OP_WRITE,
     do_unmerge,
     "Merged",
     {"撤销合并", "take a merge back"}},
};
const struct op *person_ops(int *ret_n)
{
    *ret_n = (int)(sizeof rows / sizeof *rows);
    return rows;
}
