/* Judges a file against the tables of words: unknown keys, keys not built yet, required keys,
 * names, and the kind of each value. Knows nothing of what the parts mean together. */
#include "plan/plan_int.h"

#include "base/text.h"
#include "value/time.h"

static void check_value(struct reader *r, const struct word *w, const struct node *n);

static void tell_shape(struct reader *r, const struct node *n, const char *what, enum shape shape)
{
    const struct label *label = &shape_row(shape)->label;

    /* Positions keep both languages on one list of arguments. */
    mistake(r, n, "kind_of_value", "%1$s must be %2$s%3$.0s", "%1$s应为%3$s%2$.0s", brief(r, what),
            label->en, label->zh);
}

static void tell_unknown(struct reader *r, enum section section, const struct node *key)
{
    struct near near = near_to(key->text);
    const struct section_row *row = section_row(section);
    const struct word *rows, *elsewhere = NULL;
    struct err *e;
    int n;

    rows = word_rows(&n);
    for (int i = 0; i < n; i++) {
        if (rows[i].in == section && !(rows[i].flags & NOT_YET))
            near_try(&near, rows[i].word);
        else if (!elsewhere && text_same(rows[i].word, key->text))
            elsewhere = &rows[i];
    }
    if (!elsewhere || (near.best && near.distance == 1)) { /* a slip is nearer than a wrong place */
        e = mistake(r, key, "unknown_key", "\"%1$s\" is not a key of %2$s%3$.0s",
                    "“%1$s”不是%3$s的键%2$.0s", brief(r, key->text), row->name, row->label.zh);
        near_suggest(e, &near);
        return;
    }
    mistake(r, key, "unknown_key", "\"%1$s\" is not a key of %2$s; it belongs to %4$s%3$.0s%5$.0s",
            "“%1$s”不是%3$s的键，它属于%5$s%2$.0s%4$.0s", brief(r, key->text), row->name,
            row->label.zh, section_row(elsewhere->in)->name, section_row(elsewhere->in)->label.zh);
}

static bool check_name(struct reader *r, const struct node *n, bool is_level)
{
    if (name_is_good(n->text, n->len, is_level))
        return true;
    mistake(r, n, "name",
            "\"%s\" is not a name: small letters, digits and _, a letter first, "
            "at most 40",
            "“%s”不能作名称：只用小写字母、数字和下划线，字母开头，最长40", brief(r, n->text));
    return false;
}

static bool is_scalar(const struct node *n)
{
    return n->kind == NODE_SCALAR && !node_is_null(n);
}

static void check_word(struct reader *r, const struct word *w, const struct node *n)
{
    struct near near;
    char one[64], room[WORDS_ROOM];
    const char *of = word_of(w, room);

    if (n->kind == NODE_SCALAR && words_hold(of, n->text, n->len))
        return;
    if (!is_scalar(n)) {
        tell_shape(r, n, w->word, w->shape);
        return;
    }
    near = near_to(n->text);
    struct err *e = mistake(r, n, "unknown_word", "\"%s\" is not one of: %s",
                            "“%s”不在可用的词之内：%s", brief(r, n->text), of);
    for (const char *s = of; *s;) {
        size_t len = strcspn(s, "|");
        char *kept;
        snprintf(one, sizeof one, "%.*s", (int)len, s);
        kept = arena_dup(&r->scratch, one);
        near_try(&near, kept);
        s += len + (s[len] == '|');
    }
    near_suggest(e, &near);
}

static void check_label(struct reader *r, const struct word *w, const struct node *n)
{
    if (is_scalar(n))
        return;
    if (n->kind != NODE_MAP) {
        tell_shape(r, n, w->word, S_LABEL);
        return;
    }
    for (const struct node *i = n->first; i; i = i->next) {
        if (!text_same(i->key->text, "zh") && !text_same(i->key->text, "en"))
            mistake(r, i->key, "unknown_key", "a label has zh and en, not \"%s\"",
                    "标签只有zh和en，没有“%s”", brief(r, i->key->text));
        else if (!is_scalar(i))
            tell_shape(r, i, i->key->text, S_TEXT);
    }
    if (!n->first)
        tell_shape(r, n, w->word, S_LABEL);
}

static bool check_dates(const struct node *n)
{
    int64_t a, b;
    const char *dots;

    if (n->kind != NODE_SCALAR)
        return false;
    dots = strstr(n->text, "..");
    if (!dots)
        return date_parse(n->text, n->len, false, &a);
    return date_parse(n->text, (size_t)(dots - n->text), false, &a) &&
           date_parse(dots + 2, n->len - (size_t)(dots + 2 - n->text), false, &b) && a <= b &&
           b - a <= 400;
}

