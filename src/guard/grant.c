/* The law, in C for one record and as SQL for lists. Both walk the same holdings and ask the same
 * holding_gives(); only "does it reach" is written twice. Decides nothing about values. */
#include <string.h>

#include "base/text.h"
#include "guard/guard_int.h"
#include "value/type.h"

#define BIT(verb) (1u << (verb))
#define ALL_VERBS (BIT(VERBS) - 1)

static bool same_post(const struct post *a, const struct post *b)
{
    return a == b || (a && b && !strcmp(a->name, b->name)); /* another edition's post */
}

/* Verbs of a grant that answer a question: seeing is part of changing, exporting, looking back. */
static unsigned implied(enum verb verb)
{
    unsigned bits = BIT(verb);
    if (verb == VERB_VIEW)
        bits |= BIT(VERB_AMEND) | BIT(VERB_MOVE) | BIT(VERB_EXPORT) | BIT(VERB_HISTORY);
    return bits;
}

static bool by_post(const struct move *m, const struct post *post)
{
    for (int i = 0; i < m->by_n; i++)
        if (same_post(m->by[i], post))
            return true;
    return false;
}

bool holding_gives(const struct holding *h, enum verb verb, const struct ledger *l)
{
    for (int i = 0; i < l->grants_n; i++)
        if (l->grants[i].post && (l->grants[i].verbs & implied(verb)) &&
            same_post(l->grants[i].post, h->post))
            return true;
    if (verb == VERB_VIEW || verb == VERB_MOVE)
        for (int i = 0; i < l->moves_n; i++)
            if (by_post(&l->moves[i], h->post))
                return true;
    return false;
}

/* A move without `by` belongs to the posts granted `move`. */
static bool holding_moves(const struct holding *h, const struct move *m, const struct ledger *l)
{
    if (by_post(m, h->post))
        return true;
    if (m->by_n || m->by_member)
        return false;
    for (int i = 0; i < l->grants_n; i++)
        if ((l->grants[i].verbs & BIT(VERB_MOVE)) && same_post(l->grants[i].post, h->post))
            return true;
    return false;
}

/* ---- members of a team: through which field of the ledger ---- */

static bool is_team_field(const struct field *f)
{
    return f->type == F_REF && f->to && f->to->team_members;
}

static bool member_field_gives(const struct ledger *l, const struct field *f, enum verb verb)
{
    for (int i = 0; i < l->grants_n; i++)
        if (!l->grants[i].post && l->grants[i].member_of == f &&
            (l->grants[i].verbs & implied(verb)))
            return true;
    if (verb == VERB_VIEW || verb == VERB_MOVE)
        for (int i = 0; i < l->moves_n; i++)
            if (l->moves[i].by_member)
                return true;
    return false;
}

static bool member_field_moves(const struct ledger *l, const struct field *f, const struct move *m)
{
    if (m->by_member)
        return true;
    if (m->by_n)
        return false;
    for (int i = 0; i < l->grants_n; i++)
        if (!l->grants[i].post && l->grants[i].member_of == f &&
            (l->grants[i].verbs & BIT(VERB_MOVE)))
            return true;
    return false;
}

/* ---- what stands before any holding ---- */

bool guard_token_has(const struct actor *who, const char *ledger)
{
    char name[80];
    if (!who->ledgers)
        return true;
    snprintf(name, sizeof(name), ",%s,", ledger);
    return strstr(who->ledgers, name) != NULL;
}

static bool token_allows(const struct actor *who, enum verb verb, const struct ledger *l)
{
    return (who->verbs & BIT(verb)) && !who->must_change_password && guard_token_has(who, l->name);
}

/* The resident's door: adds to its one ledger, below its one place. */
static bool door_allows(const struct actor *who, enum verb verb, const struct ledger *l)
{
    if (verb != VERB_ADD || who->user > 0 || l->door.add == DOOR_NONE)
        return false;
    if (l->door.add == DOOR_OPEN)
        return true;
    return who->door == l->door.add && text_same(who->door_ledger, l->name);
}

static bool door_reaches(const struct actor *who, const struct subject *on)
{
    return on->ledger->door.add == DOOR_OPEN || place_is_under(on->place, who->door_place);
}

