/* YAML text into nodes with exact places. Works on parser events, so nothing is ever expanded:
 * anchors, aliases and tags are refused, which also ends every alias bomb. Knows no word of the
 * plan language. */
#include "plan/plan_int.h"

#include <libfyaml.h>

#include "base/text.h"

struct building {
    struct reader *r;
    struct plan_file *file;
    struct node *open[LIMIT_PLAN_DEPTH + 1];
    struct node *key[LIMIT_PLAN_DEPTH + 1]; /* waiting for its value */
    int depth;
    bool is_broken;
    struct buf text; /* of one value */
};

static struct node *node_new(struct building *b, enum node_kind kind, struct fy_event *event)
{
    struct node *n = arena_alloc(&b->r->scratch, sizeof *n);
    const struct fy_mark *mark = fy_event_start_mark(event);

    n->kind = kind;
    n->file = b->file;
    n->line = mark ? mark->line + 1 : 1;
    n->column = mark ? mark->column + 1 : 1;
    n->text = "";
    b->r->nodes_n++;
    return n;
}

static void node_append(struct node *parent, struct node *n)
{
    if (parent->last)
        parent->last->next = n;
    else
        parent->first = n;
    parent->last = n;
    parent->n++;
}

static void tell_double(struct building *b, const struct node *second, const struct node *first)
{
    mistake(b->r, second->key, "duplicate", "key \"%s\" stands twice here (first in line %d)",
            "键“%s”在此处重复（首次在第%d行）", second->key->text, first->line);
}

/* Finds the same key twice in one map; hashes when the map is long, so the cost stays linear. */
static void check_doubles(struct building *b, struct node *map)
{
    struct map seen;

    if (map->n <= 24) {
        for (struct node *n = map->first; n; n = n->next)
            for (struct node *o = map->first; o != n; o = o->next)
                if (text_same(o->key->text, n->key->text)) {
                    tell_double(b, n, o->key);
                    break;
                }
        return;
    }
    map_init(&seen);
    for (struct node *n = map->first; n; n = n->next) {
        struct node *old = map_find(&seen, n->key->text);
        if (old)
            tell_double(b, n, old);
        else
            map_put(&seen, n->key->text, n->key);
    }
    map_fini(&seen);
}

/* Hangs a finished or just opened node where it belongs. */
static void node_place(struct building *b, struct node *n)
{
    struct node *parent;

    if (b->depth == 0) {
        if (!b->file->root)
            b->file->root = n;
        return;
    }
    parent = b->open[b->depth - 1];
    if (parent->kind == NODE_LIST) {
        node_append(parent, n);
        return;
    }
    if (!b->key[b->depth - 1]) {
        if (n->kind != NODE_SCALAR) {
            mistake(b->r, n, "key_kind", "a key must be a plain word",
                    "键必须是一个词，不能是列表或映射");
            b->is_broken = true;
        }
        b->key[b->depth - 1] = n;
        return;
    }
    n->key = b->key[b->depth - 1];
    b->key[b->depth - 1] = NULL;
    node_append(parent, n);
}

static void refuse_marks(struct building *b, struct node *n, struct fy_token *anchor,
                         struct fy_token *tag)
{
    if (anchor)
        mistake(b->r, n, "anchor", "anchors (&name) are not part of the plan language",
                "预案语言不使用锚点（&名称）");
    if (tag)
        mistake(b->r, n, "tag", "tags (!name) are not part of the plan language",
                "预案语言不使用标签（!名称）");
}

static void open_node(struct building *b, struct fy_event *event, enum node_kind kind,
                      struct fy_token *anchor, struct fy_token *tag)
{
    struct node *n = node_new(b, kind, event);

    refuse_marks(b, n, anchor, tag);
    node_place(b, n);
    if (b->depth >= LIMIT_PLAN_DEPTH) {
        mistake(b->r, n, "depth", "nested deeper than %d levels", "嵌套超过%d层", LIMIT_PLAN_DEPTH);
        b->is_broken = true;
        return;
    }
    b->open[b->depth] = n;
    b->key[b->depth] = NULL;
    b->depth++;
}

