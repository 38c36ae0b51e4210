/* What editors and readers are told of the language, from the same tables the checker uses: a JSON
 * Schema (plan_schema) and the word tables of the reference page (plan_words). */
#include "plan/print.h"

#include "base/text.h"

static void put_ref(struct buf *out, enum section section)
{
    char ref[64];

    snprintf(ref, sizeof ref, "#/$defs/%s", section_row(section)->name);
    put_key_str(out, "$ref", ref);
}

static void put_enum(struct buf *out, const char *of)
{
    put_key(out, "enum");
    put_array(out);
    while (*of) {
        size_t len = strcspn(of, "|");
        put_text(out, of, len);
        of += len + (of[len] == '|');
    }
    put_end_array(out);
}

static void put_one_of(struct buf *out)
{
    put_key(out, "oneOf");
    put_array(out);
}

static void put_ref_object(struct buf *out, enum section section)
{
    put_object(out);
    put_ref(out, section);
    put_end_object(out);
}

static void put_types(struct buf *out, enum section section)
{
    const struct word *type = word_find(section, "type");
    char room[WORDS_ROOM];

    put_object(out);
    put_enum(out, word_of(type, room));
    put_end_object(out);
}

/* Values of a map of names, and their short forms. */
static void put_map_values(struct buf *out, const struct word *w)
{
    put_key_str(out, "type", "object");
    put_key(out, "propertyNames");
    put_object(out);
    put_key_str(out, "pattern",
                w->flags & LEVEL_NAMES ? "^([IVX]+|[a-z][a-z0-9_]{0,39})$"
                                       : "^[a-z][a-z0-9_]{0,39}$");
    put_end_object(out);
    put_key(out, "additionalProperties");
    put_object(out);
    if (w->shape == S_MAP) {
        put_ref(out, w->child);
    } else {
        put_one_of(out);
        put_ref_object(out, w->child);
        if (w->shape == S_FIELDS || w->shape == S_COLUMNS)
            put_types(out, w->child);
        else if (w->shape == S_STATES)
            put_raw(out, "{\"enum\":[\"initial\",\"final\",null]}", 33);
        else if (w->shape == S_CHECKLISTS) {
            put_object(out);
            put_key_str(out, "type", "array");
            put_key(out, "items");
            put_ref_object(out, W_ITEM);
            put_end_object(out);
        } else
            put_raw(out, "{\"type\":\"string\"}", 17);
        put_end_array(out);
    }
    put_end_object(out);
}

static void put_codes(struct buf *out)
{
    static const char text[] = "{\"type\":\"array\",\"items\":{\"type\":\"string\",\"pattern\":\"^["
                               "a-z][a-z0-9_]{0,39}$\"}}";

    put_one_of(out);
    put_raw(out, "{\"const\":\"items\"}", 17);
    put_raw(out, text, sizeof text - 1);
    put_object(out);
    put_key_str(out, "type", "object");
    put_key(out, "additionalProperties");
    put_object(out);
    buf_text(out, shape_row(S_LABEL)->schema);
    put_end_object(out);
    put_end_object(out);
    put_end_array(out);
}

static void put_verbs(struct buf *out)
{
    put_key_str(out, "type", "object");
    put_key(out, "additionalProperties");
    put_object(out);
    put_key_str(out, "type", "array");
    put_key(out, "items");
    put_object(out);
    put_key(out, "enum");
    put_array(out);
    for (int i = 0; i < VERBS; i++)
        put_str(out, verb_words[i]);
    put_end_array(out);
    put_end_object(out);
    put_end_object(out);
}

static void put_words_items(struct buf *out, const struct word *w)
{
    char room[WORDS_ROOM];
    put_key_str(out, "type", "array");
    put_key(out, "items");
    put_object(out);
    put_enum(out, word_of(w, room));
    put_end_object(out);
}

static void put_part_or(struct buf *out, const struct word *w, const char *other)
{
    put_one_of(out);
    put_ref_object(out, w->child);
    put_raw(out, other, strlen(other));
    put_end_array(out);
}

static void put_shape(struct buf *out, const struct word *w)
{
    char room[WORDS_ROOM];
    switch (w->shape) {
    case S_WORD:
        put_enum(out, word_of(w, room));
        break;
    case S_WORDS:
        put_words_items(out, w);
        break;
    case S_ONE:
        put_ref(out, w->child);
        break;
    case S_LIST:
        put_key_str(out, "type", "array");
        put_key(out, "items");
        put_ref_object(out, w->child);
        break;
    case S_MAP:
    case S_STATES:
    case S_FIELDS:
    case S_COLUMNS:
    case S_WINDOWS:
    case S_CHECKLISTS:
        put_map_values(out, w);
        break;
    case S_KEY:
        put_part_or(out, w, "{\"type\":\"string\"}");
        break;
    case S_SENSITIVE:
        put_part_or(out, w, "{\"const\":false}");
        break;
    case S_CODES:
        put_codes(out);
        break;
    case S_GRANTS:
        put_verbs(out);
        break;
    default:
        /* The row's text continues the object that is open. */
        buf_char(out, ',');
        buf_text(out, shape_row(w->shape)->schema);
        break;
    }
}