/* A single value, by shape; false when it does not fit. */
static bool scalar_fits(enum shape shape, const struct node *n)
{
    int64_t x;

    switch (shape) {
    case S_FLAG:
        return node_is(n, "true") || node_is(n, "false");
    case S_INTEGER:
        return n->kind == NODE_SCALAR && text_int(n->text, n->len, &x);
    case S_DATE:
        return n->kind == NODE_SCALAR && date_parse(n->text, n->len, false, &x);
    case S_DURATION:
        return n->kind == NODE_SCALAR &&
               (duration_parse(n->text, n->len, &x) ||
                (text_starts(n->text, "std(") && n->text[n->len - 1] == ')'));
    case S_DATES:
        return check_dates(n);
    default:
        return is_scalar(n);
    }
}

static void check_items(struct reader *r, const struct word *w, const struct node *n)
{
    if (n->kind == NODE_MAP || node_is_null(n)) {
        tell_shape(r, n, w->word, w->shape);
        return;
    }
    for (const struct node *i = item_first(n); i; i = item_next(n, i)) {
        if (w->shape == S_WORDS)
            check_word(r, w, i);
        else if (!scalar_fits(w->shape, i))
            tell_shape(r, i, w->word, w->shape);
        else if (w->shape == S_NAMES)
            check_name(r, i, false);
    }
}

/* A map of names to parts, some of which have a short form. */
static void check_map(struct reader *r, const struct word *w, const struct node *n)
{
    struct word type = {.word = "type", .shape = S_WORD};

    if (n->kind != NODE_MAP) {
        tell_shape(r, n, w->word, w->shape);
        return;
    }
    for (const struct node *i = n->first; i; i = i->next) {
        if (!check_name(r, i->key, w->flags & LEVEL_NAMES))
            continue;
        if (i->kind == NODE_MAP) {
            word_check(r, w->child, i);
            continue;
        }
        if (w->shape == S_STATES &&
            (node_is_null(i) || node_is(i, "initial") || node_is(i, "final")))
            continue;
        if (w->shape == S_CHECKLISTS && i->kind == NODE_LIST) {
            check_value(r, word_find(W_CHECKLIST, "items"), i);
            continue;
        }
        if (w->shape == S_WINDOWS && is_scalar(i))
            continue; /* read_head() judges it */
        if ((w->shape == S_FIELDS || w->shape == S_COLUMNS) && is_scalar(i)) {
            type.of = word_find(w->child, "type")->of;
            type.types = word_find(w->child, "type")->types;
            check_word(r, &type, i);
            continue;
        }
        if (w->shape == S_MAP && node_is_null(i)) {
            word_check(r, w->child, i); /* tells what is missing */
            continue;
        }
        tell_shape(r, i, i->key->text, w->shape == S_MAP ? S_ONE : w->shape);
    }
}

static void check_list(struct reader *r, const struct word *w, const struct node *n)
{
    if (n->kind != NODE_LIST) {
        tell_shape(r, n, w->word, S_LIST);
        return;
    }
    for (const struct node *i = n->first; i; i = i->next) {
        if (i->kind == NODE_MAP)
            word_check(r, w->child, i);
        else
            tell_shape(r, i, w->word, S_LIST);
    }
}

static void check_codes(struct reader *r, const struct word *w, const struct node *n)
{
    static const struct word label = {.word = "label", .shape = S_LABEL};

    if (n->kind == NODE_LIST)
        for (const struct node *i = n->first; i; i = i->next) {
            if (i->kind == NODE_SCALAR)
                check_name(r, i, false);
            else
                tell_shape(r, i, w->word, S_CODES);
        }
    else if (n->kind == NODE_MAP)
        for (const struct node *i = n->first; i; i = i->next) {
            check_name(r, i->key, false);
            if (!node_is_null(i))
                check_label(r, &label, i);
        }
    else if (!node_is(n, "items"))
        tell_shape(r, n, w->word, S_CODES);
}

static void check_values(struct reader *r, const struct word *w, const struct node *n)
{
    if (n->kind != NODE_MAP) {
        tell_shape(r, n, w->word, w->shape);
        return;
    }
    for (const struct node *i = n->first; i; i = i->next) {
        bool fits = is_scalar(i);
        check_name(r, i->key, false);
        if (w->shape == S_SEES)
            fits = node_is(i, "true") || node_is(i, "false") || node_is(i, "purpose");
        if (w->shape == S_VALUES)
            fits = i->kind != NODE_MAP; /* a list of codes may stand in with and set */
        if (!fits)
            tell_shape(r, i, i->key->text, w->shape);
    }
}

static void check_packs(struct reader *r, const struct word *w, const struct node *n)
{
    int64_t size;

    if (n->kind != NODE_MAP) {
        tell_shape(r, n, w->word, w->shape);
        return;
    }
    for (const struct node *i = n->first; i; i = i->next) {
        bool fits = is_scalar(i);
        if (w->shape == S_FACTORS) {
            check_name(r, i->key, false);
            fits = fits && decimal_parse(i->text, i->len, 6, &size) && size > 0;
        } else {
            fits = fits && text_int(i->text, i->len, &size) && size > 1 && size <= PACK_MAX &&
                   i->key->len <= 24;
        }
        if (!fits)
            tell_shape(r, i, i->key->text, w->shape);
    }
}

