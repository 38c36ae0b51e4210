/* Signing passes and keeping their interval. See pass.h. */
#include "ledger/pass.h"
#include "base/file.h"
#include "base/text.h"
#include "ledger/ledger_op.h"
#include "ledger/show.h"
#include "value/time.h"
#include <sodium/core.h>
#include <sodium/crypto_sign.h>
#include <sodium/crypto_sign_ed25519.h>
#include <sodium/utils.h>

/* ---- the key
 * ------------------------------------------------------------------------------------- */

static enum outcome key_read(struct call *c, uint8_t secret[crypto_sign_SECRETKEYBYTES],
                             struct err *e)
{
    const char *path = arena_printf(c->arena, "%s/pass.key", c->app->data_dir);
    char hex[2 * crypto_sign_SECRETKEYBYTES + 1], *text = NULL;
    size_t len;
    struct err absent = {0};
    if (file_read(&text, &len, path, 1024, &absent) == OK) {
        bool good = len >= sizeof hex - 1 && text_unhex(text, sizeof hex - 1, secret);
        free(text);
        return good ? OK
                    : err_set(e, FAULT, NULL, "pass_key", "%s is not a key", "%s 不是密钥", path);
    }
    if (absent.outcome != NOT_FOUND) {
        *e = absent;
        return absent.outcome;
    }
    uint8_t public[crypto_sign_PUBLICKEYBYTES];
    if (sodium_init() < 0 || crypto_sign_keypair(public, secret) != 0)
        return err_set(e, FAULT, NULL, "pass_key", "cannot make a key", "无法生成密钥");
    text_hex(secret, crypto_sign_SECRETKEYBYTES, hex);
    return file_write(path, hex, sizeof hex - 1, 0600, e);
}

enum outcome pass_public_key(struct call *c, char ret[65], struct err *e)
{
    uint8_t secret[crypto_sign_SECRETKEYBYTES], public[crypto_sign_PUBLICKEYBYTES];
    enum outcome o = key_read(c, secret, e);
    if (o != OK)
        return o;
    crypto_sign_ed25519_sk_to_pk(public, secret);
    text_hex(public, sizeof public, ret);
    sodium_memzero(secret, sizeof secret);
    return OK;
}

/* ---- the pass
 * ------------------------------------------------------------------------------------ */

