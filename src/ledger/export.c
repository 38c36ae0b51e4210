/* Writing an export. See export.h. The loop over rows asks nothing and allocates nothing: names of
 * places are kept, seals are opened only where the whole column may be read. */
#include "base/limits.h"
#include "base/text.h"
#include "ledger/export_int.h"
#include "ledger/list.h"
#include "ledger/show.h"
#include "place/place.h"
#include "value/time.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define WRITE_BLOCK (1u << 18)

/* ---- columns
 * ------------------------------------------------------------------------------------- */

static void choose_columns(struct exporting *x)
{
    struct call *c = x->way.call;
    const struct ledger *l = x->way.ledger;
    bool states_purpose = call_states_purpose(c);
    x->way.columns = arena_alloc(c->arena, sizeof *x->way.columns * (size_t)(l->fields_n + 1));
    for (int i = 0; i < l->fields_n; i++) {
        const struct field *f = &l->fields[i];
        bool is_secret = f->seal != SEAL_NONE || f->sensitive.is;
        enum sight sight = guard_sight(c->actor, f, NULL, c->db);
        if (sight == SIGHT_NONE)
            continue;
        if (is_secret && !states_purpose)
            sight = SIGHT_MASKED;
        x->reveals = x->reveals || (is_secret && sight == SIGHT_FULL);
        x->way.columns[x->way.columns_n++] = (struct export_column){
            .field = f,
            .sight = sight,
            .by_key = f->type == F_REF && f->to && f->to->key.is_set && sight == SIGHT_FULL};
    }
}

/* ---- cells
 * --------------------------------------------------------------------------------------- */

enum outcome export_place(struct exporting *x, int64_t id, const char **ret, struct err *e)
{
    struct call *c = x->way.call;
    struct place p;
    int64_t at;
    if (intmap_find(&x->places, id, &at)) {
        *ret = x->names[at];
        return OK;
    }
    /* Another connection's business while a query is open: both drivers allow it. */
    enum outcome o = place_get(&p, c->arena, c->db, id, e);
    if (o != OK && o != NOT_FOUND)
        return o;
    if (x->names_n == x->names_cap) {
        x->names_cap = x->names_cap ? x->names_cap * 2 : 256;
        x->names = realloc(x->names, sizeof *x->names * x->names_cap);
        if (!x->names)
            abort();
    }
    *ret = o == OK ? arena_dup(c->arena, p.name) : "";
    x->names[x->names_n] = *ret;
    intmap_put(&x->places, id, (int64_t)x->names_n++);
    return OK;
}

enum outcome export_value(struct exporting *x, struct query *q, int column, const struct field *f,
                          struct value *ret, struct err *e)
{
    enum vtype type = type_row(f->type)->vtype;
    size_t len;
    if (f->seal != SEAL_NONE) {
        struct record r = {.ledger = x->way.ledger, .key_no = query_int(q, EX_KEY_NO)};
        struct value one[LIMIT_FIELDS];
        const void *p = query_blob(q, column, &len);
        one[f->index] = value_blob(p, len);
        r.values = one;
        return record_plain(x->way.call->app->guard, &x->cells, &r, f, ret, e);
    }
    if (!vtype_is_text(type)) {
        *ret = value_int(type, query_int(q, column));
        return OK;
    }
    const char *s = query_text(q, column, &len);
    *ret = value_text_n(type, s, len);
    return OK;
}

static void put_number_cell(struct csv_writer *w, const char *prefix, int64_t id)
{
    char text[32];
    int n = snprintf(text, sizeof text, "%s%lld", prefix, (long long)id);
    csv_cell_plain(w, text, (size_t)n);
}

