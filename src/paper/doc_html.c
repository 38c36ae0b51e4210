/* A document as one HTML page: styles inside, pictures as data, prints as it looks. */
#include <sodium/utils.h>
#include <stdlib.h>

#include "base/limits.h"
#include "paper/doc_int.h"
#include "paper/xml.h"

static const char style[] =
    "body{margin:0;background:#eee;color:#000}"
    "main{background:#fff;box-sizing:border-box;margin:1em auto;padding:16mm}"
    ".plain{font:10.5pt/1.5 'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif}"
    ".official{font:16pt/1.75 FangSong,仿宋,'Noto Serif CJK SC',serif;padding:37mm 26mm 35mm 28mm}"
    "h1,h2,h3,h4,h5{line-height:1.4;margin:.6em 0 .3em}h1{text-align:center;font-size:1.7em}"
    "h2{font-size:1.35em}h3{font-size:1.15em}h4,h5{font-size:1em}"
    ".official h1{font-size:22pt}.official h2,.official h3,.official h4{font-size:1em;"
    "text-indent:2em}p{margin:0 0 .3em}.official p{margin:0}"
    ".red{color:#c7000b;font-weight:bold;font-size:36pt;text-align:center;line-height:1.3}"
    ".no{display:flex;justify-content:center}.no.two{justify-content:space-between}"
    ".rule{border:0;border-top:1.5pt solid #c7000b;margin:4mm 0 1.5em}"
    ".sub{text-align:center;color:#444}.item{padding-left:1.6em;text-indent:-1.5em}"
    "table{border-collapse:collapse;width:100%;margin:.3em 0;font-size:.9em;line-height:1.3}"
    "td,th{border:.5pt solid #444;padding:3pt;vertical-align:middle;white-space:pre-line;"
    "font-weight:normal}.bare td,.bare th{border:0}thead{display:table-header-group}"
    "tr{break-inside:avoid}.sign{margin:1em 0 1em auto;width:max-content;padding-right:4em;"
    "text-align:center;line-height:1.7}.seal{padding-top:1.5em;padding-bottom:1.5em}"
    ".imprint{border:solid #000;border-width:1pt 0;font-size:14pt;line-height:1.6}"
    ".imprint div{display:flex;justify-content:space-between;padding:0 1em}"
    ".imprint div+div{border-top:.7pt solid #000}figure{margin:.5em 0}img{max-width:100%}"
    ".mark{position:fixed;inset:0;display:flex;flex-wrap:wrap;gap:90px 60px;overflow:hidden;"
    "opacity:.09;pointer-events:none;transform:rotate(-26deg) scale(1.5);align-content:center;"
    "font-size:15pt;justify-content:center}"
    ".C{text-align:center}.E{text-align:right}.S{text-align:left}"
    "@media print{body{background:none}main{margin:0;padding:0;width:auto!important}}";

static const char *const align_class[] = {"S", "C", "E"};

static void put_element(struct buf *b, const char *tag, const char *text)
{
    buf_printf(b, "<%s>", tag);
    xml_text(b, text);
    buf_printf(b, "</%.*s>", (int)strcspn(tag, " "), tag);
}

static void put_data(struct buf *b, const char *type, const void *data, size_t len)
{
    size_t cap = sodium_base64_ENCODED_LEN(len, sodium_base64_VARIANT_ORIGINAL);
    char *text = malloc(cap);
    if (!text)
        abort();
    sodium_bin2base64(text, cap, data, len, sodium_base64_VARIANT_ORIGINAL);
    buf_printf(b, "data:%s;base64,", type);
    buf_text(b, text);
    free(text);
}

static enum outcome put_picture(struct buf *b, const struct picture *p, struct err *e)
{
    enum outcome o = OK;
    buf_printf(b, "<figure class=\"%s\"><img style=\"width:%.1fmm\" alt=\"", align_class[p->align],
               p->width_mm);
    xml_text(b, p->alt);
    buf_text(b, "\" src=\"");
    if (p->png) {
        put_data(b, "image/png", p->png, p->len);
    } else {
        /* As data: the names inside two drawings on one page would mix. */
        struct buf svg;
        buf_init(&svg, LIMIT_RESPONSE);
        o = picture_svg(p, &svg, e);
        put_data(b, "image/svg+xml", svg.data ? svg.data : "", svg.len);
        buf_fini(&svg);
    }
    buf_text(b, "\"/></figure>\n");
    return o;
}

