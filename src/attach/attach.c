/* When records change: files are taken over, given up, destroyed. */
#include "attach/attach_int.h"

#include "base/text.h"

#define UNBOUND_S 86400
#define BITE 50

static const char *hash_of(const struct record *r, int field)
{
    const struct value *v = r ? &r->values[field] : NULL;
    return v && v->type == V_TEXT && v->len == 64 ? v->s : NULL;
}

static enum outcome take_over(struct work *w, const struct field *f, const struct record *r,
                              const char *hash, struct err *e)
{
    struct attachment a;
    char plain[65];
    snprintf(plain, sizeof plain, "%.64s", hash);
    enum outcome o = attachment_find(&a, w->arena, w->db, plain, r->id,
                                     w->actor->is_system ? 0 : w->actor->user, e);
    if (o == NOT_FOUND)
        return err_set(e, REFUSED, f->name, "attachment", "send the file in first", "请先上传文件");
    if (o == OK && f->type == F_PHOTO && !text_starts(a.type, "image/"))
        return err_set(e, REFUSED, f->name, "not_a_photo", "this is no picture: JPEG, PNG or WebP",
                       "不是照片，请上传 JPEG、PNG 或 WebP");
    if (o == OK && a.record != r->id)
        o = attachment_bind(w->db, a.id, r->ledger->name, r->id, e);
    return o;
}

static enum outcome on_change(struct work *w, const struct change *c, struct err *e)
{
    const struct ledger *l = c->after ? c->after->ledger : NULL;
    enum outcome o = OK;
    for (int i = 0; l && o == OK && i < l->fields_n; i++) {
        const struct field *f = &l->fields[i];
        if (f->type != F_PHOTO && f->type != F_FILE)
            continue;
        const char *was = hash_of(c->before, i), *is = hash_of(c->after, i);
        if (text_same(was, is))
            continue;
        if (is)
            o = take_over(w, f, c->after, is, e);
        if (o == OK && was)
            o = attachment_release(w->db, c->after->id, was, e);
    }
    return o;
}

static enum outcome on_erase(struct work *w, const struct record *r, struct err *e)
{
    for (int i = 0; i < r->ledger->fields_n; i++)
        if (r->ledger->fields[i].type == F_PHOTO || r->ledger->fields[i].type == F_FILE)
            return attachment_release_all(w->db, r->id, e);
    return OK;
}

const struct hook attach_hook = {.name = "attach", .run = on_change, .erase = on_erase};

/* ---- destroying: what the commit gave up, once it is durable ---- */

struct sweep {
    struct app *app;
    struct attachment gone[BITE];
    int n;
};

static enum outcome give_up(struct db *db, void *arg, struct err *e)
{
    struct sweep *s = arg;
    enum outcome o = attachment_release_old(db, clock_now_s(&s->app->clock) - UNBOUND_S, e);
    return o == OK ? attachment_gone(db, s->gone, BITE, &s->n, e) : o;
}

static enum outcome forget(struct db *db, void *arg, struct err *e)
{
    struct sweep *s = arg;
    enum outcome o = OK;
    for (int i = 0; o == OK && i < s->n; i++)
        o = attachment_delete(db, s->gone[i].id, e);
    return o;
}

enum outcome attach_tick(struct app *app, struct err *e)
{
    struct sweep s = {.app = app};
    enum outcome o = writer_do(app->writer, give_up, &s, e);
    for (int i = 0; o == OK && i < s.n; i++) {
        o = seal_destroy_key(app->guard, s.gone[i].key_no, e);
        vault_drop(app, s.gone[i].hash, s.gone[i].key_no);
    }
    return o == OK && s.n > 0 ? writer_do(app->writer, forget, &s, e) : o;
}
