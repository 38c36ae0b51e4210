/* The table that pinyin.py makes. */
#ifndef VALUE_PINYIN_INT_H
#define VALUE_PINYIN_INT_H
#include <stddef.h>
#include <stdint.h>

struct pinyin_range {
    uint32_t first, last, at;
};
extern const struct pinyin_range pinyin_ranges[];
extern const size_t pinyin_ranges_n;
extern const uint16_t pinyin_sounds[];       /* index of the syllable, 0 none */
extern const char *const pinyin_syllables[]; /* [0] is "" */
#endif
