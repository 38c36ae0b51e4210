/* Terms of records and queries, and the postings that wait for the index. See search.h; the index
 * itself is search_store.c. */
#include "base/limits.h"
#include "base/text.h"
#include "ledger/books_int.h"
#include "ledger/ledger_int.h"
#include "ledger/search_int.h"
#include "value/time.h"
#include "value/pinyin.h"

#define FLUSH_MS 15   /* of one slice: larger ones leave the index fewer pieces to merge */
#define TERM_CHARS 80 /* of one field: names, doors, short texts; not essays */

/* ---- terms --------------------------------------------------------------------------------------
 */

static bool is_word_char(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= 0xc0 && c < 0x2000);
}

static bool is_han(uint32_t c)
{
    return c >= 0x2e80 && !(c >= 0x3000 && c <= 0x303f) && c != 0xfeff;
}

static void put_lower(struct buf *b, uint32_t c)
{
    char utf8[4];
    if (c >= 'A' && c <= 'Z')
        c += 32;
    buf_put(b, utf8, text_encode(c, utf8));
}

/* Writes terms separated by blanks. For a query pairs stand for their characters. */
static void terms_of_text(struct buf *b, const char *s, size_t len, bool is_query)
{
    const char *end = s + len;
    uint32_t before = 0, last_han = 0;
    bool in_word = false, had_pair = false;
    for (int n = 0; s < end && n < TERM_CHARS; n++) {
        uint32_t c = text_next(&s, end);
        bool han = is_han(c), word = !han && is_word_char(c);
        if (in_word && !word)
            buf_char(b, ' ');
        if (is_query && last_han && !han && !had_pair)
            put_lower(b, last_han), buf_char(b, ' ');
        if (word) {
            put_lower(b, c);
        } else if (han) {
            if (!is_query)
                put_lower(b, c), buf_char(b, ' ');
            if (is_han(before) && before) {
                put_lower(b, before), put_lower(b, c), buf_char(b, ' ');
                had_pair = true;
            } else {
                had_pair = false;
            }
        }
        in_word = word;
        last_han = han ? c : 0;
        before = c;
    }
    if (in_word)
        buf_char(b, ' ');
    if (is_query && last_han && !had_pair)
        put_lower(b, last_han), buf_char(b, ' ');
}

static void terms_of_plate(struct buf *b, const char *s, size_t len)
{
    terms_of_text(b, s, len, false);
    for (size_t n = 4; n <= 5; n++)
        if (len > n)
            terms_of_text(b, s + len - n, n, false);
}

/* "zs zhangsan" for a name of two to six characters. */
#define NAME_BYTES 24
static void terms_of_sound(struct buf *b, const char *s, size_t len)
{
    size_t chars = text_chars(s, len);
    if (chars < 2 || chars > 6 || (unsigned char)s[0] < 0xE3)
        return;
    pinyin_put_initials(b, s, len);
    buf_char(b, ' ');
    pinyin_put(b, s, len);
    buf_char(b, ' ');
}

static bool is_searched(const struct ledger *l, const struct field *f)
{
    bool any = false;
    if (f->search)
        return true;
    for (int i = 0; i < l->fields_n; i++)
        any = any || l->fields[i].search;
    /* Nothing marked: what names the record in lists finds it too. */
    for (int i = 0; !any && i < l->title_n; i++)
        if (l->title[i] == f && (f->type == F_TEXT || f->type == F_PLATE) && f->seal == SEAL_NONE)
            return true;
    return false;
}

bool ledger_has_search(const struct ledger *l)
{
    if (l->key.is_set)
        return true;
    for (int i = 0; i < l->fields_n; i++)
        if (is_searched(l, &l->fields[i]))
            return true;
    return false;
}

static void terms_of_place(struct buf *b, int64_t place)
{
    int64_t written = 0;
    for (enum level v = LEVEL_STREET; place && v <= LEVEL_GRID; v++) {
        int64_t at = place_at(place, v);
        if (at != written && place_level(at) >= LEVEL_STREET)
            buf_printf(b, "@%llx ", (unsigned long long)at);
        written = at;
    }
}

