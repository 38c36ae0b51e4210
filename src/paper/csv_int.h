/* Inside paper/ and its tests: where the reader's bytes come from. */
#ifndef PAPER_CSV_INT_H
#define PAPER_CSV_INT_H
#include "paper/csv.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum source_fault { SOURCE_GOOD, SOURCE_NULL, SOURCE_ENCODING, SOURCE_READ };

/* Bytes of a file as valid UTF-8 without U+0000. */
struct source {
    int fd; /* -1: text */
    const char *text;
    size_t text_len;
    const char *encoding; /* NULL while only plain ASCII was seen */
    void *convert;        /* iconv_t, (iconv_t)-1 while not converting */
    char *raw;            /* converting: bytes not yet converted */
    size_t raw_len;
    char kept[4]; /* UTF-8: an incomplete character between two blocks */
    size_t kept_len;
    bool is_begun, is_end;   /* is_end: nothing more comes */
    enum source_fault fault; /* stands right behind the last byte delivered */
    int error;               /* errno of SOURCE_READ */
    int64_t bytes;
};
void source_init(struct source *s, int fd, const char *text, size_t len);
void source_fini(struct source *s);
/* Up to `room` bytes (≥ 16); fewer only at the end, at a fault or after converting. */
size_t source_fill(struct source *s, char *to, size_t room);

/* csv_new_text with blocks of another size (≥ 64), so that tests meet every border. */
enum outcome csv_new_blocks(struct csv **ret, const char *text, size_t len, size_t block,
                            struct err *e);
#endif
