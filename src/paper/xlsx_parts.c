/* The parts of an XLSX beside its sheets: workbook, relations, styles, shared strings, and the
 * merged ranges, which stand behind the rows they concern. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "paper/xlsx_int.h"

static void *grow(void *list, size_t *cap, size_t size)
{
    *cap = *cap ? *cap * 2 : 256;
    list = realloc(list, *cap * size);
    if (!list)
        abort();
    return list;
}

static enum outcome read_part(struct xlsx_book *x, const char *name, XML_StartElementHandler start,
                              XML_EndElementHandler end, XML_CharacterDataHandler text,
                              struct err *e)
{
    struct part p;
    enum outcome o = part_open(&p, x, name, e);
    if (o != OK)
        return o;
    XML_SetElementHandler(p.parser, start, end);
    XML_SetCharacterDataHandler(p.parser, text);
    while (o == OK && !p.is_end)
        o = part_feed(&p, e);
    part_close(&p);
    return o;
}

static int number_of(const char *s, int absent)
{
    int64_t n;
    return s && text_int(s, strlen(s), &n) && n >= 0 && n < 1 << 30 ? (int)n : absent;
}

static bool flag_of(const char *s)
{
    return s && (strcmp(s, "1") == 0 || strcmp(s, "true") == 0);
}

/* ---- workbook and relations ---- */

static void XMLCALL workbook_start(void *arg, const XML_Char *name, const XML_Char **a)
{
    struct xlsx_book *x = ((struct part *)arg)->x;
    name = xml_local(name);
    if (strcmp(name, "workbookPr") == 0)
        x->is_1904 = flag_of(xml_attribute(a, "date1904"));
    if (strcmp(name, "sheet") != 0 || x->sheets_n == (int)(sizeof x->sheets / sizeof *x->sheets))
        return;
    struct sheet *s = &x->sheets[x->sheets_n++];
    const char *label = xml_attribute(a, "name"), *state = xml_attribute(a, "state");
    s->name = arena_dup(&x->arena, label ? label : "");
    s->is_hidden = state && strcmp(state, "visible") != 0;
    for (; a[0]; a += 2)
        if (strcmp(xml_local(a[0]), "id") == 0 && strchr(a[0], ':'))
            s->rel = arena_dup(&x->arena, a[1]);
}

static void XMLCALL relations_start(void *arg, const XML_Char *name, const XML_Char **a)
{
    struct xlsx_book *x = ((struct part *)arg)->x;
    const char *id = xml_attribute(a, "Id"), *target = xml_attribute(a, "Target");
    const char *type = xml_attribute(a, "Type");
    if (strcmp(xml_local(name), "Relationship") != 0 || !id || !target || strlen(target) > 200)
        return;
    bool is_sheet = type && strstr(type, "/worksheet");
    for (int i = 0; is_sheet && i < x->sheets_n; i++)
        if (x->sheets[i].rel && strcmp(x->sheets[i].rel, id) == 0)
            x->sheets[i].path = target[0] == '/' ? arena_dup(&x->arena, target + 1)
                                                 : arena_printf(&x->arena, "xl/%s", target);
}

/* ---- styles ---- */

static void XMLCALL styles_start(void *arg, const XML_Char *name, const XML_Char **a)
{
    struct xlsx_book *x = ((struct part *)arg)->x;
    name = xml_local(name);
    if (strcmp(name, "numFmt") == 0 && x->now.n < LIMIT_CSV_COLUMNS) {
        /* While styles are read the row's cells hold the codes: number and text. */
        const char *code = xml_attribute(a, "formatCode");
        x->now.starts[x->now.n] = (size_t)number_of(xml_attribute(a, "numFmtId"), 0);
        x->now.cells[x->now.n++].s = arena_dup(&x->arena, code ? code : "");
    } else if (strcmp(name, "cellXfs") == 0) {
        x->now.takes = true;
    } else if (strcmp(name, "xf") == 0 && x->now.takes && x->forms_n < 1 << 17) {
        int number = number_of(xml_attribute(a, "numFmtId"), 0);
        const char *code = NULL;
        for (int i = 0; i < x->now.n; i++)
            if (x->now.starts[i] == (size_t)number)
                code = x->now.cells[i].s;
        if (x->forms_n == x->forms_cap)
            x->forms = grow(x->forms, &x->forms_cap, 1);
        x->forms[x->forms_n++] = (uint8_t)xlsx_form_of(number, code);
    }
}

static void XMLCALL styles_end(void *arg, const XML_Char *name)
{
    struct xlsx_book *x = ((struct part *)arg)->x;
    if (strcmp(xml_local(name), "cellXfs") == 0)
        x->now.takes = false;
}

/* ---- shared strings ---- */

static void XMLCALL strings_start(void *arg, const XML_Char *name, const XML_Char **a)
{
    struct xlsx_book *x = ((struct part *)arg)->x;
    name = xml_local(name);
    if (strcmp(name, "si") == 0) {
        if (x->strings_n == x->strings_cap)
            x->strings = grow(x->strings, &x->strings_cap, sizeof *x->strings);
        x->strings[x->strings_n++] = x->pool.len;
    } else if (strcmp(name, "rPh") == 0) {
        x->now.phonetic++;
    }
    x->now.takes = strcmp(name, "t") == 0 && x->now.phonetic == 0;
}

