/* Small pictures. Sizes are looked at before anything is unpacked. */
#include <gdk-pixbuf/gdk-pixbuf.h>

#include "attach/attach_int.h"

#define SIDE 320
#define SIDE_MAX 12000 /* of the picture sent in */

static void choose_size(GdkPixbufLoader *loader, int width, int height, gpointer arg)
{
    bool *is_too_large = arg;
    double scale = (double)SIDE / (width > height ? width : height);
    if (width > SIDE_MAX || height > SIDE_MAX || width < 1 || height < 1) {
        *is_too_large = true;
        gdk_pixbuf_loader_set_size(loader, 1, 1);
        return;
    }
    if (scale < 1)
        gdk_pixbuf_loader_set_size(loader, (int)(width * scale) + 1, (int)(height * scale) + 1);
}

bool thumb_make(const void *data, size_t len, struct buf *out)
{
    GdkPixbufLoader *loader = gdk_pixbuf_loader_new();
    bool is_too_large = false;
    gchar *jpeg = NULL;
    gsize jpeg_len = 0;
    g_signal_connect(loader, "size-prepared", G_CALLBACK(choose_size), &is_too_large);
    bool good = gdk_pixbuf_loader_write(loader, data, len, NULL) && !is_too_large;
    good = gdk_pixbuf_loader_close(loader, NULL) && good;
    GdkPixbuf *picture = good ? gdk_pixbuf_loader_get_pixbuf(loader) : NULL;
    GdkPixbuf *upright = picture ? gdk_pixbuf_apply_embedded_orientation(picture) : NULL;
    good = upright && gdk_pixbuf_save_to_buffer(upright, &jpeg, &jpeg_len, "jpeg", NULL, "quality",
                                                "80", NULL);
    if (good)
        buf_put(out, jpeg, jpeg_len);
    g_free(jpeg);
    if (upright)
        g_object_unref(upright);
    g_object_unref(loader);
    return good;
}
