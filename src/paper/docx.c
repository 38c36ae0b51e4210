/* A document as DOCX for Word, WPS and LibreOffice: the smallest set of parts they all open. */
#include "base/limits.h"
#include "paper/docx_int.h"
#include "paper/xml.h"

#define TWIPS(pt) ((int)((pt)*20 + 0.5))
#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define SPACES                                                                                     \
    " xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""                    \
    " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""             \
    " xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\""         \
    " xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\""                           \
    " xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\""                      \
    " xmlns:v=\"urn:schemas-microsoft-com:vml\" "                                                  \
    "xmlns:o=\"urn:schemas-microsoft-com:office:office\""

/* ---- blocks ---------------------------------------------------------------- */

static void put_title(struct docx *x, const struct doc_title *t)
{
    bool is_official = x->d->page.look == DOC_OFFICIAL;
    struct para p = {.align = DOC_CENTER, .line = 1.3, .is_title = true};
    if (t->red_heading) {
        p.size_pt = 36;
        p.bold = true;
        p.color = RED;
        p.after_pt = 18;
        docx_line(x, &p, t->red_heading);
    }
    if (t->number || t->signer || t->red_heading) {
        struct para no = {.align = t->red_heading ? DOC_CENTER : DOC_END,
                          .red_rule = t->red_heading != NULL,
                          .after_pt = t->red_heading ? 24 : 0};
        if (t->number && t->signer) {
            no.align = DOC_START;
            no.tab = true;
        }
        docx_open(x, &no);
        docx_run(x, &no, t->number ? t->number : "", NULL);
        if (t->signer) {
            docx_run(x, &no, no.tab ? "\t" : "", NULL);
            docx_run(x, &no, t->signer, NULL);
        }
        docx_close(x);
    }
    p = (struct para){.align = DOC_CENTER, .line = 1.4, .is_title = true, .bold = true};
    p.size_pt = is_official ? 22 : x->d->text_pt * 1.7;
    p.after_pt = t->subtitle ? 0 : is_official ? 24 : 6;
    if (t->title)
        docx_line(x, &p, t->title);
    if (t->subtitle)
        docx_line(x,
                  &(struct para){.align = DOC_CENTER,
                                 .after_pt = is_official ? 24 : 6,
                                 .color = is_official ? 0 : 0x444444},
                  t->subtitle);
}

static void write_text(struct docx *x, const struct doc_text *t)
{
    double pt = x->d->text_pt;
    struct para p = {.align = t->align, .indent_chars = t->indent};
    p.after_pt = x->d->page.look == DOC_OFFICIAL ? 0 : pt * 0.3;
    if (t->mark) {
        p.left_pt = (t->level + 1) * 1.6 * pt;
        p.hanging_pt = 1.5 * pt;
    }
    docx_open(x, &p);
    if (t->mark) {
        docx_run(x, &p, t->mark, NULL);
        docx_run(x, &p, "\t", NULL);
    }
    for (const struct run *r = t->first; r; r = r->next)
        docx_run(x, &p, r->text, &r->as);
    docx_close(x);
}

static void put_heading(struct docx *x, int level, const char *text)
{
    static const double sizes[] = {0, 1.35, 1.15, 1.0, 1.0};
    bool is_official = x->d->page.look == DOC_OFFICIAL;
    struct para p = {.bold = true, .keeps_next = true, .is_title = true, .outline = level};
    p.size_pt = x->d->text_pt * (is_official ? 1 : sizes[level]);
    p.indent_chars = is_official ? 2 : 0;
    p.before_pt = is_official ? 0 : p.size_pt * 0.6;
    p.after_pt = is_official ? 0 : p.size_pt * 0.3;
    docx_line(x, &p, text);
}

static void put_signature(struct docx *x, const char *who, const char *day, bool has_seal)
{
    double pt = x->d->text_pt;
    struct para p = {.align = DOC_END, .right_pt = 4 * pt, .keeps_next = true, .line = 1.7};
    p.before_pt = has_seal ? 3 * pt : 1.5 * pt;
    if (*who)
        docx_line(x, &p, who);
    p.before_pt = *who ? 0 : p.before_pt;
    p.after_pt = has_seal ? 3 * pt : pt * 0.5;
    p.keeps_next = false;
    if (*day)
        docx_line(x, &p, day);
}

static void put_imprint(struct docx *x, const char *copies_to, const char *printed_by,
                        const char *day)
{
    struct buf *b = &x->body;
    int width = TWIPS(x->d->width - x->d->left - x->d->right);
    struct para p = {.size_pt = 14, .line = 1.3, .tab = true, .left_pt = 14, .right_pt = 14};
    buf_printf(b,
               "<w:tbl><w:tblPr><w:tblW w:w=\"%d\" w:type=\"dxa\"/><w:tblBorders><w:top "
               "w:val=\"single\" w:sz=\"8\"/><w:bottom w:val=\"single\" w:sz=\"8\"/><w:insideH "
               "w:val=\"single\" w:sz=\"6\"/></w:tblBorders></w:tblPr><w:tblGrid><w:gridCol "
               "w:w=\"%d\"/></w:tblGrid>",
               width, width);
    if (copies_to && *copies_to) {
        buf_printf(b, "<w:tr><w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/></w:tcPr>", width);
        docx_line(x, &p, copies_to);
        buf_text(b, "</w:tc></w:tr>");
    }
    buf_printf(b, "<w:tr><w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/></w:tcPr>", width);
    docx_open(x, &p);
    docx_run(x, &p, printed_by, NULL);
    docx_run(x, &p, "\t", NULL);
    docx_run(x, &p, day, NULL);
    docx_close(x);
    buf_text(b, "</w:tc></w:tr></w:tbl>");
    docx_line(x, &(struct para){.size_pt = 2, .line = 1}, "");
}