static void check_grants(struct reader *r, const struct word *w, const struct node *n)
{
    static const struct word verb = {
        .word = "grants", .shape = S_WORDS, .of = verb_list};

    if (n->kind != NODE_MAP) {
        tell_shape(r, n, w->word, S_GRANTS);
        return;
    }
    for (const struct node *i = n->first; i; i = i->next) {
        if (!text_starts(i->key->text, "member of "))
            check_name(r, i->key, false);
        check_items(r, &verb, i);
    }
}

static void check_of_kinds(struct reader *r, const struct word *w, const struct node *n)
{
    static const struct word kinds = {.word = "kind", .shape = S_NAMES};

    if (n->kind != NODE_MAP || !n->first || n->n != 1 || !text_same(n->first->key->text, "kind")) {
        tell_shape(r, n, w->word, S_OF_KINDS);
        return;
    }
    check_items(r, &kinds, n->first);
}

static void check_part(struct reader *r, const struct word *w, const struct node *n)
{
    if (n->kind == NODE_MAP)
        word_check(r, w->child, n);
    else if (w->shape == S_KEY && is_scalar(n))
        return;
    else if (w->shape == S_SENSITIVE && node_is(n, "false"))
        return;
    else
        tell_shape(r, n, w->word, w->shape);
}

static void check_value(struct reader *r, const struct word *w, const struct node *n)
{
    switch (w->shape) {
    case S_NAME:
        if (is_scalar(n))
            check_name(r, n, false);
        else
            tell_shape(r, n, w->word, w->shape);
        return;
    case S_NAMES:
    case S_TEXTS:
    case S_EXPRS:
    case S_WORDS:
    case S_DATES:
        check_items(r, w, n);
        return;
    case S_LABEL:
        check_label(r, w, n);
        return;
    case S_WORD:
        check_word(r, w, n);
        return;
    case S_ONE:
    case S_KEY:
    case S_SENSITIVE:
        check_part(r, w, n);
        return;
    case S_LIST:
        check_list(r, w, n);
        return;
    case S_MAP:
    case S_STATES:
    case S_FIELDS:
    case S_COLUMNS:
    case S_WINDOWS:
    case S_CHECKLISTS:
        check_map(r, w, n);
        return;
    case S_VALUES:
    case S_SEES:
        check_values(r, w, n);
        return;
    case S_PACKS:
    case S_FACTORS:
        check_packs(r, w, n);
        return;
    case S_CODES:
        check_codes(r, w, n);
        return;
    case S_GRANTS:
        check_grants(r, w, n);
        return;
    case S_OF_KINDS:
        check_of_kinds(r, w, n);
        return;
    case S_ROWS:
        if (n->kind != NODE_LIST)
            tell_shape(r, n, w->word, w->shape);
        return;
    case S_FIELDS_OR_FLAG:
        if (n->kind == NODE_SCALAR && word_index(door_words, 4, n->text) > 0)
            mistake(r, n, "kind_of_value", "write add: true, by: %s", "写成add: true, by: %s",
                    n->text);
        else if (!node_is(n, "true") && n->kind != NODE_LIST)
            tell_shape(r, n, w->word, w->shape);
        return;
    case S_DEFAULT:
        if (!is_scalar(n) && n->kind != NODE_LIST)
            tell_shape(r, n, w->word, w->shape);
        return;
    default:
        if (!scalar_fits(w->shape, n))
            tell_shape(r, n, w->word, w->shape);
        return;
    }
}

static void check_required(struct reader *r, enum section section, const struct node *map)
{
    int n;
    const struct word *rows = word_rows(&n);

    for (int i = 0; i < n; i++) {
        const struct word *w = &rows[i];
        if (w->in != section || !(w->flags & REQUIRED) || node_get(map, w->word))
            continue;
        mistake(r, map->key ? map->key : map, "required_key",
                "%1$s lacks \"%3$s\": %4$s%2$.0s%5$.0s", "%2$s缺少“%3$s”：%5$s%1$.0s%4$.0s",
                map->key ? brief(r, map->key->text) : section_row(section)->name,
                map->key ? brief(r, map->key->text) : section_row(section)->label.zh, w->word,
                w->help.en, w->help.zh);
    }
}

void word_check(struct reader *r, enum section section, const struct node *map)
{
    if (map->kind == NODE_MAP)
        for (const struct node *n = map->first; n; n = n->next) {
            const struct word *w = word_find(section, n->key->text);
            if (!w)
                tell_unknown(r, section, n->key);
            else if (w->flags & NOT_YET)
                mistake(r, n->key, "not_yet", "\"%s\" is not built yet", "“%s”尚未实现",
                        n->key->text);
            else if ((w->flags & HEAD) && !map->file->is_head)
                mistake(r, n->key, "head_only",
                        "\"%s\" belongs in the plan's own file, not in a module",
                        "“%s”应写在预案本身的文件里，不在模块中", n->key->text);
            else
                check_value(r, w, n);
        }
    check_required(r, section, map);
}