/* Chunk by chunk: fy_token_get_text() of libfyaml 0.7.12 leaks when a value has many pieces, as
 * quotes written twice or folded lines make. */
static void read_text(struct building *b, struct node *n, struct fy_token *token)
{
    struct fy_token_iter *iter = fy_token_iter_create(token);
    const struct fy_iter_chunk *chunk = NULL;

    if (!iter)
        abort(); /* only out of memory */
    buf_clear(&b->text);
    while ((chunk = fy_token_iter_chunk_next(iter, chunk, NULL)))
        buf_put(&b->text, chunk->str, chunk->len);
    fy_token_iter_destroy(iter);
    if (buf_is_over(&b->text)) {
        mistake(b->r, n, "too_large", "a value has at most %d bytes", "一个值最多%d字节",
                LIMIT_PLAN_TEXT);
        return;
    }
    n->len = b->text.len;
    if (n->len)
        n->text = arena_text(&b->r->scratch, b->text.data, n->len);
}

static void add_scalar(struct building *b, struct fy_event *event)
{
    struct node *n = node_new(b, NODE_SCALAR, event);
    enum fy_scalar_style style = fy_token_scalar_style(event->scalar.value);

    read_text(b, n, event->scalar.value);
    n->quoted = style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED;
    n->block = style == FYSS_LITERAL || style == FYSS_FOLDED;
    refuse_marks(b, n, event->scalar.anchor, event->scalar.tag);
    if (memchr(n->text, 0, n->len) || !text_is_utf8(n->text, n->len) ||
        text_has_control(n->text, n->len))
        mistake(b->r, n, "control", "the text holds a control character", "文本含有控制字符");
    node_place(b, n);
}

/* Told and left out, with its key, so that nothing more is said of it. */
static void add_alias(struct building *b, struct fy_event *event)
{
    struct node *n = node_new(b, NODE_SCALAR, event);
    struct node *parent = b->depth ? b->open[b->depth - 1] : NULL;

    mistake(b->r, n, "anchor", "aliases (*name) are not part of the plan language; write it out",
            "预案语言不使用别名（*名称），请写全");
    if (parent && parent->kind == NODE_MAP)
        b->key[b->depth - 1] = b->key[b->depth - 1] ? NULL : n;
}

static void take_event(struct building *b, struct fy_event *event, int *documents)
{
    switch (event->type) {
    case FYET_DOCUMENT_START:
        if (++*documents > 1) {
            struct node at = *node_new(b, NODE_SCALAR, event);
            mistake(b->r, &at, "documents", "a file holds one document; remove this ---",
                    "一个文件只有一个文档，请去掉这里的 ---");
            b->is_broken = true;
        }
        break;
    case FYET_SCALAR:
        add_scalar(b, event);
        break;
    case FYET_ALIAS:
        add_alias(b, event);
        break;
    case FYET_SEQUENCE_START:
        open_node(b, event, NODE_LIST, event->sequence_start.anchor, event->sequence_start.tag);
        break;
    case FYET_MAPPING_START:
        open_node(b, event, NODE_MAP, event->mapping_start.anchor, event->mapping_start.tag);
        break;
    case FYET_MAPPING_END:
        check_doubles(b, b->open[b->depth - 1]);
        b->depth--;
        break;
    case FYET_SEQUENCE_END:
        b->depth--;
        break;
    default:
        break;
    }
}

/* The first byte that is not UTF-8, as line and column (columns count characters). */
static void tell_bad_utf8(struct reader *r, struct plan_file *file)
{
    struct node at = {.file = file, .line = 1, .column = 1};
    size_t start = 0, pos = 0;

    while (pos < file->len) {
        size_t step = 1;
        unsigned char c = (unsigned char)file->text[pos];
        if (c >= 0xC0)
            step = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
        if (pos + step > file->len || !text_is_utf8(file->text + pos, step))
            break;
        pos += step;
        if (c == '\n') {
            at.line++;
            start = pos;
        }
    }
    at.column = (int)text_chars(file->text + start, pos - start) + 1;
    mistake(r, &at, "utf8", "not UTF-8 text; save the file as UTF-8",
            "不是UTF-8文本，请将文件另存为UTF-8");
}

