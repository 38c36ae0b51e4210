/* Judged records on their way from the judging to the writing: a file without a name in the data
 * folder, so that a million rows need no memory. Sealed values stand in it plain, as they do in the
 * uploaded file: it is unlinked before the first byte and readable by nobody else.
 *
 * One record: u32 length, then state, place, also, created_at, closed_at, key and title, kept
 * values and fields, in the machine's own byte order (it never leaves the machine). */
#include "base/limits.h"
#include "ledger/import.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define STAGE_BLOCK (1u << 20)

enum outcome stage_open(struct import *m, struct err *e)
{
    char path[600];
    snprintf(path, sizeof path, "%s/staging-XXXXXX", m->app->data_dir);
    m->staged = mkostemp(path, O_CLOEXEC);
    if (m->staged < 0)
        return err_set(e, FAULT, NULL, "staging", "cannot write in %s: %s", "无法写入 %s：%s",
                       m->app->data_dir, strerror(errno));
    unlink(path);
    return OK;
}

/* ---- writing -----------------------------------------------------------------------------------
 */

static void put_number(struct buf *b, int64_t n)
{
    buf_put(b, &n, sizeof n);
}

static void put_string(struct buf *b, const char *s, size_t len)
{
    put_number(b, s ? (int64_t)len : -1);
    if (s)
        buf_put(b, s, len);
}

static void put_staged(struct buf *b, struct value v)
{
    char type = (char)v.type;
    buf_put(b, &type, 1);
    if (vtype_is_text(v.type))
        put_string(b, v.s, v.len);
    else if (v.type != V_NULL)
        put_number(b, v.n);
}

void stage_put(struct buf *out, const struct record *r, bool has_key)
{
    size_t start = out->len;
    uint32_t len = 0;
    buf_put(out, &len, sizeof len);
    put_number(out, r->state);
    put_number(out, r->place);
    for (int i = 0; i < 3; i++)
        put_number(out, r->also[i]);
    put_number(out, r->created_at);
    put_number(out, r->closed_at);
    put_number(out, r->occurred_at);
    put_string(out, has_key ? r->key : NULL, has_key ? strlen(r->key) : 0);
    put_string(out, r->title, r->title ? strlen(r->title) : 0);
    for (int i = 0; i < r->ledger->keep_n; i++)
        put_staged(out, r->kept[i]);
    for (int i = 0; i < r->ledger->fields_n; i++)
        put_staged(out, r->values[i]);
    if (buf_is_over(out))
        return;
    len = (uint32_t)(out->len - start - sizeof len);
    memcpy(out->data + start, &len, sizeof len);
}

enum outcome stage_write(struct import *m, struct buf *out, bool all, struct err *e)
{
    size_t at = 0;
    if (!all && out->len < STAGE_BLOCK)
        return OK;
    while (at < out->len) {
        ssize_t n = write(m->staged, out->data + at, out->len - at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_set(e, FAULT, NULL, "staging", "cannot write in %s: %s", "无法写入 %s：%s",
                           m->app->data_dir, strerror(errno));
        at += (size_t)n;
    }
    buf_clear(out);
    return OK;
}

/* ---- reading ------------------------------------------------------------------------------------
 */

struct staged {
    const char *at, *end;
};

static int64_t get_number(struct staged *s)
{
    int64_t n = 0;
    if (s->end - s->at >= (ptrdiff_t)sizeof n)
        memcpy(&n, s->at, sizeof n);
    s->at += sizeof n;
    return n;
}

static const char *get_string(struct arena *a, struct staged *s, size_t *ret_len)
{
    int64_t n = get_number(s);
    const char *p = s->at;
    if (n < 0 || n > s->end - s->at)
        return NULL;
    s->at += n;
    *ret_len = (size_t)n;
    return arena_text(a, p, (size_t)n);
}

static struct value get_staged(struct arena *a, struct staged *s)
{
    struct value v = {.type = (enum vtype) * s->at++};
    if (vtype_is_text(v.type))
        v.s = get_string(a, s, &v.len);
    else if (v.type != V_NULL)
        v.n = get_number(s);
    return v;
}

/* At least one whole record in the block, unless the file is at its end. */
static enum outcome read_ahead(struct import *m, struct err *e)
{
    for (;;) {
        size_t left = m->ahead_len - m->ahead_next;
        uint32_t need = 0;
        if (left >= sizeof need)
            memcpy(&need, m->read_ahead + m->ahead_next, sizeof need);
        if (left >= sizeof need && left - sizeof need >= need)
            return OK;
        if (m->at_end)
            return OK;
        if (m->ahead_cap - m->ahead_len < STAGE_BLOCK) {
            m->ahead_cap += STAGE_BLOCK * 2;
            m->read_ahead = realloc(m->read_ahead, m->ahead_cap);
            if (!m->read_ahead)
                abort();
        }
        ssize_t n = read(m->staged, m->read_ahead + m->ahead_len, STAGE_BLOCK);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_set(e, FAULT, NULL, "staging", "cannot read the staging file: %s",
                           "无法读取暂存文件：%s", strerror(errno));
        m->at_end = n == 0;
        m->ahead_len += (size_t)n;
    }
}

enum outcome stage_next(struct import *m, struct arena *a, struct record **ret, struct err *e)
{
    const struct ledger *l = m->ledger;
    uint32_t len;
    size_t n;
    enum outcome o = read_ahead(m, e);
    *ret = NULL;
    if (o != OK || m->ahead_len - m->ahead_next < sizeof len)
        return o;
    memcpy(&len, m->read_ahead + m->ahead_next, sizeof len);
    struct staged s = {m->read_ahead + m->ahead_next + sizeof len, NULL};
    s.end = s.at + len;
    m->ahead_next += sizeof len + len;
    struct record *r = arena_alloc(a, sizeof *r);
    r->ledger = l;
    r->values = arena_alloc(a, sizeof *r->values * (size_t)(l->fields_n + 1));
    r->equal = arena_alloc(a, sizeof *r->equal * (size_t)(l->fields_n + 1));
    r->kept = arena_alloc(a, sizeof *r->kept * (size_t)(l->keep_n + 1));
    r->state = (int)get_number(&s);
    r->place = get_number(&s);
    for (int i = 0; i < 3; i++)
        r->also[i] = get_number(&s);
    r->created_at = get_number(&s);
    r->closed_at = get_number(&s);
    r->occurred_at = get_number(&s);
    r->key = get_string(a, &s, &n);
    r->title = get_string(a, &s, &n);
    for (int i = 0; i < l->keep_n; i++)
        r->kept[i] = get_staged(a, &s);
    for (int i = 0; i < l->fields_n; i++)
        r->values[i] = get_staged(a, &s);
    *ret = r;
    return OK;
}

void stage_keep(struct import *m)
{
    size_t left = m->ahead_len - m->ahead_next;
    memmove(m->read_ahead, m->read_ahead + m->ahead_next, left);
    m->ahead_len = left;
    m->ahead_next = 0;
}

void stage_again(struct import *m)
{
    m->ahead_next = 0;
}