static void put_runs(struct buf *b, const struct doc_text *t)
{
    for (const struct run *r = t->first; r; r = r->next) {
        buf_text(b, r->as.bold ? "<b>" : "");
        buf_text(b, r->as.italic ? "<i>" : "");
        buf_text(b, r->as.underline ? "<u>" : "");
        buf_text(b, r->as.small ? "<small>" : "");
        if (r->as.color)
            buf_printf(b, "<span style=\"color:#%06x\">", r->as.color);
        for (const char *s = r->text; *s; s += *s == '\n') {
            size_t n = strcspn(s, "\n");
            xml_text_n(b, s, n);
            s += n;
            buf_text(b, *s ? "<br/>" : "");
        }
        buf_text(b, r->as.color ? "</span>" : "");
        buf_text(b, r->as.small ? "</small>" : "");
        buf_text(b, r->as.underline ? "</u>" : "");
        buf_text(b, r->as.italic ? "</i>" : "");
        buf_text(b, r->as.bold ? "</b>" : "");
    }
}

static void put_text_block(struct buf *b, const struct doc_text *t)
{
    if (t->mark)
        buf_printf(b, "<p class=\"item\" style=\"margin-left:%dem\">", t->level * 2);
    else
        buf_printf(b, "<p class=\"%s\" style=\"text-indent:%gem\">", align_class[t->align],
                   t->indent);
    if (t->mark) {
        xml_text(b, t->mark);
        buf_text(b, "&#160;");
    }
    put_runs(b, t);
    buf_text(b, "</p>\n");
}

static enum outcome put_cell(struct buf *b, const struct doc_table *t, const struct cell *c,
                             bool is_head, struct err *e)
{
    enum doc_align align = c->as.is_own_align ? c->as.align : t->columns[c->column].align;
    enum outcome o = OK;
    buf_printf(b, "<%s class=\"%s\"", is_head ? "th" : "td", align_class[align]);
    if (c->as.across > 1)
        buf_printf(b, " colspan=\"%d\"", c->as.across);
    if (c->as.down > 1)
        buf_printf(b, " rowspan=\"%d\"", c->as.down);
    if (c->as.fill || c->as.color || c->as.bold)
        buf_printf(b, " style=\"%s", c->as.bold ? "font-weight:bold;" : "");
    if (c->as.fill)
        buf_printf(b, "background:#%06x;", c->as.fill);
    if (c->as.color)
        buf_printf(b, "color:#%06x", c->as.color);
    buf_text(b, c->as.fill || c->as.color || c->as.bold ? "\">" : ">");
    if (c->qr) {
        struct picture p = {.qr = c->qr, .alt = c->qr, .width_mm = c->qr_mm, .height_mm = c->qr_mm};
        o = put_picture(b, &p, e);
    } else {
        xml_text(b, c->as.text);
    }
    buf_text(b, is_head ? "</th>" : "</td>");
    return o;
}

static enum outcome put_table(struct buf *b, const struct doc_table *t, struct err *e)
{
    enum outcome o = OK;
    int at = 0;
    buf_printf(b, "<table%s><colgroup>", t->is_plain ? " class=\"bare\"" : "");
    for (int i = 0; i < t->columns_n; i++)
        buf_printf(b, "<col style=\"width:%.2f%%\"/>", t->columns[i].width * 100);
    buf_text(b, t->header_rows ? "</colgroup><thead>\n" : "</colgroup><tbody>\n");
    for (const struct row *r = t->first; r && o == OK; r = r->next, at++) {
        if (at == t->header_rows && at > 0)
            buf_text(b, "</thead><tbody>\n");
        if (r->min_mm > 0)
            buf_printf(b, "<tr style=\"height:%.1fmm\">", r->min_mm);
        else
            buf_text(b, "<tr>");
        for (const struct cell *c = r->first; c && o == OK; c = c->next)
            o = put_cell(b, t, c, at < t->header_rows, e);
        buf_text(b, "</tr>\n");
    }
    buf_text(b,
             at <= t->header_rows && t->header_rows ? "</thead></table>\n" : "</tbody></table>\n");
    return o;
}

