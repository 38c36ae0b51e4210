/* A file sealed by one key, for backups. */
#ifndef CLI_SEALED_FILE_H
#define CLI_SEALED_FILE_H
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

#define SEALED_KEY 32
bool sealed_is(const char *path); /* by its first bytes */
/* A key file holds 64 hexadecimal digits and a line end, readable by its owner alone. */
enum outcome sealed_key_read(uint8_t key[SEALED_KEY], const char *path, struct err *e);
enum outcome sealed_key_new(uint8_t key[SEALED_KEY], const char *path, struct err *e);
/* Both write `to` anew, mode 0600, and take it away again when they fail. REFUSED, backup_sealed:
 * another key, or not a byte may be trusted. */
enum outcome sealed_write(const char *from, const char *to, const uint8_t key[SEALED_KEY],
                          struct err *e);
enum outcome sealed_read(const char *from, const char *to, const uint8_t key[SEALED_KEY],
                         struct err *e);
#endif