void search_terms(struct buf *out, const struct record *r)
{
    for (int i = 0; i < r->ledger->fields_n; i++) {
        const struct field *f = &r->ledger->fields[i];
        struct value v = r->values[i];
        if (value_is_empty(v) || !is_searched(r->ledger, f))
            continue;
        if (f->seal != SEAL_NONE)
            buf_printf(out, "%s:%llx ", f->name, (unsigned long long)r->equal[i]);
        else if (f->sensitive.is || f->compartment)
            continue; /* a search must not tell what may not be read */
        else if (f->type == F_PLATE)
            terms_of_plate(out, v.s, v.len);
        else if (vtype_is_text(v.type))
            terms_of_text(out, v.s, v.len, false);
        if (f->type == F_TEXT && f->seal == SEAL_NONE && v.len <= NAME_BYTES)
            terms_of_sound(out, v.s, v.len);
    }
    if (r->key)
        terms_of_text(out, r->key, strlen(r->key), false);
    terms_of_place(out, r->place);
    for (int i = 0; i < 3; i++)
        terms_of_place(out, r->also[i]);
}

/* ---- what is asked
 * ---------------------------------------------------------------------------------- */

static void split(struct arena *a, const char *words, const char **ret, int *ret_n)
{
    while (*words && *ret_n < 24) {
        size_t n = strcspn(words, " ");
        if (n)
            ret[(*ret_n)++] = arena_text(a, words, n);
        words += n + (words[n] == ' ');
    }
}

static void add_sealed(struct search_asked *ask, struct arena *a, struct guard *g,
                       const struct plan *plan, const struct ledger *l, const char *text)
{
    struct type_rule rule = {
        .offset_s = plan->calendar.offset_s, .today = INT32_MAX, .lenient = true};
    for (int i = 0; i < l->fields_n && ask->alternatives < 4; i++) {
        const struct field *f = &l->fields[i];
        struct err ignored;
        struct value v;
        rule.name = f->name;
        if (f->seal == SEAL_NONE || f->compartment || !f->search ||
            !vtype_is_text(type_row(f->type)->vtype))
            continue;
        if (type_parse(&v, a, f->type, &rule, text, strlen(text), &ignored) != OK)
            continue;
        ask->terms[ask->alternatives][0] =
            arena_printf(a, "%s:%llx", f->name, (unsigned long long)record_sealed_hash(g, f, v));
        ask->n[ask->alternatives++] = 1;
    }
}

enum outcome search_ask(struct search_asked *ret, struct arena *a, struct guard *g,
                        const struct plan *plan, const struct ledger *l, const char *text,
                        int64_t under, struct err *e)
{
    struct buf b;
    *ret = (struct search_asked){0};
    if (!ledger_has_search(l))
        return err_set(e, REFUSED, "q", "no_search", "%s has nothing that can be searched",
                       "“%s”没有可搜索的字段", l->name);
    buf_init(&b, 1 << 14);
    char *tidy = arena_dup(a, text);
    size_t len = text_tidy(tidy, strlen(tidy));
    tidy[len] = '\0';
    terms_of_text(&b, tidy, len, true);
    if (b.len)
        split(a, b.data, ret->terms[ret->alternatives], &ret->n[ret->alternatives]);
    ret->alternatives += b.len > 0;
    buf_fini(&b);
    add_sealed(ret, a, g, plan, l, tidy);
    if (!ret->alternatives)
        return err_set(e, REFUSED, "q", "no_search", "write a name, a plate or a number",
                       "请输入姓名、车牌或号码");
    if (place_level(under) >= LEVEL_STREET && place_level(under) <= LEVEL_GRID)
        for (int i = 0; i < ret->alternatives; i++)
            if (ret->n[i] < 24)
                ret->terms[i][ret->n[i]++] = arena_printf(a, "@%llx", (unsigned long long)under);
    return OK;
}

/* ---- waiting
 * -------------------------------------------------------------------------------------- */

void search_new(struct search **ret)
{
    struct search *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    buf_init(&s->texts, SEARCH_TEXTS);
    *ret = s;
}

void search_free(struct search *s)
{
    if (!s)
        return;
    buf_fini(&s->texts);
    free(s->notes);
    free(s);
}