static void put_title(struct buf *b, const struct doc_title *t)
{
    if (t->red_heading)
        put_element(b, "div class=\"red\"", t->red_heading);
    if (t->number || t->signer) {
        buf_printf(b, "<div class=\"no%s\"><span>", t->number && t->signer ? " two" : "");
        xml_text(b, t->number);
        buf_text(b, "</span><span>");
        xml_text(b, t->signer);
        buf_text(b, "</span></div>");
    }
    if (t->red_heading)
        buf_text(b, "<hr class=\"rule\"/>");
    if (t->title)
        put_element(b, "h1", t->title);
    if (t->subtitle)
        put_element(b, "p class=\"sub\"", t->subtitle);
    buf_char(b, '\n');
}

static void put_imprint(struct buf *b, const struct block *block)
{
    buf_text(b, "<div class=\"imprint\">");
    if (block->imprint.copies_to)
        put_element(b, "div", block->imprint.copies_to);
    buf_text(b, "<div>");
    put_element(b, "span", block->imprint.printed_by);
    put_element(b, "span", block->imprint.day);
    buf_text(b, "</div></div>\n");
}

static enum outcome put_block(struct buf *b, const struct block *block, struct err *e)
{
    char tag[8];
    switch (block->kind) {
    case BLOCK_TITLE:
        put_title(b, &block->title);
        break;
    case BLOCK_HEADING:
        snprintf(tag, sizeof tag, "h%d", block->heading.level + 1);
        put_element(b, tag, block->heading.text);
        break;
    case BLOCK_TEXT:
        put_text_block(b, &block->text);
        break;
    case BLOCK_TABLE:
        return put_table(b, &block->table, e);
    case BLOCK_PICTURE:
        return put_picture(b, &block->picture, e);
    case BLOCK_SIGNATURE:
        buf_printf(b, "<div class=\"sign%s\"><div>", block->signature.has_seal ? " seal" : "");
        xml_text(b, block->signature.who);
        buf_text(b, "</div><div>");
        xml_text(b, block->signature.day);
        buf_text(b, "</div></div>\n");
        break;
    case BLOCK_IMPRINT:
        put_imprint(b, block);
        break;
    case BLOCK_SPACE:
        buf_printf(b, "<div style=\"height:%.1fmm\"></div>\n", block->space_mm);
        break;
    case BLOCK_BREAK:
        buf_text(b, "<div style=\"break-after:page\"></div>\n");
        break;
    }
    return OK;
}

enum outcome doc_html(const struct doc *d, struct buf *out, struct err *e)
{
    bool is_zh = d->page.lang == LANG_ZH, is_official = d->page.look == DOC_OFFICIAL;
    enum outcome o = doc_check(d, e);
    buf_printf(out, "<!doctype html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"/><title>",
               is_zh ? "zh-CN" : "en");
    if (d->first && d->first->kind == BLOCK_TITLE)
        xml_text(out, d->first->title.title);
    buf_text(out, "</title><style>");
    buf_text(out, style);
    buf_printf(out, "@page{size:%.0fmm %.0fmm;margin:%.0fmm %.0fmm %.0fmm %.0fmm}",
               d->width / PT_PER_MM, d->height / PT_PER_MM, d->top / PT_PER_MM,
               d->right / PT_PER_MM, d->bottom / PT_PER_MM, d->left / PT_PER_MM);
    buf_printf(out, "</style></head><body><main class=\"%s\" style=\"width:%.0fmm\">\n",
               is_official ? "official" : "plain", d->width / PT_PER_MM);
    if (d->page.header)
        put_element(out, "p class=\"sub\"", d->page.header);
    for (const struct block *b = d->first; b && o == OK; b = b->next)
        o = put_block(out, b, e);
    if (d->page.footer)
        put_element(out, "p class=\"sub\"", d->page.footer);
    buf_text(out, "</main>");
    if (d->page.watermark) {
        buf_text(out, "<div class=\"mark\" aria-hidden=\"true\">");
        for (int i = 0; i < 60; i++)
            put_element(out, "span", d->page.watermark);
        buf_text(out, "</div>");
    }
    buf_text(out, "</body></html>\n");
    if (o == OK && buf_is_over(out))
        return err_set(e, TOO_LARGE, NULL, "document", "the document is too large",
                       "文档过大，请缩小范围");
    return o;
}