enum outcome docx_block(struct docx *x, const struct block *b, struct err *e)
{
    enum outcome o = OK;
    switch (b->kind) {
    case BLOCK_TITLE:
        put_title(x, &b->title);
        break;
    case BLOCK_HEADING:
        put_heading(x, b->heading.level, b->heading.text);
        break;
    case BLOCK_TEXT:
        write_text(x, &b->text);
        break;
    case BLOCK_TABLE:
        return docx_table(x, &b->table, e);
    case BLOCK_PICTURE:
        docx_open(x, &(struct para){.align = b->picture.align, .line = 1});
        o = docx_picture(x, &b->picture, e);
        docx_close(x);
        break;
    case BLOCK_SIGNATURE:
        put_signature(x, b->signature.who, b->signature.day, b->signature.has_seal);
        break;
    case BLOCK_IMPRINT:
        put_imprint(x, b->imprint.copies_to, b->imprint.printed_by, b->imprint.day);
        break;
    case BLOCK_SPACE:
        docx_line(x, &(struct para){.size_pt = 1, .line = b->space_mm * PT_PER_MM}, "");
        break;
    case BLOCK_BREAK:
        buf_text(&x->body, "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>\n");
        break;
    }
    return o;
}

/* ---- the other parts ------------------------------------------------------- */

static void put_field(struct buf *b, const char *name, int half)
{
    buf_printf(b,
               "<w:r><w:rPr><w:sz w:val=\"%d\"/></w:rPr><w:fldChar w:fldCharType=\"begin\"/></w:r>"
               "<w:r><w:rPr><w:sz w:val=\"%d\"/></w:rPr><w:instrText xml:space=\"preserve\"> %s "
               "</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:rPr>"
               "<w:sz w:val=\"%d\"/></w:rPr><w:t>1</w:t></w:r><w:r><w:fldChar "
               "w:fldCharType=\"end\"/></w:r>",
               half, half, name, half);
}

static void put_small(struct buf *b, const char *text, int half)
{
    buf_printf(b, "<w:r><w:rPr><w:sz w:val=\"%d\"/></w:rPr><w:t xml:space=\"preserve\">", half);
    xml_text(b, text);
    buf_text(b, "</w:t></w:r>");
}

static void footer(struct buf *b, const struct doc *d)
{
    bool is_official = d->page.look == DOC_OFFICIAL, is_zh = d->page.lang == LANG_ZH;
    int half = is_official ? 28 : 17;
    buf_text(b, HEAD "<w:ftr" SPACES "><w:p><w:pPr><w:tabs>");
    buf_printf(b, "<w:tab w:val=\"right\" w:pos=\"%d\"/></w:tabs></w:pPr>",
               TWIPS(d->width - d->left - d->right));
    if (d->page.footer)
        put_small(b, d->page.footer, half);
    buf_text(b, "<w:r><w:tab/></w:r>");
    if (d->page.numbers) {
        put_small(b, is_official ? "— " : is_zh ? "第 " : "Page ", half);
        put_field(b, "PAGE", half);
        put_small(b, is_official ? " —" : is_zh ? " 页 共 " : " of ", half);
        if (!is_official)
            put_field(b, "NUMPAGES", half);
        if (!is_official && is_zh)
            put_small(b, " 页", half);
    }
    buf_text(b, "</w:p></w:ftr>");
}

static void header(struct buf *b, const struct doc *d)
{
    buf_text(b, HEAD "<w:hdr" SPACES "><w:p>");
    if (d->page.header)
        put_small(b, d->page.header, 17);
    if (d->page.watermark) {
        buf_text(b, "<w:r><w:pict><v:shapetype id=\"t136\" coordsize=\"21600,21600\" o:spt=\"136\" "
                    "adj=\"10800\" path=\"m@7,l@8,m@5,21600l@6,21600e\"/><v:shape id=\"mark\" "
                    "type=\"#t136\" style=\"position:absolute;margin-left:0;margin-top:0;"
                    "width:420pt;height:40pt;rotation:330;z-index:-1;"
                    "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
                    "mso-position-vertical:center;mso-position-vertical-relative:margin\" "
                    "fillcolor=\"#d9d9d9\" stroked=\"f\"><v:textpath string=\"");
        xml_text(b, d->page.watermark);
        buf_text(b, "\"/></v:shape></w:pict></w:r>");
    }
    buf_text(b, "</w:p></w:hdr>");
}

