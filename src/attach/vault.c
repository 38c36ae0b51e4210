/* Files at rest: nonce and secretbox (XSalsa20-Poly1305) under the file's own key, in
 * DATA/files/ab/abcd…-KEY_NO. Written whole and renamed, so that there is never half a file. */
#include <errno.h>
#include <sodium/crypto_secretbox.h>
#include <stdlib.h>
#include <unistd.h>

#include "attach/attach_int.h"
#include "base/file.h"
#include "base/limits.h"

#define OVERHEAD (crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES)

static void path_of(char ret[700], struct app *app, const char *hash, int64_t key_no, bool is_thumb)
{
    snprintf(ret, 700, "%s/files/%.2s/%s-%lld%s", app->data_dir, hash, hash, (long long)key_no,
             is_thumb ? ".thumb" : "");
}

enum outcome vault_put(struct app *app, const char *hash, int64_t key_no, bool is_thumb,
                       const uint8_t key[32], const void *data, size_t len, struct err *e)
{
    char path[700], folder[640];
    uint8_t *closed = malloc(len + OVERHEAD);
    if (!closed)
        abort();
    snprintf(folder, sizeof folder, "%s/files/%.2s", app->data_dir, hash);
    path_of(path, app, hash, key_no, is_thumb);
    rng_secret(closed, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(closed + crypto_secretbox_NONCEBYTES, data, len, closed, key);
    enum outcome o = file_make_folder(folder, e);
    if (o == OK)
        o = file_write(path, closed, len + OVERHEAD, 0600, e);
    free(closed);
    return o;
}

enum outcome vault_get(struct app *app, const char *hash, int64_t key_no, bool is_thumb,
                       const uint8_t key[32], struct buf *out, struct err *e)
{
    char path[700], *closed;
    size_t len;
    path_of(path, app, hash, key_no, is_thumb);
    enum outcome o = file_read(&closed, &len, path, LIMIT_FILE + OVERHEAD, e);
    if (o != OK)
        return o;
    uint8_t *plain = len > OVERHEAD ? malloc(len - OVERHEAD) : NULL;
    if (!plain ||
        crypto_secretbox_open_easy(plain, (uint8_t *)closed + crypto_secretbox_NONCEBYTES,
                                   len - crypto_secretbox_NONCEBYTES, (uint8_t *)closed, key) != 0)
        o = err_set(e, FAULT, NULL, "attachment", "the file was changed on disk",
                    "文件在磁盘上已被改动");
    else
        buf_put(out, plain, len - OVERHEAD);
    free(plain);
    free(closed);
    return o;
}

void vault_drop(struct app *app, const char *hash, int64_t key_no)
{
    char path[700];
    path_of(path, app, hash, key_no, false);
    unlink(path);
    path_of(path, app, hash, key_no, true);
    unlink(path);
}