static void put_section(struct buf *out, enum section section)
{
    int n;
    const struct word *rows = word_rows(&n);
    bool has_required = false;

    put_key(out, section_row(section)->name);
    put_object(out);
    put_key_str(out, "description", section_row(section)->label.en);
    put_key_str(out, "type", "object");
    put_key_bool(out, "additionalProperties", false);
    put_key(out, "properties");
    put_object(out);
    for (int i = 0; i < n; i++) {
        if (rows[i].in != section || (rows[i].flags & NOT_YET))
            continue;
        put_key(out, rows[i].word);
        put_object(out);
        put_key_str(out, "description", rows[i].help.en);
        put_shape(out, &rows[i]);
        put_end_object(out);
        has_required |= rows[i].flags & REQUIRED;
    }
    put_end_object(out);
    if (has_required) {
        put_key(out, "required");
        put_array(out);
        for (int i = 0; i < n; i++)
            if (rows[i].in == section && (rows[i].flags & REQUIRED))
                put_str(out, rows[i].word);
        put_end_array(out);
    }
    put_end_object(out);
}

void plan_schema(struct buf *out)
{
    put_object(out);
    put_key_str(out, "$schema", "https://json-schema.org/draft/2020-12/schema");
    put_key_str(out, "title", "Lianfang plan");
    put_ref(out, W_PLAN);
    put_key(out, "$defs");
    put_object(out);
    for (int s = 0; s < SECTIONS; s++)
        put_section(out, (enum section)s);
    put_end_object(out);
    put_end_object(out);
}

/* ---- the reference ---- */

static void cell(struct buf *out, const char *text)
{
    for (; text && *text; text++) {
        if (*text == '|')
            buf_char(out, '\\');
        buf_char(out, *text == '\n' ? ' ' : *text);
    }
}

static void code_cell(struct buf *out, const char *text)
{
    if (!text)
        return;
    buf_char(out, '`');
    cell(out, text);
    buf_char(out, '`');
}

static void word_line(struct buf *out, const struct word *w, enum lang lang)
{
    char room[WORDS_ROOM];
    const char *of = word_of(w, room);
    buf_text(out, "| `");
    buf_text(out, w->word);
    buf_text(out, w->flags & REQUIRED ? "` * | " : "` | ");
    if (of)
        for (const char *s = of; *s;) {
            size_t len = strcspn(s, "|");
            buf_put(out, s, len);
            s += len + (s[len] == '|');
            buf_text(out, *s ? ", " : "");
        }
    else
        cell(out, label_text(&shape_row(w->shape)->label, lang));
    buf_text(out, " | ");
    cell(out, label_text(&w->help, lang));
    buf_text(out, " | ");
    code_cell(out, w->example);
    buf_text(out, " |\n");
}

static void section_words(struct buf *out, enum section section, enum lang lang)
{
    const struct section_row *row = section_row(section);
    int n;
    const struct word *rows = word_rows(&n);

    buf_text(out, "\n### ");
    buf_text(out, label_text(&row->label, lang));
    buf_text(out, "\n\n");
    if (*label_text(&row->help, lang)) {
        buf_text(out, label_text(&row->help, lang));
        buf_text(out, "\n\n");
    }
    buf_text(out, lang == LANG_ZH ? "| 键 | 值 | 含义 | 例 |\n|---|---|---|---|\n"
                                  : "| key | value | meaning | example |\n|---|---|---|---|\n");
    for (int i = 0; i < n; i++)
        if (rows[i].in == section && !(rows[i].flags & NOT_YET))
            word_line(out, &rows[i], lang);
}

static void func_words(struct buf *out, enum lang lang)
{
    int n;
    const struct func *rows = func_rows(&n);

    buf_text(out, lang == LANG_ZH ? "\n### 函数\n\n| 函数 | 含义 | 例 |\n|---|---|---|\n"
                                  : "\n### Functions\n\n| function | meaning | example |\n"
                                    "|---|---|---|\n");
    for (int i = 0; i < n; i++) {
        buf_text(out, "| `");
        buf_text(out, rows[i].name);
        buf_text(out, "` | ");
        cell(out, label_text(&rows[i].help, lang));
        buf_text(out, " | ");
        code_cell(out, rows[i].example);
        buf_text(out, " |\n");
    }
}

void plan_words(struct buf *out, enum lang lang)
{
    for (int s = 0; s < SECTIONS; s++)
        section_words(out, (enum section)s, lang);
    func_words(out, lang);
}