/* ---- reach, in C ---- */

bool guard_is_narrowed(const struct post *post)
{
    return post->of_n > 0;
}

bool guard_reaches(const struct holding *h, int64_t place, struct db *db)
{
    if (place < h->place || place > h->last)
        return false;
    return !guard_is_narrowed(h->post) ||
           place_is_kind(db, place, (const struct kind *const *)h->post->of, h->post->of_n);
}

static bool reaches(const struct holding *h, const struct subject *on, struct db *db)
{
    if (guard_reaches(h, on->place, db))
        return true;
    for (int i = 0; i < on->ledger->also_n && i < 3; i++)
        if (on->also[i] && guard_reaches(h, on->also[i], db))
            return true;
    return false;
}

/* An order binds those below its area: whoever's post lies in it may read it. */
static bool is_bound(const struct holding *h, enum verb verb, const struct subject *on)
{
    return verb == VERB_VIEW && on->ledger->is_order && !h->is_absorbed &&
           place_is_under(h->place, on->place);
}

static bool member_may(const struct actor *who, enum verb verb, const struct subject *on,
                       struct db *db)
{
    const struct ledger *l = on->ledger;
    if (who->user <= 0 || !on->record)
        return false;
    for (int i = 0; i < l->fields_n; i++)
        if (is_team_field(&l->fields[i]) && member_field_gives(l, &l->fields[i], verb) &&
            team_has(db, l, &l->fields[i], on->record, who->user))
            return true;
    return false;
}

bool guard_may(const struct actor *who, enum verb verb, const struct subject *on, struct db *db)
{
    if (who->is_system)
        return true;
    if (door_allows(who, verb, on->ledger))
        return door_reaches(who, on);
    if (!token_allows(who, verb, on->ledger))
        return false;
    for (int i = 0; i < who->holdings_n; i++)
        if (holding_gives(&who->holdings[i], verb, on->ledger) &&
            (reaches(&who->holdings[i], on, db) || is_bound(&who->holdings[i], verb, on)))
            return true;
    return member_may(who, verb, on, db);
}

bool guard_may_move(const struct actor *who, const struct move *move, const struct subject *on,
                    struct db *db)
{
    const struct ledger *l = on->ledger;
    if (on->state < 0 || on->state > 31 || !(move->from & (1u << on->state)))
        return false;
    if (who->is_system)
        return true;
    if (!token_allows(who, VERB_MOVE, l))
        return false;
    for (int i = 0; i < who->holdings_n; i++)
        if (holding_moves(&who->holdings[i], move, l) && reaches(&who->holdings[i], on, db))
            return true;
    if (who->user <= 0 || !on->record)
        return false;
    for (int i = 0; i < l->fields_n; i++)
        if (is_team_field(&l->fields[i]) && member_field_moves(l, &l->fields[i], move) &&
            team_has(db, l, &l->fields[i], on->record, who->user))
            return true;
    return false;
}

bool guard_covers(const struct actor *who, enum verb verb, const struct ledger *l, int64_t place)
{
    if (who->is_system)
        return true;
    if (!token_allows(who, verb, l))
        return false;
    for (int i = 0; i < who->holdings_n; i++) {
        const struct holding *h = &who->holdings[i];
        if (holding_gives(h, verb, l) && !guard_is_narrowed(h->post) && place >= h->place &&
            place_last(place) <= h->last)
            return true;
    }
    return false;
}

bool guard_may_somewhere(const struct actor *who, enum verb verb, const struct ledger *l)
{
    if (who->is_system || door_allows(who, verb, l))
        return true;
    if (!token_allows(who, verb, l))
        return false;
    for (int i = 0; i < who->holdings_n; i++)
        if (holding_gives(&who->holdings[i], verb, l))
            return true;
    for (int i = 0; i < l->fields_n && who->user > 0; i++)
        if (is_team_field(&l->fields[i]) && member_field_gives(l, &l->fields[i], verb))
            return true;
    return false;
}

/* ---- reach, as SQL ---- */

