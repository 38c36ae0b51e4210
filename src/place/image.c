/* Row images of the place tables, for the journal (journal/image.h). */
#include <string.h>

#include "journal/image.h"
#include "place/place_int.h"

#define IMAGE_MAX (64u << 20)

void place_image_start(struct buf *b)
{
    image_start(b, IMAGE_MAX);
}

void place_image_place(struct buf *b, const struct place *p)
{
    image_row(b, "place", p->id);
    image_int(b, "parent", p->parent);
    image_text(b, "kind", p->kind);
    image_text(b, "code", p->code);
    image_text(b, "name", p->name);
    image_int(b, "successor", p->successor);
    image_int(b, "retired_on", p->retired_on);
    image_text(b, "retired_how", p->how);
    image_int(b, "sort", p->sort);
    image_text(b, "fields", p->fields);
    image_row_end(b);
}

void place_image_dated(struct buf *b, const char *table, const struct dated *d)
{
    image_row(b, table, d->id);
    image_int(b, "place", d->place);
    image_text(b, strcmp(table, "place_name") ? "code" : "name", d->text);
    image_int(b, "since", d->since);
    image_int(b, "ended", d->ended);
    image_row_end(b);
}

void place_image_drop(struct buf *b, const char *table, int64_t id)
{
    image_deleted(b, table, id);
}

void place_image_successor(struct buf *b, int64_t id, int64_t place, int64_t successor)
{
    image_row(b, "place_successor", id);
    image_int(b, "place", place);
    image_int(b, "successor", successor);
    image_row_end(b);
}

enum outcome place_image_append(struct place_change *c, struct buf *b, const char *act,
                                int64_t place, struct err *e)
{
    struct entry entry = {.at_ms = c->now_ms, .user = c->user < 0 ? 0 : c->user, .act = act,
                          .ledger = "", .record = place, .place = place};
    return image_append(b, c->journal, c->db, &entry, e);
}
