/* A map of the places below one: GeoJSON (RFC 7946) that somebody sends in, judged and made small.
 * Polygons only; a feature names its place by id, code or name; nothing else of it is kept. */
#include <string.h>

#include "base/text.h"
#include "place/place_int.h"

#define FEATURES_MAX 2000
#define POINTS_MAX 200000
#define TEXT_MAX (4u << 20)

struct drawing {
    struct buf *out;
    const struct place *children;
    int children_n, at;
    bool *is_drawn;
    int64_t points;
    struct err *e;
};

static enum outcome bad(struct drawing *d, const char *rule, const char *en, const char *zh)
{
    char field[60];
    snprintf(field, sizeof field, "features.%d", d->at);
    err_set(d->e, REFUSED, field, rule, "feature %d: ", "第%d个要素：", d->at + 1);
    err_add(d->e, en, zh);
    return REFUSED;
}

static const struct place *child_by(const struct drawing *d, json_t *properties, const char *key)
{
    json_t *v = json_object_get(properties, key);
    char digits[32] = "";
    const char *text = json_string_value(v);
    if (json_is_integer(v))
        snprintf(digits, sizeof digits, "%lld", (long long)json_integer_value(v));
    text = text ? text : digits;
    size_t len = strlen(text);
    for (int i = 0; len && i < d->children_n; i++) {
        const struct place *p = &d->children[i];
        char id[24];
        snprintf(id, sizeof id, "%lld", (long long)p->id);
        /* official codes come without the zeros below their level */
        bool is_code = len >= 6 && !strncmp(p->code, text, len) &&
                       strspn(p->code + len, "0") == strlen(p->code + len);
        if (text_same(id, text) || is_code || text_same(p->name, text))
            return p;
    }
    return NULL;
}

static const struct place *child_of(const struct drawing *d, json_t *properties)
{
    static const char *const keys[] = {"place", "code", "adcode", "CODE", "name", "NAME", "Name"};
    const struct place *p = NULL;
    for (size_t i = 0; !p && i < sizeof keys / sizeof *keys; i++)
        p = child_by(d, properties, keys[i]);
    return p;
}

static bool is_degree(json_t *v, double most)
{
    double x = json_number_value(v);
    return json_is_number(v) && x >= -most && x <= most;
}

static enum outcome put_ring(struct drawing *d, json_t *ring)
{
    size_t n = json_array_size(ring);
    json_t *first = json_array_get(ring, 0), *last = n ? json_array_get(ring, n - 1) : NULL;
    if (n < 4 || !json_equal(first, last))
        return bad(d, "ring", "a ring has four points or more and ends where it began",
                   "环至少4个点且首尾相同");
    d->points += (int64_t)n;
    if (d->points > POINTS_MAX)
        return bad(d, "points", "the map has too many points; make it simpler",
                   "点数过多，请先简化边界");
    put_array(d->out);
    for (size_t i = 0; i < n; i++) {
        json_t *p = json_array_get(ring, i), *lon = json_array_get(p, 0),
               *lat = json_array_get(p, 1);
        char text[64];
        if (!is_degree(lon, 180) || !is_degree(lat, 90))
            return bad(d, "degrees", "a point is [longitude, latitude] in degrees (WGS 84)",
                       "点应为[经度,纬度]，单位度");
        int len = snprintf(text, sizeof text, "[%.6f,%.6f]", json_number_value(lon),
                           json_number_value(lat));
        put_raw(d->out, text, (size_t)len);
    }
    put_end_array(d->out);
    return OK;
}

static enum outcome put_rings(struct drawing *d, json_t *rings)
{
    size_t i;
    json_t *ring;
    enum outcome o = json_array_size(rings)
                         ? OK
                         : bad(d, "geometry", "the polygon is empty", "面没有坐标");
    put_array(d->out);
    json_array_foreach(rings, i, ring)
    {
        if (o == OK)
            o = put_ring(d, ring);
    }
    put_end_array(d->out);
    return o;
}

static enum outcome put_geometry(struct drawing *d, json_t *geometry)
{
    const char *type = json_string_value(json_object_get(geometry, "type"));
    json_t *coordinates = json_object_get(geometry, "coordinates"), *part;
    bool is_many = type && text_same(type, "MultiPolygon");
    size_t i;
    enum outcome o = OK;
    if (!type || (!is_many && !text_same(type, "Polygon")))
        return bad(d, "geometry", "only Polygon and MultiPolygon", "只能是Polygon或MultiPolygon");
    put_key(d->out, "geometry"), put_object(d->out);
    put_key(d->out, "type"), put_str(d->out, type);
    put_key(d->out, "coordinates");
    if (!is_many) {
        o = put_rings(d, coordinates);
    } else {
        put_array(d->out);
        json_array_foreach(coordinates, i, part)
        {
            if (o == OK)
                o = put_rings(d, part);
        }
        put_end_array(d->out);
    }
    put_end_object(d->out);
    return o;
}

static enum outcome put_feature(struct drawing *d, json_t *feature)
{
    const struct place *p = child_of(d, json_object_get(feature, "properties"));
    char id[24];
    if (!p)
        return bad(d, "place", "names no place below this one by place, code or name",
                   "未用place、code或name指明下级地点");
    if (d->is_drawn[p - d->children])
        return bad(d, "twice", "its place is drawn already", "该地点已绘制过");
    d->is_drawn[p - d->children] = true;
    snprintf(id, sizeof id, "%lld", (long long)p->id);
    put_object(d->out);
    put_key(d->out, "type"), put_str(d->out, "Feature");
    put_key(d->out, "properties"), put_object(d->out);
    put_key(d->out, "place"), put_str(d->out, id);
    put_end_object(d->out);
    enum outcome o = put_geometry(d, json_object_get(feature, "geometry"));
    put_end_object(d->out);
    return o;
}

enum outcome place_map_check(const char **ret, int *ret_features, struct arena *a, json_t *body,
                             const struct place *children, int children_n, struct err *e)
{
    struct buf b;
    const char *type = json_string_value(json_object_get(body, "type"));
    json_t *features = json_object_get(body, "features"), *one;
    size_t i, n = json_array_size(features);
    struct drawing d = {
        .out = &b, .children = children, .children_n = children_n, .e = e};
    if (!type || !text_same(type, "FeatureCollection") || !json_is_array(features))
        return err_set(e, REFUSED, "type", "geojson", "a map is a GeoJSON FeatureCollection",
                       "地图应为GeoJSON的FeatureCollection");
    if (n < 1 || n > FEATURES_MAX)
        return err_set(e, REFUSED, "features", "features", "a map has 1 to %d features",
                       "要素应为1至%d个", FEATURES_MAX);
    d.is_drawn = arena_alloc(a, sizeof(bool) * (size_t)(children_n + 1));
    memset(d.is_drawn, 0, sizeof(bool) * (size_t)(children_n + 1));
    buf_init(&b, TEXT_MAX);
    put_object(&b);
    put_key(&b, "type"), put_str(&b, "FeatureCollection");
    put_key(&b, "features"), put_array(&b);
    enum outcome o = OK;
    json_array_foreach(features, i, one)
    {
        d.at = (int)i;
        if (o == OK)
            o = put_feature(&d, one);
    }
    put_end_array(&b), put_end_object(&b);
    if (o == OK && buf_is_over(&b))
        o = err_set(e, TOO_LARGE, "features", "too_large", "the map is too large", "地图过大");
    if (o == OK) {
        *ret = arena_text(a, b.data, b.len);
        *ret_features = (int)n;
    }
    buf_fini(&b);
    return o;
}