static enum outcome csv_field(struct exporting *x, struct query *q, int column,
                              const struct export_column *c, struct buf *text, struct err *e)
{
    struct csv_writer *w = &x->csv;
    const struct field *f = c->field;
    const char *s;
    size_t len;
    struct value v;
    if (query_is_null(q, column)) {
        csv_cell_plain(w, "", 0);
        return OK;
    }
    if (c->sight != SIGHT_FULL) {
        csv_cell_plain(w, x->mask, query_int(q, column) ? strlen(x->mask) : 0);
        return OK;
    }
    if (c->by_key) {
        s = query_text(q, column, &len);
        csv_cell(w, s, len);
        return OK;
    }
    if (f->type == F_PLACE) {
        enum outcome o = export_place(x, query_int(q, column), &s, e);
        csv_cell(w, s, o == OK ? strlen(s) : 0);
        return o;
    }
    if (f->type == F_REF || f->type == F_USER) {
        /* Nineteen digits: the ' keeps a spreadsheet from rounding them. */
        put_number_cell(w, "'", query_int(q, column));
        return OK;
    }
    enum outcome o = export_value(x, q, column, f, &v, e);
    if (o != OK)
        return o;
    buf_clear(text);
    value_print(text, x->way.call->plan, f, v, x->way.call->lang);
    if (vtype_is_text(v.type))
        csv_cell(w, text->data ? text->data : "", text->len);
    else
        csv_cell_plain(w, text->data ? text->data : "", text->len);
    return OK;
}

void export_note(struct exporting *x, int64_t id)
{
    if (!x->reveals)
        return;
    if (x->ids_n == x->ids_cap) {
        x->ids_cap = x->ids_cap ? x->ids_cap * 2 : 1024;
        x->ids = realloc(x->ids, sizeof *x->ids * x->ids_cap);
        if (!x->ids)
            abort();
    }
    x->ids[x->ids_n++] = id;
}

const char *export_state(const struct exporting *x, struct query *q)
{
    const struct ledger *l = x->way.ledger;
    size_t len;
    const char *name = query_text(q, EX_STATE, &len);
    int state = name ? ledger_state(l, name) : -1;
    return state < 0 ? name : label_text(&l->states[state].label, x->way.call->lang);
}

static enum outcome csv_row_out(void *arg, struct query *q, struct err *e)
{
    struct exporting *x = arg;
    struct csv_writer *w = &x->csv;
    const char *s;
    char moment[40];
    size_t len;
    struct buf text;
    enum outcome o = OK;
    x->rows++;
    export_note(x, query_int(q, EX_ID));
    put_number_cell(w, "'", query_int(q, EX_ID));
    s = query_text(q, EX_KEY, &len);
    csv_cell(w, s ? s : "", s ? len : 0);
    s = export_state(x, q);
    csv_cell(w, s, strlen(s));
    buf_init(&text, LIMIT_BODY);
    for (int i = 0; o == OK && i < x->way.columns_n; i++)
        o = csv_field(x, q, EX_FIRST + i, &x->way.columns[i], &text, e);
    buf_fini(&text);
    if (o != OK)
        return o;
    len = datetime_print(query_int(q, EX_CREATED), x->way.call->plan->calendar.offset_s, moment);
    csv_cell_plain(w, moment, len);
    len =
        query_is_null(q, EX_CLOSED)
            ? 0
            : datetime_print(query_int(q, EX_CLOSED), x->way.call->plan->calendar.offset_s, moment);
    csv_cell_plain(w, moment, len);
    put_number_cell(w, "", query_int(q, EX_REV));
    arena_clear(&x->cells);
    return csv_end_row(w, e);
}

static enum outcome csv_header(struct exporting *x, struct err *e)
{
    static const struct label head[] = {{"记录号", "Id"}, {"编号", "Number"}, {"状态", "State"}};
    static const struct label tail[] = {
        {"登记时间", "Recorded"}, {"终结时间", "Closed"}, {"版本", "Revision"}};
    enum lang lang = x->way.call->lang;
    for (int i = 0; i < 3; i++)
        csv_cell(&x->csv, label_text(&head[i], lang), strlen(label_text(&head[i], lang)));
    for (int i = 0; i < x->way.columns_n; i++) {
        const struct field *f = x->way.columns[i].field;
        const char *label = label_text(&f->label, lang) ? label_text(&f->label, lang) : f->name;
        csv_cell(&x->csv, label, strlen(label));
    }
    for (int i = 0; i < 3; i++)
        csv_cell(&x->csv, label_text(&tail[i], lang), strlen(label_text(&tail[i], lang)));
    return csv_end_row(&x->csv, e);
}

/* ---- JSON
 * ----------------------------------------------------------------------------------------- */