static void XMLCALL strings_end(void *arg, const XML_Char *name)
{
    struct xlsx_book *x = ((struct part *)arg)->x;
    name = xml_local(name);
    x->now.takes = false;
    if (strcmp(name, "rPh") == 0)
        x->now.phonetic--;
    else if (strcmp(name, "si") == 0)
        buf_char(&x->pool, '\0');
    if (buf_is_over(&x->pool))
        XML_StopParser(((struct part *)arg)->parser, XML_FALSE);
}

static void XMLCALL strings_text(void *arg, const XML_Char *s, int len)
{
    struct xlsx_book *x = ((struct part *)arg)->x;
    if (x->now.takes)
        buf_put(&x->pool, s, (size_t)len);
}

static enum outcome optional(enum outcome o)
{
    return o == NOT_FOUND ? OK : o;
}

static void start_over(struct xlsx_book *x)
{
    x->now.n = 0;
    x->now.takes = false;
    x->now.phonetic = 0;
}

enum outcome xlsx_read_parts(struct xlsx_book *x, struct err *e)
{
    enum outcome o = read_part(x, "xl/workbook.xml", workbook_start, NULL, NULL, e);
    if (o == OK)
        o = read_part(x, "xl/_rels/workbook.xml.rels", relations_start, NULL, NULL, e);
    if (o == NOT_FOUND)
        return e->outcome = REFUSED;
    start_over(x);
    if (o == OK)
        o = optional(read_part(x, "xl/styles.xml", styles_start, styles_end, NULL, e));
    start_over(x);
    if (o == OK)
        o = optional(
            read_part(x, "xl/sharedStrings.xml", strings_start, strings_end, strings_text, e));
    start_over(x);
    if (buf_is_over(&x->pool))
        return err_set(e, TOO_LARGE, NULL, "xlsx_strings", "the spreadsheet has too much text",
                       "表格中的文字过多，请拆分后再上传");
    return o;
}

/* ---- merged ranges ---- */

/* "B12": false when it is not that. */
static bool read_ref(const char **s, int *row, int *column)
{
    int c = 0, r = 0;
    for (; **s >= 'A' && **s <= 'Z' && c < 20000; ++*s)
        c = c * 26 + (**s - 'A' + 1);
    for (; **s >= '0' && **s <= '9' && r < 20000000; ++*s)
        r = r * 10 + (**s - '0');
    *row = r;
    *column = c - 1;
    return c > 0 && r > 0;
}

static void note_merge(struct xlsx_book *x, const char *ref)
{
    int row, column, last, last_column;
    if (!read_ref(&ref, &row, &column) || *ref++ != ':' || !read_ref(&ref, &last, &last_column) ||
        last <= row || column >= LIMIT_CSV_COLUMNS || x->merges_n >= 1000000)
        return;
    if (x->merges_n == x->merges_cap)
        x->merges = grow(x->merges, &x->merges_cap, sizeof *x->merges);
    x->merges[x->merges_n++] = (struct merge){row, last, column};
}

static int by_row(const void *a, const void *b)
{
    const struct merge *p = a, *q = b;
    return (p->row > q->row) - (p->row < q->row);
}

/* A search for the tag is enough, and quicker than parsing the sheet twice: "<" cannot stand in a
 * text. TAIL bytes of a block are looked at again with the next one, a tag being shorter. */
#define TAIL 120
enum outcome xlsx_read_merges(struct xlsx_book *x, const char *path, struct err *e)
{
    static const char tag[] = "mergeCell ";
    struct part p;
    size_t room = 1 << 18, len = 0;
    char *block = malloc(room + 1);
    zip_int64_t n = 1;
    if (!block)
        abort();
    enum outcome o = part_open(&p, x, path, e);
    while (o == OK && n > 0) {
        n = part_bytes(&p, block + len, room - len, e);
        if (n < 0) {
            o = REFUSED;
            break;
        }
        len += (size_t)n;
        block[len] = '\0';
        char *end = block + (n > 0 && len > TAIL ? len - TAIL : n > 0 ? 0 : len), *at = block;
        while (at < end && (at = memmem(at, len - (size_t)(at - block), tag, sizeof tag - 1)) &&
               at < end) {
            char *ref = strstr(at, "ref=\"");
            if (at > block && (at[-1] == '<' || at[-1] == ':') && ref && ref - at < TAIL)
                note_merge(x, ref + 5);
            at += sizeof tag - 1;
        }
        /* One byte more than is looked at again: what stands in front of a tag. */
        size_t from = end > block ? (size_t)(end - block) - 1 : 0;
        memmove(block, block + from, len - from);
        len -= from;
    }
    part_close(&p);
    free(block);
    if (x->merges_n)
        qsort(x->merges, x->merges_n, sizeof *x->merges, by_row);
    return o;
}
