/* Inside paper/: the tree as the writers see it. */
#ifndef PAPER_DOC_INT_H
#define PAPER_DOC_INT_H
#include "base/arena.h"
#include "paper/doc.h"

#define PT_PER_MM (72.0 / 25.4)
#define RED 0xC7000Bu         /* of official headings */
#define HEADER_FILL 0xE8EDF3u /* behind the cells of a table's head */

struct doc_text {
    struct doc *doc;
    enum doc_align align;
    double indent; /* characters, first line */
    int level;     /* list */
    const char *mark;
    struct run {
        const char *text;
        struct doc_run as;
        struct run *next;
    } * first, *last;
};

struct cell {
    struct doc_cell as; /* across, down ≥ 1 */
    const char *qr;
    double qr_mm;
    int column;
    struct cell *next;
};
struct row {
    struct cell *first, *last;
    double min_mm;
    double height; /* points; the PDF writer's own, filled in its first pass */
    struct row *next;
};
struct doc_table {
    struct doc *doc;
    struct doc_column *columns; /* widths as shares that add up to 1 */
    int columns_n, header_rows;
    bool is_plain;
    struct row *first, *last;
    int rows_n;
    int *covered; /* rows still covered from above, by column */
};

enum block_kind {
    BLOCK_TITLE,
    BLOCK_HEADING,
    BLOCK_TEXT,
    BLOCK_TABLE,
    BLOCK_PICTURE,
    BLOCK_SIGNATURE,
    BLOCK_IMPRINT,
    BLOCK_SPACE,
    BLOCK_BREAK
};
struct block {
    enum block_kind kind;
    struct block *next;
    union {
        struct doc_title title;
        struct {
            int level;
            const char *text;
        } heading;
        struct doc_text text;
        struct doc_table table;
        struct picture {
            const void *png; /* or … */
            size_t len;
            doc_draw draw; /* … this; or … */
            void *arg;
            const char *qr; /* … this */
            double width_mm, height_mm;
            enum doc_align align;
            const char *alt;
        } picture;
        struct {
            const char *who, *day;
            bool has_seal;
        } signature;
        struct {
            const char *copies_to, *printed_by, *day;
        } imprint;
        double space_mm;
    };
};
struct doc {
    struct arena arena;
    struct doc_page page;
    struct block *first, *last;
    /* points */
    double width, height, top, bottom, left, right, text_pt, line;
};

/* qr.c: modules as black squares into width × width points; false: too long. */
bool qr_draw(struct _cairo *cr, const char *text, double width);
/* draw.c: a picture of the tree drawn, as PNG (dots per inch) or as SVG without its XML head. */
enum outcome picture_png(const struct picture *p, double dpi, struct buf *out, int *ret_w,
                         int *ret_h, struct err *e);
enum outcome picture_svg(const struct picture *p, struct buf *out, struct err *e);
void picture_draw(const struct picture *p, struct _cairo *cr, double width, double height);
/* Height of a picture drawn `width` wide, both in any one unit. */
double picture_height(const struct picture *p, double width);
enum outcome doc_check(const struct doc *d, struct err *e); /* TOO_LARGE when over */
#endif
