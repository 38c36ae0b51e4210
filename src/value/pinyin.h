/* How a Chinese name sounds: pinyin without tones, from Unihan's kMandarin (Debian's unicode-data),
 * with the readings that surnames have of their own. One reading a character, the same every time:
 * enough to find homophones and to search by initials, not to teach pronunciation. */
#ifndef VALUE_PINYIN_H
#define VALUE_PINYIN_H
#include "base/buf.h"
#include <stdint.h>

/* NULL for what is no Chinese character. first: it begins a name. */
const char *pinyin_of(uint32_t character, bool first);
/* "zhangsan", letters of other scripts small, everything else left out. */
void pinyin_put(struct buf *out, const char *name, size_t len);
void pinyin_put_initials(struct buf *out, const char *name, size_t len); /* "zs" */
/* A number for how a name sounds, never 0 unless it makes no sound. */
int64_t pinyin_sound(const char *name, size_t len);
#endif
