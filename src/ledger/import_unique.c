/* Uniqueness among the rows of one file: a 63-bit hash of the values per unique rule and row. Two
 * different values share a hash once in ten million files of a million rows; then a good row is
 * refused and can be entered by hand. */
#include "ledger/import_unique.h"

void unique_rows_init(struct unique_rows *u, const struct ledger *l)
{
    u->n = l->uniques_n;
    u->maps = calloc((size_t)u->n + 1, sizeof *u->maps);
    if (!u->maps)
        abort();
    for (int i = 0; i <= u->n; i++) /* the last one: old numbers */
        intmap_init(&u->maps[i]);
}

void unique_rows_fini(struct unique_rows *u)
{
    for (int i = 0; i <= u->n; i++)
        intmap_fini(&u->maps[i]);
    free(u->maps);
}

static uint64_t mix(uint64_t h, uint64_t n)
{
    h ^= n + 0x9e3779b97f4a7c15u + (h << 6) + (h >> 2);
    h *= 0xff51afd7ed558ccdu;
    return h ^ h >> 32;
}

static uint64_t mix_value(uint64_t h, struct value v)
{
    if (!vtype_is_text(v.type))
        return mix(h, (uint64_t)v.n);
    for (size_t i = 0; i < v.len; i++)
        h = (h ^ (uint8_t)v.s[i]) * 0x100000001b3u;
    return mix(h, v.len);
}

/* A number of an old book stands once: in the file, and in the ledger if that gives numbers itself.
 */
static enum outcome old_number(struct unique_rows *u, struct reader *rd, const struct record *r,
                               long row, struct err *e)
{
    const struct ledger *l = r->ledger;
    int64_t before;
    int n = 0;
    if (!r->key || !*r->key)
        return OK;
    uint64_t h = mix_value(0xcbf29ce484222325u, value_text(r->key));
    int64_t key = (int64_t)(h >> 1) | 1;
    if (intmap_find(&u->maps[u->n], key, &before))
        return err_set(e, REFUSED, "key", "unique_key", "row %ld has the same number",
                       "与第 %ld 行编号相同", (long)before);
    intmap_put(&u->maps[u->n], key, row);
    enum outcome o = l->key.is_set ? record_by_text(rd->work->db, l, r->key, &before, &n, e) : OK;
    if (o == OK && n)
        return err_set(e, REFUSED, "key", "unique_key", "there is a record %.60s already",
                       "已有编号为 %.60s 的记录", r->key);
    return o;
}

enum outcome unique_rows_add(struct unique_rows *u, struct reader *rd, const struct record *r,
                             long row, struct err *e)
{
    for (int i = 0; i < u->n; i++) {
        const struct unique *rule = &r->ledger->uniques[i];
        uint64_t h = 0xcbf29ce484222325u;
        int64_t before;
        bool counts = true;
        for (int k = 0; k < rule->fields_n; k++) {
            struct value v = r->values[rule->fields[k]->index];
            counts = counts && !value_is_empty(v);
            h = mix_value(h, v);
        }
        enum outcome o =
            counts && rule->where ? expr_holds(&rd->eval, rule->where, &counts, e) : OK;
        if (o != OK)
            return o;
        if (!counts)
            continue;
        int64_t key = (int64_t)(h >> 1) | 1;
        if (intmap_find(&u->maps[i], key, &before))
            return err_set(e, REFUSED, rule->fields[0]->name, rule->name ? rule->name : "unique",
                           "row %ld has the same", "与第 %ld 行相同", (long)before);
        intmap_put(&u->maps[i], key, row);
    }
    return old_number(u, rd, r, row, e);
}
