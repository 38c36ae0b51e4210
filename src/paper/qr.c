/* QR codes as vectors: one path, so that a printer draws no seams between the squares. */
#include <cairo.h>
#include <qrencode.h>

#include "paper/doc_int.h"

#define QUIET 2 /* modules of white on each side; the paper around adds the rest */

bool qr_draw(cairo_t *cr, const char *text, double width)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (!code)
        return false;
    int n = code->width;
    double step = width / (n + 2 * QUIET);
    cairo_save(cr);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_rectangle(cr, 0, 0, width, width);
    cairo_fill(cr);
    cairo_set_source_rgb(cr, 0, 0, 0);
    for (int y = 0; y < n; y++) {
        for (int x = 0; x < n;) {
            int run = 0;
            while (x + run < n && (code->data[y * n + x + run] & 1))
                run++;
            if (run)
                cairo_rectangle(cr, (x + QUIET) * step, (y + QUIET) * step, run * step, step);
            x += run + 1;
        }
    }
    cairo_fill(cr);
    cairo_restore(cr);
    QRcode_free(code);
    return true;
}
