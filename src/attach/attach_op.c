/* Sending files in and getting them. See attach.h. */
#include <sodium/crypto_hash_sha256.h>
#include <sodium/utils.h>

#include "attach/attach_int.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/text.h"
#include "ledger/ledger_op.h"
#include "ledger/show.h"

#define KEY_FIELD "attachment.key"

struct adding {
    struct app *app;
    struct attachment a;
};

static enum outcome add_run(struct db *db, void *arg, struct err *e)
{
    return attachment_add(db, &((struct adding *)arg)->a, e);
}

static const char *file_base(const char *name)
{
    const char *slash = name ? strrchr(name, '/') : NULL;
    name = slash ? slash + 1 : name;
    return name && text_is_utf8(name, strlen(name)) && strlen(name) < 200 ? name : "";
}

/* A key for the file, sealed under a slot of its own. */
static enum outcome new_key(struct call *c, struct attachment *a, uint8_t key[32], struct err *e)
{
    char hex[65];
    rng_secret(key, 32);
    text_hex(key, 32, hex);
    enum outcome o = seal_new_key(c->app->guard, &a->key_no, e);
    if (o == OK)
        o = seal_close_value(c->app->guard, c->arena, a->key_no, KEY_FIELD, value_text(hex),
                             &a->file_key, e);
    sodium_memzero(hex, sizeof hex);
    return o;
}

static enum outcome keep(struct call *c, struct attachment *a, const struct file_type *type,
                         const char *data, size_t len, struct err *e)
{
    uint8_t key[32];
    struct buf thumb;
    buf_init(&thumb, LIMIT_BODY);
    enum outcome o = new_key(c, a, key, e);
    a->has_thumb = type->is_image && thumb_make(data, len, &thumb);
    if (o == OK && type->is_image && !a->has_thumb && strcmp(type->ending, "webp") != 0)
        o = err_set(e, REFUSED, "file", "picture", "the picture is damaged or too large",
                    "图片已损坏或尺寸过大");
    if (o == OK)
        o = vault_put(c->app, a->hash, a->key_no, false, key, data, len, e);
    if (o == OK && a->has_thumb)
        o = vault_put(c->app, a->hash, a->key_no, true, key, thumb.data, thumb.len, e);
    sodium_memzero(key, sizeof key);
    buf_fini(&thumb);
    return o;
}

static enum outcome do_add(struct call *c, struct err *e)
{
    struct adding x = {.app = c->app};
    uint8_t hash[32];
    char *data = NULL;
    size_t len = 0;
    if (!c->file_path)
        return err_set(e, REFUSED, "file", "required", "a file is required", "须选择文件");
    enum outcome o = file_read(&data, &len, c->file_path, LIMIT_FILE, e);
    if (o == TOO_LARGE)
        return err_set(e, TOO_LARGE, "file", "file_size", "at most %d MB", "文件不超过 %d MB",
                       LIMIT_FILE >> 20);
    if (o != OK)
        return o;
    const struct file_type *type = type_of(data, len);
    if (!type) {
        free(data);
        return err_set(e, REFUSED, "file", "file_type",
                       "taken are JPEG, PNG, WebP, PDF, XLSX and DOCX without macros",
                       "只接受 JPEG、PNG、WebP、PDF 和不含宏的 XLSX、DOCX");
    }
    crypto_hash_sha256(hash, (const uint8_t *)data, len);
    text_hex(hash, 32, x.a.hash);
    x.a.type = type->type;
    x.a.name = file_base(c->file_name);
    x.a.size = (int64_t)len;
    x.a.created_at = c->now_ms / 1000;
    x.a.created_by = c->actor->is_system ? 0 : c->actor->user;
    o = keep(c, &x.a, type, data, len, e);
    free(data);
    if (o == OK)
        o = writer_do(c->app->writer, add_run, &x, e);
    if (o != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "id"), put_str(c->out, x.a.hash);
    put_key(c->out, "type"), put_str(c->out, x.a.type);
    put_key(c->out, "size"), put_int(c->out, x.a.size);
    put_end_object(c->out);
    c->status = 201;
    return OK;
}

/* ---- getting ---- */

static enum outcome refuse_absent_file(struct err *e)
{
    return err_set(e, NOT_FOUND, NULL, "attachment", "there is no such file", "没有这个文件");
}

