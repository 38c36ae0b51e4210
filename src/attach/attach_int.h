/* Inside attach/. */
#ifndef ATTACH_ATTACH_INT_H
#define ATTACH_ATTACH_INT_H
#include "attach/attach.h"

struct attachment {
    int64_t id, key_no, size, record, created_at, created_by;
    char hash[65];
    struct value file_key; /* sealed; in the arena */
    const char *type, *name, *ledger;
    bool has_thumb;
};
struct file_type {
    const char *type, *ending;
    bool is_image;
};

/* type.c: NULL when it is none that is taken. */
const struct file_type *type_of(const void *data, size_t len);
/* thumb.c: a JPEG of at most 320 pixels a side, turned upright, without what the camera noted.
 * false: not a picture that can be read. */
bool thumb_make(const void *data, size_t len, struct buf *out);

/* vault.c: encrypted files in the data folder. */
enum outcome vault_put(struct app *app, const char *hash, int64_t key_no, bool is_thumb,
                       const uint8_t key[32], const void *data, size_t len, struct err *e);
enum outcome vault_get(struct app *app, const char *hash, int64_t key_no, bool is_thumb,
                       const uint8_t key[32], struct buf *out, struct err *e);
void vault_drop(struct app *app, const char *hash, int64_t key_no);

/* attach_store.c */
enum outcome attachment_add(struct db *db, struct attachment *a, struct err *e);
/* Of that record, or one of that user that no record has; NOT_FOUND. */
enum outcome attachment_find(struct attachment *ret, struct arena *a, struct db *db,
                             const char *hash, int64_t record, int64_t user, struct err *e);
enum outcome attachment_bind(struct db *db, int64_t id, const char *ledger, int64_t record,
                             struct err *e);
enum outcome attachment_release(struct db *db, int64_t record, const char *hash, struct err *e);
enum outcome attachment_release_all(struct db *db, int64_t record, struct err *e);
enum outcome attachment_release_old(struct db *db, int64_t before, struct err *e);
/* At most `max` that are to be destroyed. */
enum outcome attachment_gone(struct db *db, struct attachment *ret, int max, int *ret_n,
                             struct err *e);
enum outcome attachment_delete(struct db *db, int64_t id, struct err *e);
#endif
