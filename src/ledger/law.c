/* The rules a record stands under. Where a ledger keeps standards, its records keep the rules that
 * read them too: computed values, refusals and warnings, when a move may or must happen are those
 * of the edition under which the record was made, for as long as it runs. Fields, states, posts,
 * what must be filled in and consequences are those in force, and so are standards that are not
 * kept. */
#include "base/text.h"
#include "ledger/edition.h"
#include "ledger/ledger_int.h"

/* The field of the edition in force that an old one's has become. */
static const struct field *field_now(const struct ledger *now, const struct field *old)
{
    const struct field *same = ledger_field(now, old->name);
    for (int i = 0; !same && i < now->fields_n; i++)
        for (int k = 0; k < now->fields[i].was_n; k++)
            if (text_same(now->fields[i].was[k], old->name))
                same = &now->fields[i];
    return same;
}

static const struct ledger *ledger_now(const struct plan *now, const struct ledger *old)
{
    const struct ledger *same = plan_ledger(now, old->name);
    for (int i = 0; !same && i < now->ledgers_n; i++)
        if (text_same(now->ledgers[i].was, old->name))
            same = &now->ledgers[i];
    return same;
}

void law_adopt(struct plan *old, const struct plan *now)
{
    for (int i = 0; i < old->ledgers_n; i++) {
        struct ledger *l = &old->ledgers[i];
        const struct ledger *same = ledger_now(now, l);
        if (!same)
            continue;
        l->table = arena_dup(&old->arena, same->table);
        for (int k = 0; k < l->fields_n; k++) {
            const struct field *f = field_now(same, &l->fields[k]);
            if (f)
                l->fields[k].column = arena_dup(&old->arena, f->column);
        }
        for (int k = 0; k < l->states_n; k++)
            for (int s = 0; s < same->states_n; s++)
                if (text_same(same->states[s].was, l->states[k].name))
                    l->states[k].was = arena_dup(&old->arena, same->states[s].name);
    }
}

const struct ledger *law_ledger(const struct plan *old, const struct ledger *now)
{
    const struct ledger *l = plan_ledger(old, now->name);
    return l ? l : now->was ? plan_ledger(old, now->was) : NULL;
}

static int state_then(const struct ledger *old, const struct state *now)
{
    int s = ledger_state(old, now->name);
    return s >= 0 ? s : now->was ? ledger_state(old, now->was) : -1;
}

void law_follow(struct law *law, const struct record *r)
{
    struct record *to = law->record;
    if (!law->plan)
        return;
    for (int i = 0; i < law->ledger->fields_n; i++) {
        const struct field *old = &law->ledger->fields[i], *f = field_now(r->ledger, old);
        bool is_same = f && type_row(f->type)->vtype == type_row(old->type)->vtype;
        to->values[i] = is_same ? r->values[f->index] : value_null();
        to->equal[i] = is_same ? r->equal[f->index] : 0;
    }
    for (int i = 0; i < law->ledger->keep_n; i++)
        for (int k = 0; k < r->ledger->keep_n; k++)
            if (text_same(law->ledger->keep[i]->name, r->ledger->keep[k]->name))
                to->kept[i] = r->kept[k];
    to->place = r->place;
    memcpy(to->also, r->also, sizeof to->also);
}

enum outcome law_open(struct law *law, struct reader *rd, const struct record *r, struct err *e)
{
    struct work *w = rd->work;
    *law = (struct law){.reader = rd, .ledger = r->ledger, .editions = w->app->editions};
    if (!r->ledger->keep_n || !r->edition_no || r->edition_no == w->plan->edition_no)
        return OK;
    enum outcome o = editions_find(law->editions, w->db, r->edition_no, &law->plan, e);
    if (o != OK)
        return o == NOT_FOUND ? OK : o;
    const struct ledger *old = law_ledger(law->plan, r->ledger);
    int state = old ? state_then(old, &r->ledger->states[r->state]) : -1;
    if (!old || state < 0) { /* that edition did not know such records */
        law_close(law);
        return OK;
    }
    law->ledger = old;
    law->record = record_blank(w->arena, old);
    struct value *values = law->record->values, *kept = law->record->kept;
    int64_t *equal = law->record->equal;
    *law->record = *r;
    law->record->ledger = old;
    law->record->state = state;
    law->record->values = values;
    law->record->kept = kept;
    law->record->equal = equal;
    law->work = *w;
    law->work.plan = law->plan;
    reader_init(&law->own, &law->work, law->record);
    law->own.standards = w->plan;
    law->reader = &law->own;
    law_follow(law, r);
    return OK;
}

void law_close(struct law *law)
{
    editions_release(law->editions, law->plan);
    law->plan = NULL;
}

const struct move *law_move(const struct law *law, const struct move *m)
{
    const struct move *old = law->plan ? ledger_move(law->ledger, m->name) : NULL;
    return old ? old : m;
}
