/* The pictures of a document: drawn into any cairo surface, or as PNG or SVG for the writers that
 * need a file. */
#include <cairo-svg.h>
#include <cairo.h>
#include <string.h>

#include "base/limits.h"
#include "paper/doc_int.h"

#define PNG_SIDE 4000 /* pixels at most */

struct reading {
    const uint8_t *at, *end;
};

static cairo_status_t read_some(void *arg, unsigned char *to, unsigned len)
{
    struct reading *r = arg;
    if ((size_t)(r->end - r->at) < len)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(to, r->at, len);
    r->at += len;
    return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t write_some(void *arg, const unsigned char *data, unsigned len)
{
    struct buf *out = arg;
    buf_put(out, data, len);
    return buf_is_over(out) ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* Width and height stand big-endian behind the first chunk's name. */
static bool png_size(const void *png, size_t len, double *ret_w, double *ret_h)
{
    const uint8_t *p = png;
    if (len < 24 || memcmp(p, "\x89PNG\r\n\x1a\n", 8) != 0)
        return false;
    *ret_w = (double)((uint32_t)p[16] << 24 | (uint32_t)p[17] << 16 | p[18] << 8 | p[19]);
    *ret_h = (double)((uint32_t)p[20] << 24 | (uint32_t)p[21] << 16 | p[22] << 8 | p[23]);
    return *ret_w > 0 && *ret_h > 0 && *ret_w <= 20000 && *ret_h <= 20000;
}

double picture_height(const struct picture *p, double width)
{
    double w, h;
    if (!p->png)
        return p->width_mm > 0 ? width * p->height_mm / p->width_mm : width;
    return png_size(p->png, p->len, &w, &h) ? width * h / w : 0;
}

static void draw_png(const struct picture *p, cairo_t *cr, double width)
{
    struct reading r = {p->png, (const uint8_t *)p->png + p->len};
    double w, h;
    if (!png_size(p->png, p->len, &w, &h))
        return;
    cairo_surface_t *image = cairo_image_surface_create_from_png_stream(read_some, &r);
    if (cairo_surface_status(image) == CAIRO_STATUS_SUCCESS) {
        cairo_scale(cr, width / w, width / w);
        cairo_set_source_surface(cr, image, 0, 0);
        cairo_paint(cr);
    }
    cairo_surface_destroy(image);
}

void picture_draw(const struct picture *p, cairo_t *cr, double width, double height)
{
    cairo_save(cr);
    if (p->qr)
        qr_draw(cr, p->qr, width);
    else if (p->draw)
        p->draw(cr, width, height, p->arg);
    else
        draw_png(p, cr, width);
    cairo_restore(cr);
}

static enum outcome cannot_draw(struct err *e, cairo_status_t status)
{
    return err_set(e, FAULT, NULL, "picture", "a picture cannot be drawn: %s", "图形无法绘制：%s",
                   cairo_status_to_string(status));
}

enum outcome picture_png(const struct picture *p, double dpi, struct buf *out, int *ret_w,
                         int *ret_h, struct err *e)
{
    double scale = dpi / 72, w = p->width_mm * PT_PER_MM, h = p->height_mm * PT_PER_MM;
    if (w * scale > PNG_SIDE)
        scale = PNG_SIDE / w;
    if (h * scale > PNG_SIDE)
        scale = PNG_SIDE / h;
    int x = (int)(w * scale + 0.5), y = (int)(h * scale + 0.5);
    cairo_surface_t *s =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, x > 0 ? x : 1, y > 0 ? y : 1);
    cairo_t *cr = cairo_create(s);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    cairo_scale(cr, scale, scale);
    picture_draw(p, cr, w, h);
    cairo_status_t status = cairo_status(cr);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_write_to_png_stream(s, write_some, out);
    *ret_w = x;
    *ret_h = y;
    cairo_destroy(cr);
    cairo_surface_destroy(s);
    return status == CAIRO_STATUS_SUCCESS ? OK : cannot_draw(e, status);
}

enum outcome picture_svg(const struct picture *p, struct buf *out, struct err *e)
{
    double w = p->width_mm * PT_PER_MM, h = p->height_mm * PT_PER_MM;
    struct buf svg;
    buf_init(&svg, LIMIT_RESPONSE);
    cairo_surface_t *s = cairo_svg_surface_create_for_stream(write_some, &svg, w, h);
    cairo_t *cr = cairo_create(s);
    picture_draw(p, cr, w, h);
    cairo_destroy(cr);
    cairo_surface_finish(s);
    cairo_status_t status = cairo_surface_status(s);
    cairo_surface_destroy(s);
    const char *at = svg.data ? strstr(svg.data, "<svg") : NULL;
    if (at)
        buf_text(out, at);
    buf_fini(&svg);
    return status == CAIRO_STATUS_SUCCESS && at ? OK : cannot_draw(e, status);
}
