/* Which fields one sees: compartments, masks and purposes; and which places one knows. A post
 * unmasks a field only where it also shows the record; who sees a record as a member of its team
 * sees it with all posts held. */
#include <string.h>

#include "base/text.h"
#include "guard/guard_int.h"
#include "value/type.h"

struct lens { bool in_compartment, sees, sees_with_purpose; };

static void look_through(struct lens *lens, const struct post *post, const struct field *f)
{
    for (int i = 0; i < post->compartments_n && f->compartment; i++)
        lens->in_compartment |= !strcmp(post->compartments[i], f->compartment);
    for (int i = 0; i < post->sees_n; i++) {
        const char *what = post->sees[i].field; /* a field's name or a type's word */
        if (strcmp(what, f->name) && strcmp(what, type_row(f->type)->word))
            continue;
        lens->sees |= !post->sees[i].needs_purpose;
        lens->sees_with_purpose = true;
    }
}

const char *guard_own_purpose(const struct actor *who, const struct field *f, struct arena *a)
{
    for (int i = 0; i < who->holdings_n; i++) {
        struct lens lens = {0};
        look_through(&lens, who->holdings[i].post, f);
        if (lens.sees)
            return arena_printf(a, "post %s", who->holdings[i].post->name);
    }
    return "";
}

static bool is_masked_kind(const struct field *f)
{
    return f->sensitive.is || f->seal != SEAL_NONE;
}

static enum sight judge(const struct lens *lens, const struct field *f, const char *purpose)
{
    if (f->compartment && !lens->in_compartment)
        return SIGHT_NONE;
    if (!is_masked_kind(f) || lens->sees)
        return SIGHT_FULL;
    return lens->sees_with_purpose && purpose && *purpose ? SIGHT_FULL : SIGHT_MASKED;
}

/* What holds at one record. */
static struct lens lens_at(const struct actor *who, const struct field *f,
                           const struct subject *on, struct db *db)
{
    struct lens lens = {0};
    struct actor alone = *who;
    for (int i = 0; i < who->holdings_n; i++) {
        struct lens through = {0};
        look_through(&through, who->holdings[i].post, f);
        if (!through.in_compartment && !through.sees_with_purpose)
            continue;
        alone.holdings = &who->holdings[i];
        alone.holdings_n = 1;
        alone.user = 0; /* without teams */
        if (guard_may(&alone, VERB_VIEW, on, db))
            look_through(&lens, who->holdings[i].post, f);
    }
    alone.holdings_n = 0;
    alone.user = who->user;
    if (judge(&lens, f, "any") != SIGHT_FULL && guard_may(&alone, VERB_VIEW, on, db))
        for (int i = 0; i < who->holdings_n; i++)
            look_through(&lens, who->holdings[i].post, f);
    return lens;
}

static bool covers(const struct holding *k, const struct holding *h)
{
    return k->place <= h->place && k->last >= h->last &&
           (!guard_is_narrowed(k->post) || k->post == h->post);
}

/* The least that holds at every record one may see. */
static enum sight sight_everywhere(const struct actor *who, const struct field *f,
                                   const struct ledger *l)
{
    enum sight least = SIGHT_FULL;
    bool any = false;
    struct actor alone = *who;
    alone.holdings_n = 0;
    for (int i = 0; i < who->holdings_n; i++) {
        const struct holding *h = &who->holdings[i];
        struct lens lens = {0};
        if (!holding_gives(h, VERB_VIEW, l))
            continue;
        for (int k = 0; k < who->holdings_n; k++)
            if (covers(&who->holdings[k], h) && holding_gives(&who->holdings[k], VERB_VIEW, l))
                look_through(&lens, who->holdings[k].post, f);
        enum sight sight = judge(&lens, f, who->purpose);
        least = sight < least ? sight : least;
        any = true;
    }
    if (guard_may_somewhere(&alone, VERB_VIEW, l)) { /* as a member of teams */
        struct lens lens = {0};
        for (int k = 0; k < who->holdings_n; k++)
            look_through(&lens, who->holdings[k].post, f);
        enum sight sight = judge(&lens, f, who->purpose);
        least = sight < least ? sight : least;
        any = true;
    }
    return any ? least : SIGHT_NONE;
}

enum sight guard_sight(const struct actor *who, const struct field *f, const struct subject *on,
                       struct db *db)
{
    if (who->is_system)
        return SIGHT_FULL;
    if (who->user <= 0)
        return SIGHT_NONE; /* the resident's door reads nothing back */
    if (!f->compartment && !is_masked_kind(f))
        return SIGHT_FULL;
    if (!on)
        return f->ledger ? sight_everywhere(who, f, f->ledger) : SIGHT_NONE;
    struct lens lens = lens_at(who, f, on, db);
    return judge(&lens, f, who->purpose);
}

bool guard_sees_place(const struct actor *who, int64_t place)
{
    if (who->is_system)
        return true;
    if (who->must_change_password)
        return false;
    if (who->door != DOOR_NONE && place_is_under(place, who->door_place))
        return true;
    for (int i = 0; i < who->holdings_n; i++)
        if ((place >= who->holdings[i].place && place <= who->holdings[i].last) ||
            place_is_under(who->holdings[i].place, place))
            return true;
    return false;
}

bool guard_knows_place(const struct actor *who, int64_t place, const char *kind)
{
    const struct kind *k = who->plan ? plan_kind(who->plan, kind) : NULL;
    if (k && k->is_area && k->level != LEVEL_COUNTRY && k->level <= LEVEL_VILLAGE)
        return true;
    return guard_sees_place(who, place);
}

bool post_has_kind(const struct post *post, const char *kind)
{
    for (int i = 0; i < post->of_n; i++)
        if (!strcmp(post->of[i]->name, kind))
            return true;
    return post->of_n == 0;
}

bool guard_is_admin_of(const struct actor *who, int64_t place, const char *kind)
{
    if (who->is_system)
        return true;
    if (who->must_change_password || !who->may_admin)
        return false;
    for (int i = 0; i < who->holdings_n; i++) {
        const struct holding *h = &who->holdings[i];
        if (h->post->admin && place >= h->place && place <= h->last &&
            (!guard_is_narrowed(h->post) || (kind && post_has_kind(h->post, kind))))
            return true;
    }
    return false;
}

bool guard_is_admin(const struct actor *who, int64_t place)
{
    return guard_is_admin_of(who, place, NULL);
}

bool guard_is_admin_somewhere(const struct actor *who)
{
    if (who->is_system)
        return true;
    for (int i = 0; i < who->holdings_n && who->may_admin && !who->must_change_password; i++)
        if (who->holdings[i].post->admin)
            return true;
    return false;
}