/* The field's value when the caller may see it in full; then it is noted for disclosure. */
static enum outcome seen_hash(struct call *c, const struct record *r, const struct field *f,
                              struct shown *s, char ret[65], struct err *e)
{
    struct subject on;
    struct buf json;
    record_subject(&on, r);
    enum sight sight = guard_sight(c->actor, f, &on, c->db);
    s->reveal = call_states_purpose(c);
    if (sight == SIGHT_NONE)
        return refuse_absent_file(e);
    buf_init(&json, 1000);
    enum outcome o = field_show(c, &json, r, f, s, &sight, e);
    if (o == OK && (sight != SIGHT_FULL || json.len != 66))
        o = sight == SIGHT_MASKED
                ? err_set(e, DENIED, NULL, "purpose", "state a purpose to see this file",
                          "查看此文件须说明用途")
                : refuse_absent_file(e);
    if (o == OK)
        snprintf(ret, 65, "%.64s", json.data + 1);
    buf_fini(&json);
    return o;
}

static enum outcome open_file(struct call *c, const struct attachment *a, bool is_thumb,
                              struct err *e)
{
    struct value hex;
    uint8_t key[32];
    enum outcome o =
        seal_open_value(c->app->guard, c->arena, a->key_no, KEY_FIELD, a->file_key, &hex, e);
    if (o == OK && (value_is_null(hex) || hex.len != 64 || !text_unhex(hex.s, 64, key)))
        o = refuse_absent_file(e);
    buf_clear(c->out);
    if (o == OK)
        o = vault_get(c->app, a->hash, a->key_no, is_thumb, key, c->out, e);
    sodium_memzero(key, sizeof key);
    c->content_type = is_thumb ? "image/jpeg" : a->type;
    c->download_name = *a->name ? a->name : a->hash;
    return o;
}

static enum outcome do_get(struct call *c, struct err *e)
{
    const struct ledger *l;
    const char *name;
    struct record *r;
    struct work w;
    struct attachment a;
    char hash[65];
    int64_t id;
    enum outcome o = op_ledger(c, &l, e);
    if (o == OK)
        o = call_id(c, "id", &id, e);
    if (o == OK)
        o = call_need_text(c, "field", &name, e);
    if (o == OK)
        o = db_begin_read(c->db, e);
    if (o != OK)
        return o;
    struct shown *s = arena_alloc(c->arena, sizeof *s);
    work_of_call(&w, c);
    o = record_seen(&w, l, id, &r, e);
    const struct field *f = o == OK ? ledger_field(l, name) : NULL;
    if (o == OK && (!f || (f->type != F_PHOTO && f->type != F_FILE)))
        o = refuse_absent_file(e);
    if (o == OK)
        o = seen_hash(c, r, f, s, hash, e);
    if (o == OK)
        o = attachment_find(&a, c->arena, c->db, hash, r->id, 0, e);
    db_rollback(c->db);
    if (o == OK)
        o = shown_disclose(c, s, e);
    bool is_thumb = call_flag(c, "thumb");
    if (o == OK && is_thumb && !a.has_thumb)
        o = refuse_absent_file(e);
    return o == OK ? open_file(c, &a, is_thumb, e) : o;
}

static const struct arg add_args[] = {{"file", ARG_FILE, true, {"照片或文件", "a photo or file"}},
                                      {0}};
static const struct arg get_args[] = {
    {"ledger", ARG_LEDGER, true, {"台账", "the ledger"}},
    {"id", ARG_ID, true, {"记录号", "the record's number"}},
    {"field", ARG_TEXT, true, {"字段", "its photo or file field"}},
    {"thumb", ARG_FLAG, false, {"缩略图", "the small picture"}},
    {0}};
static const struct op rows[] = {
    {"attachment.add",
     "attach",
     "POST",
     "/api/attachments",
     add_args,
     NEED_USER,
     OP_SLOW,
     do_add,
     "Attachment",
     {"上传照片或文件", "send a photo or file in, for a record to name"}},
    {"attachment.get",
     NULL,
     "GET",
     "/api/ledgers/{ledger}/records/{id}/files/{field}",
     get_args,
     NEED_USER,
     OP_SLOW,
     do_get,
     NULL,
     {"下载照片或文件", "a record's photo or file"}},
};
const struct op *attach_ops(int *ret_n)
{
    *ret_n = (int)(sizeof rows / sizeof *rows);
    return rows;
}
