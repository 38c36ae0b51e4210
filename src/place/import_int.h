/* Between import.c (judges) and import_write.c (writes). */
#ifndef PLACE_IMPORT_INT_H
#define PLACE_IMPORT_INT_H
#include "base/map.h"
#include "place/place_int.h"

enum row_state { ROW_UNSEEN, ROW_OPEN, ROW_NEW, ROW_SAME, ROW_RENAMED, ROW_PASSED, ROW_BAD };
struct import_row {
    const char *code, *name, *kind_text, *parent_code; /* "" when absent */
    const struct kind *kind;
    const char *parent_kind;
    int64_t id, parent;
    long line;
    enum row_state state;
};
struct import {
    struct place_import *im;
    struct arena arena, scratch; /* scratch is cleared for each row */
    struct db *db;
    bool is_empty;               /* no place at all yet: nothing to look up */
    struct import_row *rows; size_t n, cap;
    struct map by_code;          /* code -> row */
    struct intmap numbers;       /* first position of (parent, level) -> numbers used */
    uint32_t *order; size_t order_n; /* new rows, parents first */
};
enum outcome place_import_write(struct import *in, struct err *e);
#endif
