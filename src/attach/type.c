/* What a file is, by its first bytes. */
#include <string.h>

#include "attach/attach_int.h"

static const struct {
    size_t at;
    const char *bytes;
    size_t len;
    struct file_type type;
} types[] = {
    {0, "\xFF\xD8\xFF", 3, {"image/jpeg", "jpg", true}},
    {0, "\x89PNG\r\n\x1a\n", 8, {"image/png", "png", true}},
    {8, "WEBP", 4, {"image/webp", "webp", true}},
    {0, "%PDF-", 5, {"application/pdf", "pdf", false}},
};
static const struct file_type xlsx = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", false};
static const struct file_type docx = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", false};

const struct file_type *type_of(const void *data, size_t len)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (len >= types[i].at + types[i].len &&
            memcmp((const char *)data + types[i].at, types[i].bytes, types[i].len) == 0)
            return &types[i].type;
    if (len < 4 || memcmp(data, "PK\3\4", 4) != 0)
        return NULL;
    /* Without macros: their part is called vbaProject.bin. */
    if (memmem(data, len, "vbaProject.bin", 14))
        return NULL;
    return memmem(data, len, "xl/workbook.xml", 15)     ? &xlsx
           : memmem(data, len, "word/document.xml", 17) ? &docx
                                                        : NULL;
}