static void put_base64(struct buf *out, const void *data, size_t len)
{
    size_t cap = sodium_base64_ENCODED_LEN(len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = malloc(cap);
    if (!text)
        abort();
    sodium_bin2base64(text, cap, data, len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    buf_text(out, text);
    free(text);
}

static enum outcome put_shown(struct call *c, struct buf *b, const struct record *r, struct err *e)
{
    enum outcome o = OK;
    struct subject on;
    record_subject(&on, r);
    put_key(b, "f");
    put_object(b);
    for (int i = 0; o == OK && i < r->ledger->pass.show_n; i++) {
        const struct field *f = r->ledger->pass.show[i];
        struct value v = r->values[f->index];
        const char *title;
        if (value_is_empty(v) || f->seal != SEAL_NONE || f->sensitive.is)
            continue; /* a pass is seen by whoever stands there */
        put_key(b, f->name);
        if (f->type == F_REF && f->to) {
            title = "";
            o = record_title_of(c->arena, c->db, f->to, v.n, &title, e);
            put_str(b, title);
            o = o == NOT_FOUND ? OK : o;
        } else {
            struct buf text;
            buf_init(&text, 1 << 16);
            value_print(&text, c->plan, f, v, LANG_ZH);
            put_text(b, text.data ? text.data : "", text.len);
            buf_fini(&text);
        }
    }
    put_end_object(b);
    return o;
}

static enum outcome valid_until(struct call *c, const struct record *r, int64_t *ret, struct err *e)
{
    struct work w;
    struct reader rd;
    struct value v = value_null();
    work_of_call(&w, c);
    reader_init(&rd, &w, r);
    enum outcome o = r->ledger->pass.valid ? expr_eval(&rd.eval, r->ledger->pass.valid, &v, e) : OK;
    if (o == OK)
        *ret = (r->occurred_at ? r->occurred_at : r->created_at) + (value_is_null(v) ? TIME_DAY
                                                                    : v.type == V_INTEGER
                                                                        ? v.n * TIME_DAY
                                                                        : v.n);
    return o;
}

enum outcome pass_sign(struct call *c, const struct record *r, struct buf *ret, int64_t *ret_until,
                       struct err *e)
{
    uint8_t secret[crypto_sign_SECRETKEYBYTES], signature[crypto_sign_BYTES];
    struct buf b;
    if (!r->ledger->pass.is_set)
        return err_set(e, NOT_FOUND, NULL, "no_pass", "%s gives no passes", "“%s”不发放凭证",
                       r->ledger->name);
    if (r->ledger->states[r->state].is_final)
        return err_set(e, REFUSED, NULL, "pass_over", "this pass is over", "该凭证已失效");
    enum outcome o = valid_until(c, r, ret_until, e);
    if (o == OK)
        o = key_read(c, secret, e);
    if (o != OK)
        return o;
    buf_init(&b, 1 << 16);
    put_object(&b);
    put_key(&b, "l"), put_str(&b, r->ledger->name);
    put_key(&b, "id"), put_id(&b, r->id);
    put_key(&b, "k"), put_str(&b, r->key);
    put_key(&b, "u"), put_int(&b, *ret_until);
    o = put_shown(c, &b, r, e);
    put_end_object(&b);
    if (o == OK) {
        buf_text(ret, "LF1.");
        put_base64(ret, b.data, b.len);
        crypto_sign_detached(signature, NULL, (const uint8_t *)ret->data, ret->len, secret);
        buf_char(ret, '.');
        put_base64(ret, signature, sizeof signature);
    }
    sodium_memzero(secret, sizeof secret);
    buf_fini(&b);
    return o;
}

/* ---- the interval
 * ---------------------------------------------------------------------------------- */

/* One taken back does not count; one that ran out does. */
static bool counts(const struct record *r)
{
    if (!r->ledger->states[r->state].is_final)
        return true;
    for (int i = 0; i < r->ledger->moves_n; i++)
        if (r->ledger->moves[i].to == r->state && r->ledger->moves[i].auto_when)
            return true;
    return false;
}

enum outcome pass_check(struct reader *rd, const struct record *r, struct err *e)
{
    const struct pass *p = &r->ledger->pass;
    const struct field *override = p->override ? ledger_field(r->ledger, p->override) : NULL;
    const struct field *per[1] = {p->per};
    struct unique same = {.fields = per, .fields_n = 1};
    int64_t ids[200], after = 0, at = r->occurred_at ? r->occurred_at : r->created_at;
    struct value every;
    int n = 200;
    if (!p->every || !p->per || value_is_empty(r->values[p->per->index]) ||
        (override && !value_is_empty(r->values[override->index])))
        return OK;
    enum outcome o = expr_eval(&rd->eval, p->every, &every, e);
    if (o != OK || value_is_null(every))
        return o;
    while (o == OK && n == 200) {
        o = record_same_fields(rd->work, r, &same, after, ids, &n, e);
        for (int i = 0; o == OK && i < n; i++) {
            struct record *other;
            after = ids[i];
            if (ids[i] == r->id)
                continue;
            o = record_load_any(rd->work->arena, rd->work->db, r->ledger, ids[i], &other, e);
            int64_t then =
                o == OK ? (other->occurred_at ? other->occurred_at : other->created_at) : 0;
            if (o == OK && counts(other) && then > at - every.n && then < at + every.n)
                return err_set(e, REFUSED, p->per->name, "pass_interval",
                               "there was a pass within the interval already",
                               "规定间隔内已领取过凭证");
        }
    }
    return o;
}

/* ---- operations
 * ------------------------------------------------------------------------------------- */

enum outcome do_pass_show(struct call *c, struct err *e)
{
    const struct ledger *l;
    struct record *r;
    struct work w;
    struct buf pass;
    int64_t id, until;
    enum outcome o = op_ledger(c, &l, e);
    if (o == OK)
        o = call_id(c, "id", &id, e);
    if (o != OK)
        return o;
    work_of_call(&w, c);
    o = record_seen(&w, l, id, &r, e);
    if (o != OK)
        return o;
    buf_init(&pass, 1 << 17);
    o = pass_sign(c, r, &pass, &until, e);
    if (o == OK) {
        put_object(c->out);
        put_key(c->out, "pass"), put_text(c->out, pass.data, pass.len);
        put_key(c->out, "until"), put_moment(c->out, c->plan, until);
        put_end_object(c->out);
    }
    buf_fini(&pass);
    return o;
}

enum outcome do_pass_key(struct call *c, struct err *e)
{
    char key[65];
    enum outcome o = pass_public_key(c, key, e);
    if (o != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "algorithm"), put_str(c->out, "Ed25519");
    put_key(c->out, "key"), put_str(c->out, key);
    put_end_object(c->out);
    return OK;
}
