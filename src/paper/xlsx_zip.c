/* Parts of an XLSX as bytes and as XML, with limits: nothing of a file decides how much memory or
 * time it takes. */
#include <string.h>

#include "paper/xlsx_int.h"

#define GROWTH 250      /* sheets shrink 10 to 40 times; deflate can do 1,032 */
#define SMALL (8 << 20) /* so much may come of anything */
#define BLOCK (128 << 10)

static enum outcome refuse_bomb(const struct part *p, struct err *e)
{
    return err_set(e, REFUSED, NULL, "xlsx_bomb",
                   "\"%.80s\" inside the file unpacks to more than is taken",
                   "文件中的“%.80s”解压后过大，已停止读取", p->name);
}

static void XMLCALL refuse_doctype(void *arg, const XML_Char *name, const XML_Char *system,
                                   const XML_Char *public, int has_inner)
{
    struct part *p = arg;
    XML_StopParser(p->parser, XML_FALSE);
}

enum outcome part_open(struct part *p, struct xlsx_book *x, const char *name, struct err *e)
{
    zip_stat_t s;
    *p = (struct part){.x = x, .name = name};
    if (zip_stat(x->zip, name, ZIP_FL_NOCASE, &s) != 0)
        return err_set(e, NOT_FOUND, NULL, "xlsx_part",
                       "this is no spreadsheet: it has no \"%.80s\"",
                       "这不是电子表格：其中没有“%.80s”", name);
    if ((s.valid & ZIP_STAT_ENCRYPTION_METHOD) && s.encryption_method != ZIP_EM_NONE)
        return err_set(e, REFUSED, NULL, "xlsx_password",
                       "the file is protected by a password: save it without one",
                       "文件设有密码，请取消密码另存后再上传");
    p->size = (int64_t)s.size;
    p->packed = (int64_t)s.comp_size;
    if (p->size > LIMIT_XLSX_PART || (p->size > SMALL && p->size / GROWTH > p->packed))
        return refuse_bomb(p, e);
    p->file = zip_fopen_index(x->zip, s.index, 0);
    p->parser = p->file ? XML_ParserCreate("UTF-8") : NULL;
    if (!p->parser) {
        part_close(p);
        return err_set(e, REFUSED, NULL, "xlsx_zip", "\"%.80s\" inside the file cannot be read",
                       "文件中的“%.80s”无法读取", name);
    }
    XML_SetUserData(p->parser, p);
    XML_SetStartDoctypeDeclHandler(p->parser, refuse_doctype);
    return OK;
}

void part_close(struct part *p)
{
    if (p->parser)
        XML_ParserFree(p->parser);
    if (p->file)
        zip_fclose(p->file);
    p->parser = NULL;
    p->file = NULL;
}

/* What the archive says of a part's size may be a lie: count. */
zip_int64_t part_bytes(struct part *p, void *to, size_t room, struct err *e)
{
    zip_int64_t n = zip_fread(p->file, to, room);
    if (n < 0) {
        err_set(e, REFUSED, NULL, "xlsx_truncated",
                "the file is damaged or was cut short: \"%.80s\" cannot be unpacked",
                "文件已损坏或不完整：“%.80s”无法解压", p->name);
        return -1;
    }
    p->read += n;
    if (p->read > LIMIT_XLSX_PART || (p->read > SMALL && p->read / GROWTH > p->packed)) {
        refuse_bomb(p, e);
        return -1;
    }
    return n;
}

static enum outcome refuse_xml(struct part *p, struct err *e)
{
    return err_set(e, REFUSED, NULL, "xlsx_xml", "\"%.80s\" inside the file is damaged (line %lu)",
                   "文件中的“%.80s”已损坏（第 %lu 行）", p->name,
                   (unsigned long)XML_GetCurrentLineNumber(p->parser));
}

enum outcome part_feed(struct part *p, struct err *e)
{
    XML_ParsingStatus status;
    XML_GetParsingStatus(p->parser, &status);
    if (status.parsing == XML_SUSPENDED) {
        if (XML_ResumeParser(p->parser) == XML_STATUS_ERROR)
            return refuse_xml(p, e);
        XML_GetParsingStatus(p->parser, &status);
    }
    while (status.parsing != XML_SUSPENDED && status.parsing != XML_FINISHED && !p->is_end) {
        void *to = XML_GetBuffer(p->parser, BLOCK);
        if (!to)
            return refuse_xml(p, e);
        zip_int64_t n = part_bytes(p, to, BLOCK, e);
        if (n < 0)
            return REFUSED;
        p->is_end = n == 0;
        if (XML_ParseBuffer(p->parser, (int)n, p->is_end) == XML_STATUS_ERROR)
            return refuse_xml(p, e);
        XML_GetParsingStatus(p->parser, &status);
    }
    return OK;
}

const char *xml_local(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

const char *xml_attribute(const char **attributes, const char *name)
{
    for (; attributes[0]; attributes += 2)
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    return NULL;
}
