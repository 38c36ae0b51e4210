/* Changes of counters: added up in memory, and as a row of bytes of measure_pending. A number is
 * seven bits a byte, the sign in its lowest bit. */
#include "measure/measure_int.h"

#include <stdlib.h>

void deltas_add(struct deltas *d, const struct delta *one)
{
    if (d->n == d->cap) {
        d->cap = d->cap ? d->cap * 2 : 256;
        d->list = realloc(d->list, sizeof *d->list * (size_t)d->cap);
        if (!d->list)
            abort();
    }
    d->list[d->n++] = *one;
}

void deltas_fini(struct deltas *d)
{
    free(d->list);
    *d = (struct deltas){0};
}

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_counter(const void *pa, const void *pb)
{
    const struct delta *a = pa, *b = pb;
    int c = compare(a->measure, b->measure);
    if (!c)
        c = compare(a->place, b->place);
    if (!c)
        c = compare(a->day, b->day);
    return c ? c : strcmp(a->cell, b->cell);
}

void deltas_merge(struct deltas *d)
{
    int n = 0;
    if (d->n > 1)
        qsort(d->list, (size_t)d->n, sizeof *d->list, by_counter);
    for (int i = 0; i < d->n; i++) {
        if (n && by_counter(&d->list[n - 1], &d->list[i]) == 0) {
            d->list[n - 1].n += d->list[i].n;
            d->list[n - 1].total += d->list[i].total;
        } else {
            if (n && !d->list[n - 1].n && !d->list[n - 1].total)
                n--;
            d->list[n++] = d->list[i];
        }
    }
    if (n && !d->list[n - 1].n && !d->list[n - 1].total)
        n--;
    d->n = n;
}

static void put_number(struct buf *out, int64_t n)
{
    uint64_t u = ((uint64_t)n << 1) ^ (uint64_t)(n >> 63);
    while (u >= 0x80) {
        buf_char(out, (char)(u | 0x80));
        u >>= 7;
    }
    buf_char(out, (char)u);
}

static bool get_number(int64_t *ret, const uint8_t *bytes, size_t len, size_t *at)
{
    uint64_t u = 0;
    for (int shift = 0; shift < 64 && *at < len; shift += 7) {
        uint8_t byte = bytes[(*at)++];
        u |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80)) {
            *ret = (int64_t)(u >> 1) ^ -(int64_t)(u & 1);
            return true;
        }
    }
    return false;
}

void delta_write(struct buf *out, const struct delta *d)
{
    size_t len = strlen(d->cell);
    put_number(out, d->measure * 2 + d->is_level);
    put_number(out, d->place);
    put_number(out, d->day);
    put_number(out, d->n);
    put_number(out, d->total);
    put_number(out, (int64_t)len);
    buf_put(out, d->cell, len);
}

bool delta_read(struct delta *ret, size_t *ret_cell_len, const uint8_t *bytes, size_t len,
                size_t *at)
{
    int64_t measure, cell;
    struct delta d = {0};
    if (!get_number(&measure, bytes, len, at) || !get_number(&d.place, bytes, len, at) ||
        !get_number(&d.day, bytes, len, at) || !get_number(&d.n, bytes, len, at) ||
        !get_number(&d.total, bytes, len, at) || !get_number(&cell, bytes, len, at) || cell < 0 ||
        (size_t)cell > len - *at)
        return false;
    d.measure = measure >> 1;
    d.is_level = measure & 1;
    d.cell = (const char *)bytes + *at;
    *at += (size_t)cell;
    *ret_cell_len = (size_t)cell;
    *ret = d;
    return true;
}
