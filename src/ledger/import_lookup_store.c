/* Asking the store what a cell names. The last answer is kept: rows of one household, of one grid
 * stand together. */
#include "ledger/import_lookup.h"
#include "base/text.h"
#include "place/place.h"

static enum outcome by_name(struct import *m, struct db *db, const char *name, int64_t *ret,
                            int *ret_n, struct err *e)
{
    int n = 0;
    for (int i = 0; i < (m->actor.is_system ? 1 : m->actor.holdings_n); i++) {
        int64_t first = m->actor.is_system ? 0 : m->actor.holdings[i].place;
        int64_t last = m->actor.is_system ? INT64_MAX : m->actor.holdings[i].last;
        struct query *q;
        enum outcome o = db_query(&q, db,
                                  "SELECT id FROM place WHERE id BETWEEN $1 AND $2 AND name = $3"
                                  " AND retired_on = 0 LIMIT 2",
                                  BIND(bind_int(first), bind_int(last), bind_text(name)), e);
        if (o != OK)
            return o;
        while (query_next(q)) {
            int64_t id = query_int(q, 0);
            if (n == 0 || id != *ret)
                n++;
            *ret = id;
        }
        o = query_end(q, e);
        if (o != OK)
            return o;
    }
    *ret_n = n;
    return OK;
}

enum outcome lookup_place(struct import *m, struct work *w, const struct field *f, const char *text,
                          struct value *ret, struct err *e)
{
    struct lookup *last = &m->lookups[f->index];
    struct err ignored = {0};
    int64_t id = 0;
    int n = 0;
    if (!text_same(last->text, text)) {
        enum outcome o = place_parse(&id, w->db, text, &ignored);
        if (o != OK && o != NOT_FOUND && o != REFUSED) {
            *e = ignored;
            return o;
        }
        n = o == OK;
        if (!n) {
            o = by_name(m, w->db, text, &id, &n, e);
            if (o != OK)
                return o;
        }
        if (n > 1)
            return err_set(e, REFUSED, f->name, "place_ambiguous",
                           "several places are called \"%.60s\": give the code",
                           "有多个地点叫“%.60s”，请填代码", text);
        if (n == 0)
            return err_set(e, REFUSED, f->name, "place", "there is no place \"%.60s\" here",
                           "没有地点“%.60s”", text);
        snprintf(last->text, sizeof last->text, "%s", strlen(text) < sizeof last->text ? text : "");
        last->id = id;
    }
    *ret = value_int(V_PLACE, text_same(last->text, text) ? last->id : id);
    return OK;
}

enum outcome lookup_ref(struct import *m, struct work *w, const struct field *f, const char *text,
                        struct value *ret, struct err *e)
{
    struct lookup *last = &m->lookups[f->index];
    int64_t id = 0;
    int n = 0;
    if (!f->to)
        return err_set(e, REFUSED, f->name, "reference", "%s refers to nothing", "%s 没有引用对象",
                       f->name);
    if (!text_same(last->text, text)) {
        enum outcome o = record_by_text(w->db, f->to, text, &id, &n, e);
        if (o != OK)
            return o;
        if (n > 1)
            return err_set(e, REFUSED, f->name, "reference_ambiguous",
                           "several records have the key \"%.60s\"", "有多条记录的编号是“%.60s”", text);
        if (n == 0 && !text_int(text, strlen(text), &id))
            return err_set(e, REFUSED, f->name, "reference", /* as for one out of scope */
                           "%s: there is no such record here", "%s：没有这条记录", f->name);
        snprintf(last->text, sizeof last->text, "%s", strlen(text) < sizeof last->text ? text : "");
        last->id = id;
    }
    *ret = value_int(V_REF, text_same(last->text, text) ? last->id : id);
    return OK;
}
