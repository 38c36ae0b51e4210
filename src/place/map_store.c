/* Table place_map: one map a place. */
#include <string.h>

#include "journal/image.h"
#include "place/place_int.h"

enum outcome place_map_find(const char **ret, struct arena *a, struct db *db, int64_t place,
                      struct err *e)
{
    struct query *q;
    enum outcome o = db_query(&q, db, "SELECT geojson FROM place_map WHERE id = $1",
                              BIND(bind_int(place)), e);
    *ret = NULL;
    if (o == OK && query_next(q)) {
        size_t len;
        const char *s = query_text(q, 0, &len);
        *ret = arena_text(a, s, len);
    }
    return o == OK ? query_end(q, e) : o;
}

static enum outcome map_image(struct place_change *c, int64_t place, const char *geojson,
                              int features, struct err *e)
{
    struct buf b;
    place_image_start(&b);
    if (geojson) {
        image_row(&b, "place_map", place);
        image_text(&b, "geojson", geojson);
        image_int(&b, "features", features);
        image_int(&b, "changed_at", c->now_ms / 1000);
        image_int(&b, "changed_by", c->user);
        image_row_end(&b);
    } else {
        image_deleted(&b, "place_map", place);
    }
    return place_image_append(c, &b, geojson ? "place.map" : "place.map_drop", place, e);
}

enum outcome place_map_keep(struct place_change *c, int64_t place, const char *geojson,
                            int features, struct err *e)
{
    enum outcome o = db_run(c->db, "DELETE FROM place_map WHERE id = $1",
                            BIND(bind_int(place)), e);
    if (o == OK && geojson)
        o = db_run(c->db,
                   "INSERT INTO place_map (id, geojson, features, changed_at, changed_by)"
                   " VALUES ($1, $2, $3, $4, $5)",
                   BIND(bind_int(place), bind_text(geojson), bind_int(features),
                        bind_int(c->now_ms / 1000), bind_int(c->user)),
                   e);
    return o == OK ? map_image(c, place, geojson, features, e) : o;
}