static void note_add(struct search *s, const struct ledger *l, int64_t record, const char *terms,
                     size_t len, bool replaces, int64_t seq)
{
    if (s->n == s->cap) {
        s->cap = s->cap ? s->cap * 2 : 1024;
        s->notes = realloc(s->notes, s->cap * sizeof *s->notes);
        if (!s->notes)
            abort();
    }
    struct note *n = &s->notes[s->n++];
    *n = (struct note){.record = record,
                       .seq = seq,
                       .text = s->texts.len,
                       .replaces = replaces,
                       .is_erased = !terms};
    search_table_name(n->table, l);
    if (terms)
        buf_put(&s->texts, terms, len);
    buf_put(&s->texts, "", 1);
}

enum outcome search_note(struct work *w, const struct record *before, const struct record *after,
                         int64_t seq, struct err *e)
{
    struct search *s = w->app->search;
    struct buf *now = &w->app->books->terms, *then = &w->app->books->old_terms;
    bool is_same = false;
    if (!ledger_has_search(after->ledger))
        return OK;
    buf_clear(now);
    search_terms(now, after);
    if (before) {
        buf_clear(then);
        search_terms(then, before);
        is_same = now->len == then->len && !memcmp(now->data, then->data, now->len);
    }
    if (is_same || now->len == 0)
        return OK;
    /* Full: the writer is far ahead of the index. Writing here keeps memory bounded. */
    if (s->texts.len + now->len + 1 > SEARCH_TEXTS - 4096)
        return search_write_one(w->db, after, now->data, before != NULL, e);
    note_add(s, after->ledger, after->id, now->data, now->len, before != NULL, seq);
    return OK;
}

void search_note_erased(struct app *app, const struct ledger *l, int64_t record, int64_t seq)
{
    if (ledger_has_search(l))
        note_add(app->search, l, record, NULL, 0, true, seq);
}

int64_t search_waiting(const struct search *s)
{
    return atomic_load(&s->waiting);
}

static void search_mark(void *arg)
{
    struct search *s = arg;
    s->mark_n = s->n;
    s->mark_text = s->texts.len;
    s->mark_taken = s->taken;
}

static void search_revert(void *arg)
{
    struct search *s = arg;
    s->n = s->mark_n;
    s->texts.len = s->mark_text;
    s->taken = s->mark_taken;
}

static void search_after(void *arg, bool committed)
{
    struct search *s = arg;
    if (committed) {
        s->done += s->taken;
        s->ready = s->n;
    } else {
        s->n = s->ready;
        s->texts.len = s->n ? s->ready_text : 0;
    }
    s->taken = 0;
    if (s->done == s->n) {
        s->done = s->n = s->ready = 0;
        buf_clear(&s->texts);
    }
    s->ready_text = s->texts.len;
    atomic_store(&s->waiting, (int64_t)(s->n - s->done));
}

void search_hooks(struct search *s, struct writer_hooks *ret)
{
    *ret = (struct writer_hooks){
        .mark = search_mark, .revert = search_revert, .after = search_after, .arg = s};
}

/* ---- slices ------------------------------------------------------------------------------------
 */

struct flush {
    struct write_job job;
    struct app *app;
};

static enum outcome flush_run(struct db *db, void *arg, struct err *e)
{
    return search_write(((struct flush *)arg)->app, db, FLUSH_MS, e);
}

static void flush_done(void *arg, enum outcome outcome, const struct err *e)
{
    struct flush *f = arg;
    struct search *s = f->app->search;
    (void)e;
    /* done() runs after the group's end, so what still waits is known. A failure is left for the
     * next tick. */
    if (outcome == OK && search_waiting(s) > 0) {
        writer_push(f->app->writer, &f->job);
        return;
    }
    atomic_store(&s->is_flushing, false);
    free(f);
}

void search_flush(struct app *app)
{
    struct search *s = app->search;
    bool no = false;
    if (search_waiting(s) == 0 || !atomic_compare_exchange_strong(&s->is_flushing, &no, true))
        return;
    struct flush *f = calloc(1, sizeof *f);
    if (!f)
        abort();
    *f = (struct flush){.job = {.run = flush_run, .done = flush_done, .arg = f, .is_slice = true},
                        .app = app};
    writer_push(app->writer, &f->job);
}
