/* Papers made of measures. A template of the plan is filled in for a place and a period: that gives
 * Markdown in which every figure stands; the same Markdown is frozen when the report is issued, and
 * is what every format (HTML, DOCX, PDF, XLSX) is made from, then and later. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H
#include "measure/measure.h"

struct doc;

/* The figures of the report's own place, in the order in which they stand, each beside the one of
 * the period before. */
#define REPORT_FIGURES 200
struct filled_figure {
    const struct measure *measure;
    int64_t from, to, past_from, past_to;
    struct figure now, then;
    bool is_changed; /* by more than the report lets pass without a word */
};
struct filled {
    struct filled_figure list[REPORT_FIGURES];
    int n;
};
/* fill.c: {{measure}} {{measure vs=previous}} {{measure unit}} {{place}} {{date}} {{from}} {{to}}
 * {{#each children}} … {{/each}} {{chart measure days=14}}. */
enum outcome report_fill(struct buf *out, struct filled *ret, struct call *c,
                         const struct report *r, int64_t place, int64_t day, struct err *e);
void report_span(const struct report *r, int64_t day, int64_t *ret_from, int64_t *ret_to);

/* paper.c: filled Markdown as a document; fill in heading, number and signature around it. */
struct report_head {
    const char *red, *number, *signer, *day, *note, *proof; /* may be NULL */
};
/* The arena outlives the document. */
struct doc *report_doc(struct arena *a, const char *markdown, const struct report_head *head,
                       enum lang lang);
/* Its tables as sheets, in a file at path. */
enum outcome report_xlsx(const char *markdown, const char *path, const char *folder, struct err *e);

const struct op *report_ops(int *ret_n);
#endif