static void styles(struct buf *b, const struct doc *d)
{
    const char *font = d->page.look == DOC_OFFICIAL ? "仿宋" : "微软雅黑";
    const char *latin = d->page.look == DOC_OFFICIAL ? "Times New Roman" : "Arial";
    buf_printf(b,
               HEAD "<w:styles" SPACES "><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts "
                    "w:ascii=\"%s\" w:hAnsi=\"%s\" w:eastAsia=\"%s\"/><w:sz w:val=\"%d\"/><w:lang "
                    "w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault></w:docDefaults>"
                    "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"N\"><w:name "
                    "w:val=\"Normal\"/></w:style>",
               latin, latin, font, (int)(d->text_pt * 2 + 0.5));
    for (int i = 1; i <= 4; i++)
        buf_printf(b,
                   "<w:style w:type=\"paragraph\" w:styleId=\"H%d\"><w:name w:val=\"heading %d\"/>"
                   "<w:basedOn w:val=\"N\"/><w:pPr><w:outlineLvl w:val=\"%d\"/></w:pPr></w:style>",
                   i, i, i - 1);
    buf_text(b, "</w:styles>");
}

static void section(struct buf *b, const struct doc *d)
{
    buf_printf(b,
               "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"h\"/><w:footerReference "
               "w:type=\"default\" r:id=\"f\"/><w:pgSz w:w=\"%d\" w:h=\"%d\"%s/><w:pgMar "
               "w:top=\"%d\" w:bottom=\"%d\" w:left=\"%d\" w:right=\"%d\" w:header=\"560\" "
               "w:footer=\"560\" w:gutter=\"0\"/></w:sectPr>",
               TWIPS(d->width), TWIPS(d->height),
               d->page.is_landscape ? " w:orient=\"landscape\"" : "", TWIPS(d->top),
               TWIPS(d->bottom), TWIPS(d->left), TWIPS(d->right));
}

static const char types[] =
    HEAD "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default "
         "Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml"
         "\"/><Default Extension=\"png\" ContentType=\"image/png\"/><Override "
         "PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-"
         "officedocument.wordprocessingml.document.main+xml\"/><Override "
         "PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-"
         "officedocument.wordprocessingml.styles+xml\"/><Override PartName=\"/word/header1.xml\" "
         "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml\""
         "/><Override PartName=\"/word/footer1.xml\" ContentType=\"application/vnd.openxmlformats-"
         "officedocument.wordprocessingml.footer+xml\"/></Types>";
#define RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define RELATIONS                                                                                  \
    HEAD "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
static const char root[] = RELATIONS "<Relationship Id=\"d\" Type=\"" RELATION "officeDocument\" "
                                     "Target=\"word/document.xml\"/></Relationships>";

static void add_part(struct docx *x, const char *name,
                     void (*write)(struct buf *, const struct doc *))
{
    struct buf b;
    buf_init(&b, LIMIT_BODY);
    write(&b, x->d);
    zipper_add(x->zip, name, b.data, b.len);
    buf_fini(&b);
}

enum outcome doc_docx(const struct doc *d, int fd, struct err *e)
{
    struct docx x = {.d = d};
    enum outcome o = doc_check(d, e);
    if (o == OK)
        o = zipper_new(&x.zip, e);
    if (o != OK)
        return o;
    buf_init(&x.body, LIMIT_DOC);
    buf_init(&x.rels, LIMIT_BODY);
    zipper_add(x.zip, "[Content_Types].xml", types, sizeof types - 1);
    zipper_add(x.zip, "_rels/.rels", root, sizeof root - 1);
    buf_text(&x.rels, RELATIONS "<Relationship Id=\"s\" Type=\"" RELATION "styles\" "
                                "Target=\"styles.xml\"/><Relationship Id=\"h\" Type=\"" RELATION
                                "header\" Target=\"header1.xml\"/><Relationship Id=\"f\" "
                                "Type=\"" RELATION "footer\" Target=\"footer1.xml\"/>");
    buf_text(&x.body, HEAD "<w:document" SPACES "><w:body>\n");
    for (const struct block *b = d->first; b && o == OK; b = b->next)
        o = docx_block(&x, b, e);
    section(&x.body, d);
    buf_text(&x.body, "</w:body></w:document>");
    buf_text(&x.rels, "</Relationships>");
    if (o == OK && (buf_is_over(&x.body) || buf_is_over(&x.rels)))
        o = err_set(e, TOO_LARGE, NULL, "document", "the document is too large",
                    "文档过大，请缩小范围");
    if (o == OK) {
        zipper_add(x.zip, "word/document.xml", x.body.data, x.body.len);
        zipper_add(x.zip, "word/_rels/document.xml.rels", x.rels.data, x.rels.len);
        add_part(&x, "word/styles.xml", styles);
        add_part(&x, "word/header1.xml", header);
        add_part(&x, "word/footer1.xml", footer);
        o = zipper_finish(x.zip, fd, e);
    }
    zipper_free(x.zip);
    buf_fini(&x.body);
    buf_fini(&x.rels);
    return o;
}