void guard_where_place(struct buf *out, const struct holding *h, const char *alias,
                       const char *column)
{
    buf_printf(out, "%s.%s BETWEEN %lld AND %lld", alias, column, (long long)h->place,
               (long long)h->last);
    if (!guard_is_narrowed(h->post))
        return;
    buf_printf(out, " AND EXISTS (SELECT 1 FROM place k WHERE k.id = %s.%s AND k.kind IN (", alias,
               column);
    for (int i = 0; i < h->post->of_n; i++) {
        const char *kind = h->post->of[i]->name;
        if (strspn(kind, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(kind))
            continue; /* cannot be: the plan's checker refuses such a name */
        buf_printf(out, "%s'%s'", i ? ", " : "", kind);
    }
    buf_text(out, "))");
}

static void where_holding(struct buf *out, const struct holding *h, const struct ledger *l,
                          const char *alias)
{
    static const char *const also[] = {"also1", "also2", "also3"};
    guard_where_place(out, h, alias, "place");
    for (int i = 0; i < l->also_n && i < 3; i++) {
        buf_text(out, " OR "); /* null where there is none: never between */
        guard_where_place(out, h, alias, also[i]);
    }
}

static void where_member(struct buf *out, const struct actor *who, const struct field *f,
                         const char *alias)
{
    buf_printf(out, "EXISTS (SELECT 1 FROM team_member t WHERE t.record = %s.", alias);
    sql_name(out, f->column);
    buf_printf(out, " AND t.account = %lld)", (long long)who->user);
}

/* is_bound() as SQL: the areas above the holding, at most seven, and the country. */
static void where_bound(struct buf *out, const struct holding *h, const char *alias)
{
    int64_t at = h->place;
    buf_printf(out, "%s.place IN (%lld", alias, (long long)at);
    while (at != PLACE_COUNTRY) {
        at = place_parent(at);
        buf_printf(out, ", %lld", (long long)at);
    }
    buf_char(out, ')');
}

/* Does an earlier holding that also gives the verb cover all that this one does? */
static bool is_covered(const struct actor *who, int at, enum verb verb, const struct ledger *l)
{
    const struct holding *h = &who->holdings[at];
    for (int i = 0; i < who->holdings_n; i++) {
        const struct holding *k = &who->holdings[i];
        bool same = k->place == h->place && k->last == h->last;
        if (i == at || k->place > h->place || k->last < h->last || (same && i > at))
            continue;
        if ((!guard_is_narrowed(k->post) || (same_post(k->post, h->post) && !same)) &&
            holding_gives(k, verb, l))
            return true;
    }
    return false;
}

void guard_where(struct buf *out, const struct actor *who, enum verb verb, const struct ledger *l,
                 const char *alias)
{
    bool some = false;
    if (who->is_system) {
        buf_text(out, "1 = 1");
        return;
    }
    buf_text(out, "(");
    if (door_allows(who, verb, l)) {
        some = true;
        if (l->door.add == DOOR_OPEN)
            buf_text(out, "1 = 1");
        else
            buf_printf(out, "%s.place BETWEEN %lld AND %lld", alias, (long long)who->door_place,
                       (long long)place_last(who->door_place));
    } else if (token_allows(who, verb, l)) {
        for (int i = 0; i < who->holdings_n; i++) {
            if (!holding_gives(&who->holdings[i], verb, l))
                continue;
            if (verb == VERB_VIEW && l->is_order && !who->holdings[i].is_absorbed) {
                buf_text(out, some ? " OR " : "");
                where_bound(out, &who->holdings[i], alias);
                some = true;
            }
            if (is_covered(who, i, verb, l))
                continue;
            buf_text(out, some ? " OR " : "");
            where_holding(out, &who->holdings[i], l, alias);
            some = true;
        }
        for (int i = 0; i < l->fields_n && who->user > 0; i++) {
            if (!is_team_field(&l->fields[i]) || !member_field_gives(l, &l->fields[i], verb))
                continue;
            buf_text(out, some ? " OR " : "");
            where_member(out, who, &l->fields[i], alias);
            some = true;
        }
    }
    buf_text(out, some ? ")" : "0 = 1)");
}
