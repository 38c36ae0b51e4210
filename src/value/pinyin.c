/* See pinyin.h. The table is made at build time by pinyin.py. */
#include "value/pinyin.h"

#include <string.h>

#include "base/text.h"
#include "value/pinyin_int.h"

static const struct {
    uint32_t character;
    const char *sound;
} surnames[] = {
    {0x4EC7, "qiu"},  {0x5355, "shan"},  {0x533A, "ou"},  {0x53EC, "shao"}, {0x5C09, "yu"},
    {0x66FE, "zeng"}, {0x67E5, "zha"},   {0x76D6, "ge"},  {0x7FDF, "zhai"}, {0x89E3, "xie"},
    {0x4EFB, "ren"},  {0x534E, "hua"},   {0x4E50, "yue"}, {0x6734, "piao"}, {0x8983, "qin"},
    {0x7E41, "po"},   {0x79CD, "chong"}, {0x79D8, "bi"},  {0x6D17, "xian"}, {0x5219, "ze"},
};

const char *pinyin_of(uint32_t c, bool first)
{
    for (size_t i = 0; first && i < sizeof surnames / sizeof *surnames; i++)
        if (surnames[i].character == c)
            return surnames[i].sound;
    size_t from = 0, to = pinyin_ranges_n;
    while (from < to) {
        size_t middle = (from + to) / 2;
        if (c > pinyin_ranges[middle].last)
            from = middle + 1;
        else
            to = middle;
    }
    if (from == pinyin_ranges_n || c < pinyin_ranges[from].first)
        return NULL;
    uint16_t at = pinyin_sounds[pinyin_ranges[from].at + (c - pinyin_ranges[from].first)];
    return at ? pinyin_syllables[at] : NULL;
}

static void put_sounds(struct buf *out, const char *s, size_t len, bool initials)
{
    const char *end = s + len;
    bool first = true, in_word = false;
    while (s < end) {
        uint32_t c = text_next(&s, end);
        const char *sound = c < 0x80 ? NULL : pinyin_of(c, first);
        char small = c >= 'A' && c <= 'Z' ? (char)(c + 32) : (char)c;
        bool is_letter = c < 0x80 && small >= 'a' && small <= 'z';
        if (sound && initials)
            buf_char(out, sound[0]);
        else if (sound)
            buf_text(out, sound);
        else if (is_letter && (!initials || !in_word))
            buf_char(out, small);
        in_word = is_letter;
        first = first && !sound && !is_letter;
    }
}

void pinyin_put(struct buf *out, const char *name, size_t len)
{
    put_sounds(out, name, len, false);
}

void pinyin_put_initials(struct buf *out, const char *name, size_t len)
{
    put_sounds(out, name, len, true);
}

/* FNV-1a; only equality counts. */
int64_t pinyin_sound(const char *name, size_t len)
{
    struct buf b;
    uint64_t hash = 0xcbf29ce484222325u;
    buf_init(&b, 4000);
    pinyin_put(&b, name, len);
    for (size_t i = 0; i < b.len; i++)
        hash = (hash ^ (uint8_t)b.data[i]) * 0x100000001b3u;
    int64_t ret = b.len ? (int64_t)(hash >> 1) | 1 : 0;
    buf_fini(&b);
    return ret;
}