static void tell_syntax(struct building *b, struct fy_diag *diag)
{
    void *cursor = NULL;
    struct fy_diag_error *error = fy_diag_errors_iterate(diag, &cursor);
    struct node at = {.file = b->file, .line = 1, .column = 1};

    if (error && error->line > 0) {
        at.line = error->line;
        at.column = error->column;
    }
    mistake(b->r, &at, "yaml", "this is not YAML: %s", "不是合法的YAML：%s",
            error && error->msg ? error->msg : "?");
}

static void silent(struct fy_diag *diag, void *user, const char *text, size_t len)
{
    (void)diag, (void)user, (void)text, (void)len;
}

void node_read(struct reader *r, struct plan_file *file)
{
    struct building b = {.r = r, .file = file};
    struct fy_diag_cfg diag_cfg;
    struct fy_parse_cfg cfg = {.flags = FYPCF_QUIET | FYPCF_ALLOW_DUPLICATE_KEYS | FYPCF_JSON_NONE |
                                        FYPCF_COLLECT_DIAG};
    struct fy_parser *parser = NULL;
    struct fy_event *event;
    const char *text = file->text;
    size_t len = file->len;
    int documents = 0;

    if (!text_is_utf8(text, len)) {
        tell_bad_utf8(r, file);
        return;
    }
    if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        len -= 3;
    }
    buf_init(&b.text, LIMIT_PLAN_TEXT);
    fy_diag_cfg_default(&diag_cfg);
    diag_cfg.fp = NULL;
    diag_cfg.output_fn = silent;
    diag_cfg.colorize = false;
    cfg.diag = fy_diag_create(&diag_cfg);
    fy_diag_set_collect_errors(cfg.diag, true);
    parser = fy_parser_create(&cfg);
    if (!parser || fy_parser_set_string(parser, text, len) != 0)
        abort(); /* only out of memory */
    while (!b.is_broken && (event = fy_parser_parse(parser))) {
        take_event(&b, event, &documents);
        fy_parser_event_free(parser, event);
        if (r->nodes_n > LIMIT_PLAN_NODES) {
            struct node at = {.file = file, .line = 1, .column = 1};
            mistake(r, &at, "too_large", "the plan holds more than %d values", "预案的值超过%d个",
                    LIMIT_PLAN_NODES);
            b.is_broken = true;
        }
    }
    if (!b.is_broken && fy_parser_get_stream_error(parser)) {
        tell_syntax(&b, cfg.diag);
        b.is_broken = true;
    }
    if (b.is_broken)
        file->root = NULL;
    buf_fini(&b.text);
    fy_parser_destroy(parser);
    fy_diag_destroy(cfg.diag);
}

const struct node *node_get(const struct node *map, const char *key)
{
    if (!map || map->kind != NODE_MAP)
        return NULL;
    for (const struct node *n = map->first; n; n = n->next)
        if (text_same(n->key->text, key))
            return n;
    return NULL;
}

bool node_is(const struct node *n, const char *word)
{
    return n && n->kind == NODE_SCALAR && text_same(n->text, word);
}

bool node_is_null(const struct node *n)
{
    return !n || (n->kind == NODE_SCALAR && !n->quoted && !n->block &&
                  (n->len == 0 || text_same(n->text, "~") || text_same(n->text, "null")));
}

const struct node *item_first(const struct node *n)
{
    if (!n || n->kind == NODE_MAP || node_is_null(n))
        return NULL;
    return n->kind == NODE_LIST ? n->first : n;
}

const struct node *item_next(const struct node *list, const struct node *item)
{
    return list->kind == NODE_LIST ? item->next : NULL;
}

int item_count(const struct node *n)
{
    if (!n || n->kind == NODE_MAP || node_is_null(n))
        return 0;
    return n->kind == NODE_LIST ? n->n : 1;
}
