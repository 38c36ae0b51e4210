/* Are two records one person? Rules over what their fields say. */
#include <string.h>

#include "base/text.h"
#include "person/person_int.h"
#include "place/place.h"
#include "value/pinyin.h"

bool person_fields_of(const struct ledger *l, struct person_fields *ret)
{
    *ret = (struct person_fields){0};
    for (int i = 0; i < l->fields_n; i++) {
        const struct field *f = &l->fields[i];
        if (f->type == F_ID_NUMBER && !ret->id_number)
            ret->id_number = f;
        if (f->type == F_DATE && !f->value && !ret->born && text_starts(f->name, "born"))
            ret->born = f;
    }
    const struct field *title = l->title_n > 0 ? l->title[0] : NULL;
    if (title && title->type == F_TEXT && title->seal == SEAL_NONE)
        ret->name = title;
    return ret->name && ret->id_number;
}

static int64_t born_of(const struct record *r, const struct person_fields *f)
{
    struct value v = f->born ? r->values[f->born->index] : value_null();
    return v.type == V_DATE ? v.n : BORN_UNKNOWN;
}

bool person_key_of(const struct record *r, struct person_key *ret)
{
    struct person_fields f;
    if (!person_fields_of(r->ledger, &f))
        return false;
    struct value name = r->values[f.name->index];
    if (name.type != V_TEXT || name.len == 0)
        return false;
    *ret = (struct person_key){.record = r->id,
                               .sound = pinyin_sound(name.s, name.len),
                               .born = born_of(r, &f),
                               .village = place_at(r->place, LEVEL_VILLAGE)};
    return ret->sound != 0;
}

int person_alike(const struct record *a, const struct record *b, const struct person_fields *f)
{
    struct value x = a->values[f->name->index], y = b->values[f->name->index];
    int64_t id_a = a->equal ? a->equal[f->id_number->index] : 0;
    int64_t id_b = b->equal ? b->equal[f->id_number->index] : 0;
    int64_t born_a = born_of(a, f), born_b = born_of(b, f);
    bool same_name = x.len == y.len && x.len > 0 && memcmp(x.s, y.s, x.len) == 0;
    int points = 0;
    if (id_a && id_b)
        return id_a == id_b ? 100 : same_name && born_a == born_b ? 40 : 0;
    if (same_name)
        points += 40;
    else if (pinyin_sound(x.s, x.len) == pinyin_sound(y.s, y.len))
        points += 30;
    if (born_a != BORN_UNKNOWN && born_b != BORN_UNKNOWN) {
        if (born_a != born_b)
            return points + (born_a - born_b < 32 && born_b - born_a < 32 ? 5 : -40);
        points += 40;
    }
    if (place_at(a->place, LEVEL_VILLAGE) == place_at(b->place, LEVEL_VILLAGE))
        points += 20;
    return points;
}
