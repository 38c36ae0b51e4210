/* Inside the XLSX reader. */
#ifndef PAPER_XLSX_INT_H
#define PAPER_XLSX_INT_H
#include <expat.h>
#include <zip.h>

#include "base/arena.h"
#include "base/limits.h"
#include "paper/xlsx_read.h"

enum xlsx_form { FORM_PLAIN, FORM_DATE, FORM_TIME, FORM_MOMENT };

struct merge {
    int row, last_row, column;
};
struct part { /* one file of the archive being parsed */
    struct xlsx_book *x;
    zip_file_t *file;
    XML_Parser parser;
    int64_t read, size, packed;
    bool is_end;
    const char *name;
};

struct xlsx_book {
    zip_t *zip;
    struct arena arena;
    int64_t file_size;
    bool is_1904;
    struct sheet {
        const char *name, *rel, *path;
        bool is_hidden;
    } sheets[256];
    int sheets_n, at; /* at: the sheet being read */
    /* styles: the form of each cell style */
    uint8_t *forms;
    size_t forms_n, forms_cap;
    /* shared strings: texts end in NUL in pool */
    struct buf pool;
    size_t *strings;
    size_t strings_n, strings_cap;
    struct merge *merges; /* by row */
    size_t merges_n, merges_cap, next_merge;
    /* the sheet */
    struct part part;
    struct reading {
        struct buf texts;
        size_t starts[LIMIT_CSV_COLUMNS];
        struct csv_cell cells[LIMIT_CSV_COLUMNS];
        int n;
        long row;
        int column; /* of the cell at hand, -1 none */
        char type;  /* s shared, i inline or formula's text, b, e, n, d */
        int style;
        struct buf value;
        bool takes; /* text goes to value */
        int phonetic;
        bool has_row, is_over;
        const char *over;
    } now;
    struct filling {
        long last_row;
        char *text;
        size_t len, cap;
    } fill[LIMIT_CSV_COLUMNS];
};

/* xlsx_parts.c */
enum outcome xlsx_read_parts(struct xlsx_book *x, struct err *e);
enum outcome xlsx_read_merges(struct xlsx_book *x, const char *path, struct err *e);
/* xlsx_zip.c: opening a part and feeding its parser. NOT_FOUND: there is no such part. */
enum outcome part_open(struct part *p, struct xlsx_book *x, const char *name, struct err *e);
void part_close(struct part *p);
zip_int64_t part_bytes(struct part *p, void *to, size_t room, struct err *e); /* -1: refused */
/* Until the parser is suspended or the part ends. */
enum outcome part_feed(struct part *p, struct err *e);
const char *xml_local(const char *name); /* without its prefix */
const char *xml_attribute(const char **attributes, const char *name);
/* xlsx_value.c */
enum xlsx_form xlsx_form_of(int number, const char *code);
void xlsx_print(struct buf *out, const char *number, enum xlsx_form form, bool is_1904);
#endif