static enum outcome write_out(struct exporting *x, bool all, struct err *e)
{
    size_t at = 0;
    if (!all && x->out.len < WRITE_BLOCK)
        return OK;
    while (at < x->out.len) {
        ssize_t n = write(x->fd, x->out.data + at, x->out.len - at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_set(e, FAULT, NULL, "export", "cannot write the export: %s",
                           "无法写出导出文件：%s", strerror(errno));
        at += (size_t)n;
    }
    buf_clear(&x->out);
    return OK;
}

static enum outcome json_field(struct exporting *x, struct query *q, int column,
                               const struct export_column *c, struct err *e)
{
    const char *s;
    size_t len;
    struct value v;
    if (query_is_null(q, column) || (c->sight != SIGHT_FULL && !query_int(q, column))) {
        put_null(&x->out);
        return OK;
    }
    if (c->sight != SIGHT_FULL) {
        put_str(&x->out, x->mask);
        return OK;
    }
    if (c->by_key) {
        s = query_text(q, column, &len);
        put_text(&x->out, s, len);
        return OK;
    }
    if (c->field->type == F_REF || c->field->type == F_PLACE || c->field->type == F_USER) {
        put_id(&x->out, query_int(q, column));
        return OK;
    }
    enum outcome o = export_value(x, q, column, c->field, &v, e);
    if (o == OK)
        value_json(&x->out, x->way.call->plan, c->field, v);
    return o;
}

static enum outcome json_row_out(void *arg, struct query *q, struct err *e)
{
    struct exporting *x = arg;
    struct buf *b = &x->out;
    const char *s;
    char moment[40];
    size_t len;
    enum outcome o = OK;
    int offset_s = x->way.call->plan->calendar.offset_s;
    export_note(x, query_int(q, EX_ID));
    buf_text(b, x->rows++ ? ",\n{\"id\":\"" : "\n{\"id\":\"");
    buf_int(b, query_int(q, EX_ID));
    buf_text(b, "\",\"key\":");
    s = query_text(q, EX_KEY, &len);
    if (s)
        put_text(b, s, len);
    else
        put_null(b);
    buf_text(b, ",\"state\":");
    s = query_text(q, EX_STATE, &len);
    put_text(b, s, len);
    buf_printf(b, ",\"place\":\"%lld\",\"created_at\":", (long long)query_int(q, EX_PLACE));
    put_text(b, moment, datetime_print(query_int(q, EX_CREATED), offset_s, moment));
    buf_text(b, ",\"fields\":{");
    for (int i = 0; o == OK && i < x->way.columns_n; i++) {
        buf_printf(b, "%s\"%s\":", i ? "," : "", x->way.columns[i].field->name);
        o = json_field(x, q, EX_FIRST + i, &x->way.columns[i], e);
    }
    buf_text(b, "}}");
    arena_clear(&x->cells);
    return o == OK ? write_out(x, false, e) : o;
}

/* ---- the whole
 * ------------------------------------------------------------------------------------- */

struct disclosing {
    struct call *call;
    struct disclosure what;
};

static enum outcome disclose_run(struct db *db, void *arg, struct err *e)
{
    struct disclosing *d = arg;
    struct call *c = d->call;
    return guard_disclose(c->app->guard, db, c->app->journal, c->actor, &d->what, c->now_ms, e);
}

static enum outcome disclose(struct exporting *x, struct err *e)
{
    struct call *c = x->way.call;
    struct buf names;
    if (!x->reveals || x->ids_n == 0 || c->actor->is_system)
        return OK;
    buf_init(&names, 1 << 14);
    for (int i = 0; i < x->way.columns_n; i++) {
        const struct field *f = x->way.columns[i].field;
        if (x->way.columns[i].sight == SIGHT_FULL && (f->seal != SEAL_NONE || f->sensitive.is))
            buf_printf(&names, "%s%s", names.len ? "," : "", f->name);
    }
    struct disclosing d = {c,
                           {.ledger = x->way.ledger->name,
                            .fields = names.data,
                            .purpose = c->purpose ? c->purpose : c->actor->purpose,
                            .ids = x->ids,
                            .ids_n = (int)x->ids_n}};
    enum outcome o = writer_do(c->app->writer, disclose_run, &d, e);
    buf_fini(&names);
    return o;
}

static const struct {
    const char *ending, *type;
    export_visit *visit;
} ways[] = {[EXPORT_CSV] = {"csv", "text/csv; charset=utf-8", csv_row_out},
            [EXPORT_JSON] = {"json", "application/json", json_row_out},
            [EXPORT_XLSX] = {"xlsx", XLSX_TYPE, export_xlsx_row}};

static enum outcome write_file(struct exporting *x, const char *path, struct err *e)
{
    enum outcome o = OK;
    int n = 0;
    if (x->format == EXPORT_CSV)
        o = csv_header(x, e);
    else if (x->format == EXPORT_XLSX)
        o = export_xlsx_open(x, path, e);
    else
        buf_char(&x->out, '[');
    do {
        if (o == OK)
            o = export_slice(&x->way, ways[x->format].visit, x, &n, e);
    } while (o == OK && n == EXPORT_SLICE);
    if (o != OK)
        return o;
    if (x->format == EXPORT_CSV)
        return csv_flush(&x->csv, e);
    if (x->format == EXPORT_XLSX)
        return export_xlsx_close(x, e);
    buf_text(&x->out, "\n]\n");
    return write_out(x, true, e);
}

static enum outcome cannot_read(struct err *e)
{
    return err_set(e, FAULT, NULL, "export", "the export cannot be read", "无法读取导出文件");
}

/* libxlsxwriter wants a name and writes the file itself; the name goes as soon as it is open. */
static enum outcome reopen(struct exporting *x, const char *path, struct err *e)
{
    if (x->format != EXPORT_XLSX)
        return lseek(x->fd, 0, SEEK_SET) == 0 ? OK : cannot_read(e);
    close(x->fd);
    x->fd = open(path, O_RDONLY | O_CLOEXEC);
    return x->fd >= 0 ? OK : cannot_read(e);
}

const char *export_mark(struct call *c)
{
    char moment[40];
    datetime_print(c->now_ms / 1000, c->plan->calendar.offset_s, moment);
    moment[10] = ' ';
    moment[16] = '\0'; /* to the minute */
    return arena_printf(c->arena, "%s%s%s %s", c->app->mark ? c->app->mark : "",
                        c->app->mark ? " " : "", c->actor->name ? c->actor->name : "", moment);
}

enum outcome export_run(struct call *c, const struct ledger *l, enum export_format format,
                        struct err *e)
{
    struct exporting *x = arena_alloc(c->arena, sizeof *x);
    char path[600];
    *x = (struct exporting){
        .way = {.call = c, .ledger = l, .after = 0}, .format = format, .mask = MASK_WHOLE};
    snprintf(path, sizeof path, "%s/export-XXXXXX", c->app->data_dir);
    x->fd = mkostemp(path, O_CLOEXEC);
    if (x->fd < 0)
        return err_set(e, FAULT, NULL, "export", "cannot write in %s: %s", "无法写入 %s：%s",
                       c->app->data_dir, strerror(errno));
    if (format != EXPORT_XLSX)
        unlink(path);
    arena_init(&x->cells, LIMIT_ARENA);
    intmap_init(&x->places);
    buf_init(&x->out, LIMIT_RESPONSE);
    csv_writer_init(&x->csv, x->fd, ',', true, true);
    choose_columns(x);
    enum outcome o = export_prepare(&x->way, e);
    if (o == OK)
        o = write_file(x, path, e);
    if (o == OK)
        o = disclose(x, e);
    if (o == OK)
        o = reopen(x, path, e);
    if (format == EXPORT_XLSX)
        unlink(path);
    xlsx_free(x->xlsx);
    csv_writer_fini(&x->csv);
    buf_fini(&x->out);
    intmap_fini(&x->places);
    arena_fini(&x->cells);
    free(x->names);
    free(x->ids);
    if (o != OK) {
        if (x->fd >= 0)
            close(x->fd);
        return o;
    }
    c->out_fd = x->fd;
    c->content_type = ways[format].type;
    c->download_name = arena_printf(c->arena, "%s.%s", l->name, ways[format].ending);
    return OK;
}
