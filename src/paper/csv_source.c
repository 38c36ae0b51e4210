/* Bytes of a CSV file as UTF-8. The encoding shows at the first byte beyond ASCII: a block that is
 * UTF-8 throughout makes the file UTF-8, any other block makes it GB18030. Text in GB18030 that is
 * also valid UTF-8 is practically a single short word; a block holds thousands. */
#include "paper/csv_int.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

#define RAW_ROOM ((size_t)64 << 10)
#define NOT_CONVERTING ((void *)(iconv_t)-1)
#define SURE 8 /* valid characters before a bad byte that show the file was meant as UTF-8 */

void source_init(struct source *s, int fd, const char *text, size_t len)
{
    *s = (struct source){.fd = fd, .text = text, .text_len = len, .convert = NOT_CONVERTING};
}

void source_fini(struct source *s)
{
    if (s->convert != NOT_CONVERTING)
        iconv_close(s->convert);
    free(s->raw);
    s->convert = NOT_CONVERTING;
    s->raw = NULL;
}

/* Fills as much of the room as there is input for. */
static size_t read_bytes(struct source *s, char *to, size_t room)
{
    size_t len = 0;
    if (s->fd < 0) {
        len = s->text_len < room ? s->text_len : room;
        if (len > 0)
            memcpy(to, s->text, len);
        s->text += len;
        s->text_len -= len;
        s->is_end = s->text_len == 0;
    } else {
        while (len < room && !s->is_end) {
            ssize_t got = read(s->fd, to + len, room - len);
            if (got < 0 && errno == EINTR)
                continue;
            if (got < 0) {
                s->error = errno;
                s->fault = SOURCE_READ;
                break;
            }
            s->is_end = got == 0;
            len += (size_t)got;
        }
    }
    s->bytes += (int64_t)len;
    return len;
}

static size_t convert(struct source *s, char *to, size_t room);

static size_t begin_converting(struct source *s, const char *encoding, const char *bytes,
                               size_t len, char *to, size_t room)
{
    s->encoding = encoding;
    s->convert = iconv_open("UTF-8", encoding);
    s->raw = malloc(len > RAW_ROOM ? len : RAW_ROOM);
    if (!s->raw)
        abort();
    if (s->convert == NOT_CONVERTING) {
        s->fault = SOURCE_ENCODING;
        return 0;
    }
    memcpy(s->raw, bytes, len);
    s->raw_len = len;
    return convert(s, to, room);
}

/* Converts what lies in raw, reading more when that is little. */
static size_t convert(struct source *s, char *to, size_t room)
{
    if (s->raw_len < RAW_ROOM && !s->is_end)
        s->raw_len += read_bytes(s, s->raw + s->raw_len, RAW_ROOM - s->raw_len);
    char *from = s->raw, *start = to;
    size_t left = s->raw_len, to_left = room;
    size_t done = iconv(s->convert, &from, &left, &to, &to_left);
    int why = done == (size_t)-1 ? errno : 0;
    memmove(s->raw, from, left);
    s->raw_len = left;
    if (why == EILSEQ || (why == EINVAL && s->is_end))
        s->fault = SOURCE_ENCODING;
    size_t len = (size_t)(to - start), good = text_utf8_prefix(start, len);
    if (good < len) {
        s->fault = start[good] == '\0' ? SOURCE_NULL : SOURCE_ENCODING;
        len = good;
    }
    return len;
}

static bool has_high_byte(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)s[i] >= 0x80)
            return true;
    return false;
}

/* May the bytes at s, cut off by the end of the block, still become a character? */
static bool is_cut_character(const char *s, size_t len)
{
    unsigned char c = (unsigned char)s[0];
    size_t whole = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC2 ? 2 : 1;
    if (len >= whole)
        return false;
    for (size_t i = 1; i < len; i++)
        if (((unsigned char)s[i] & 0xC0) != 0x80)
            return false;
    return true;
}

static bool is_surely_utf8(const char *s, size_t len)
{
    size_t beyond_ascii = 0;
    for (size_t i = 0; i < len && beyond_ascii < SURE; i++)
        beyond_ascii += (unsigned char)s[i] >= 0xC0;
    return beyond_ascii >= SURE;
}

static size_t skip_mark(char *s, size_t len)
{
    if (len < 3 || memcmp(s, "\xEF\xBB\xBF", 3) != 0)
        return len;
    memmove(s, s + 3, len - 3);
    return len - 3;
}

static size_t fill(struct source *s, char *to, size_t room)
{
    if (s->convert != NOT_CONVERTING)
        return convert(s, to, room);
    size_t len = s->kept_len;
    memcpy(to, s->kept, len);
    s->kept_len = 0;
    len += read_bytes(s, to + len, room - len);
    if (!s->is_begun && len >= 2 &&
        (memcmp(to, "\xFF\xFE", 2) == 0 || memcmp(to, "\xFE\xFF", 2) == 0))
        return begin_converting(s, "UTF-16", to, len, to, room);
    if (!s->is_begun && len >= 3 && memcmp(to, "\xEF\xBB\xBF", 3) == 0)
        s->encoding = "UTF-8";
    size_t good = text_utf8_prefix(to, len);
    bool is_cut = good < len && !s->is_end && s->fault == SOURCE_GOOD &&
                  is_cut_character(to + good, len - good);
    if (good < len && !is_cut && to[good] != '\0' && !s->encoding && !is_surely_utf8(to, good))
        return begin_converting(s, "GB18030", to, len, to, room);
    if (!s->encoding && has_high_byte(to, good))
        s->encoding = "UTF-8";
    if (is_cut) {
        s->kept_len = len - good;
        memcpy(s->kept, to + good, s->kept_len);
    } else if (good < len) {
        s->fault = to[good] == '\0' ? SOURCE_NULL : SOURCE_ENCODING;
    }
    return good;
}

size_t source_fill(struct source *s, char *to, size_t room)
{
    size_t len = 0;
    if (s->fault == SOURCE_GOOD)
        len = fill(s, to, room);
    if (!s->is_begun)
        len = skip_mark(to, len);
    s->is_begun = true;
    return len;
}
