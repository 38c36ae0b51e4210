/* A record comes to exist: taken, filled, judged, numbered, written. */
#include "base/text.h"
#include "ledger/books.h"
#include "ledger/import.h"
#include "ledger/ledger_int.h"
#include "ledger/pass.h"
#include "value/time.h"

/* A resident fills in what the door asks for, in its ledger; who is nobody stands at an open door.
 */
static enum outcome check_door(const struct work *w, const struct ledger *l, const given_set *given,
                               struct err *e)
{
    const struct actor *who = w->actor;
    bool is_open_door = who->door == DOOR_NONE;
    if (who->is_system || who->user > 0)
        return OK;
    if (l->door.add != (is_open_door ? DOOR_OPEN : who->door) ||
        (!is_open_door && !text_same(who->door_ledger, l->name)))
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

/* Everything about a new record but its number, which only the writer gives. */
enum outcome record_prepare(struct reader *rd, struct record *r, const given_set *given,
                            struct err *e)
{
    struct work *w = rd->work;
    const struct ledger *l = r->ledger;
    enum outcome o = record_fill(rd, r, NULL, given, e);
    if (o != OK)
        return o;
    enum verb verb = w->is_history ? VERB_IMPORT_HISTORY : w->is_import ? VERB_IMPORT : VERB_ADD;
    if (!work_may(w, verb, r))
        return refuse_act(l, e);
    o = record_judge(rd, r, given, e);
    if (o == OK && l->restricts && !w->is_history)
        o = order_check(rd, r, e);
    r->occurred_at = record_occurred_at(w->plan, r);
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
    r->created_by = r->changed_by = work_user(w);
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
    enum outcome o = answered_before(w, l, fields, l->index + 1, &req, &r, e);

    if (o != OK || r) {
        if (o == OK)
            *ret = r;
        return o;
    }
    r = record_blank(w->arena, l);
    r->rev = 1;
    r->created_at = r->changed_at = w->now_ms / 1000;
    r->created_by = r->changed_by = work_user(w);
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
    if (o == OK && w->actor->user == 0) /* what is refused does not count */
        o = guard_door_take(w->app->guard, w->actor, l, w->from, w->now_ms, e);
    if (o == OK)
        o = give_id(w, r, e);
    if (o == OK)
        o = give_key(w, r, e);
    if (o == OK)
        o = record_insert(w, r, e);
    if (o == OK)
        o = change_finish(w, &(struct change){.act = "record.create", .after = r}, e);
    if (o == OK)
        o = answered_keep(w, &req, r, e);
    if (o == OK)
        *ret = r;
    return o;
}
