/* An answer's JSON as people read it: rows as a table, one thing as name and value. */
#include "base/text.h"
#include "cli/cli_int.h"

#define COLUMNS_MAX 12
#define CELL_WIDEST 40

int table_width(const char *s)
{
    const char *end = s + strlen(s);
    int width = 0;
    while (s < end) {
        uint32_t code = text_next(&s, end);
        bool is_wide = (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) ||
                       (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) ||
                       (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) ||
                       (code >= 0x20000 && code <= 0x3fffd);
        width += is_wide ? 2 : 1;
    }
    return width;
}

/* A value on one line: the title of a reference, codes joined, anything deeper as JSON. */
static void cell(struct buf *out, json_t *value)
{
    if (!value || json_is_null(value))
        return;
    if (json_is_string(value)) {
        for (const char *s = json_string_value(value); *s; s++)
            buf_char(out, *s == '\n' || *s == '\t' ? ' ' : *s);
        return;
    }
    json_t *title = json_object_get(value, "title");
    if (title) {
        cell(out, title);
        return;
    }
    size_t i;
    json_t *item;
    bool flat = json_is_array(value);
    json_array_foreach(value, i, item) flat = flat && json_is_string(item);
    if (flat) {
        json_array_foreach(value, i, item)
        {
            buf_text(out, i ? "," : "");
            cell(out, item);
        }
        return;
    }
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    buf_text(out, text);
    free(text);
}

static void put_cell(FILE *to, const char *s, int width, bool is_last)
{
    const char *end = s + strlen(s);
    int used = 0;
    while (s < end) {
        const char *from = s;
        char one[8] = "";
        text_next(&s, end);
        memcpy(one, from, (size_t)(s - from));
        int w = table_width(one);
        if (used + w > width)
            break;
        used += w;
        fputs(one, to);
    }
    if (!is_last)
        fprintf(to, "%*s", width - used + 2, "");
}

/* Members of a record's "fields" stand beside its own. */
static json_t *flatten(json_t *row)
{
    static const char *const hidden[] = {"also",  "edition", "masked",     "may",
                                         "moves", "ledger",  "created_by", "changed_at"};
    json_t *fields = json_object_get(row, "fields");
    if (!json_is_object(fields))
        return json_incref(row);
    json_t *flat = json_copy(row);
    json_object_del(flat, "fields");
    for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
        json_object_del(flat, hidden[i]);
    json_object_update_missing(flat, fields);
    return flat;
}

static void print_rows(FILE *to, json_t *rows)
{
    const char *names[COLUMNS_MAX], *name;
    int widths[COLUMNS_MAX], n = 0;
    json_t *row, *value;
    size_t i;
    json_t *flat = json_array();
    struct buf text;
    buf_init(&text, 1 << 20);
    json_array_foreach(rows, i, row) json_array_append_new(flat, flatten(row));
    json_object_foreach(json_array_get(flat, 0), name, value)
    {
        if (n == COLUMNS_MAX)
            break;
        names[n] = name;
        widths[n++] = table_width(name);
    }
    for (int k = 0; k < n; k++)
        json_array_foreach(flat, i, row)
        {
            buf_clear(&text);
            cell(&text, json_object_get(row, names[k]));
            int width = text.data ? table_width(text.data) : 0;
            if (width > widths[k])
                widths[k] = width < CELL_WIDEST ? width : CELL_WIDEST;
        }
    for (int k = 0; k < n; k++)
        put_cell(to, names[k], widths[k], k == n - 1);
    fputc('\n', to);
    json_array_foreach(flat, i, row)
    {
        for (int k = 0; k < n; k++) {
            buf_clear(&text);
            buf_text(&text, "");
            cell(&text, json_object_get(row, names[k]));
            put_cell(to, text.data ? text.data : "", widths[k], k == n - 1);
        }
        fputc('\n', to);
    }
    buf_fini(&text);
    json_decref(flat);
}

static void print_one(FILE *to, json_t *answer)
{
    json_t *flat = flatten(answer), *value;
    const char *name;
    int width = 0;
    struct buf text;
    buf_init(&text, 1 << 20);
    json_object_foreach(flat, name, value) width =
        table_width(name) > width ? table_width(name) : width;
    json_object_foreach(flat, name, value)
    {
        buf_clear(&text);
        cell(&text, value);
        put_cell(to, name, width, false);
        fprintf(to, "%s\n", text.len ? text.data : "");
    }
    buf_fini(&text);
    json_decref(flat);
}

void table_print(FILE *to, json_t *answer, enum lang lang)
{
    json_t *rows = json_is_array(answer) ? answer : json_object_get(answer, "rows");
    if (json_is_array(rows) && json_is_object(json_array_get(rows, 0)))
        print_rows(to, rows);
    else if (json_is_array(rows) && !json_array_size(rows))
        fputs(lang == LANG_ZH ? "(没有)\n" : "(none)\n", to);
    else if (json_is_object(answer))
        print_one(to, answer);
    else if (answer)
        json_dumpf(answer, to, JSON_ENCODE_ANY | JSON_INDENT(2));
    json_t *next = json_object_get(answer, "next");
    if (json_is_string(next))
        fprintf(to, "… --after %s\n", json_string_value(next));
}
