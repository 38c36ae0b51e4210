/* Table report_issue, and who has not reported. */
#include "report/report_int.h"

#include "journal/image.h"
#include "ledger/books.h"
#include "value/time.h"

#define COLUMNS                                                                                    \
    "i.id, i.report, i.place, i.day, i.number, i.revision, i.text, i.note, i.hash, i.head_seq,"    \
    " i.head_hash, i.issued_at, i.issued_by, COALESCE(a.name, ''), i.figures"

static const char *text_of(struct arena *a, struct query *q, int column)
{
    size_t len;
    const char *s = query_text(q, column, &len);
    return s ? arena_text(a, s, len) : "";
}

static void read_issue(struct issue *ret, struct arena *a, struct query *q)
{
    *ret = (struct issue){.id = query_int(q, 0),
                          .report = text_of(a, q, 1),
                          .place = query_int(q, 2),
                          .day = query_int(q, 3),
                          .number = query_int(q, 4),
                          .revision = query_int(q, 5),
                          .text = text_of(a, q, 6),
                          .note = text_of(a, q, 7),
                          .hash = text_of(a, q, 8),
                          .head_seq = query_int(q, 9),
                          .head_hash = text_of(a, q, 10),
                          .issued_at = query_int(q, 11),
                          .issued_by = query_int(q, 12),
                          .by = text_of(a, q, 13),
                          .figures = text_of(a, q, 14)};
}

enum outcome issue_find(struct issue *ret, struct arena *a, struct db *db, const char *report,
                        int64_t place, int64_t day, int64_t id, struct err *e)
{
    struct query *q;
    bool found = false;
    enum outcome o =
        id ? db_query(&q, db,
                      "SELECT " COLUMNS " FROM report_issue i LEFT JOIN account a"
                      " ON a.id = i.issued_by WHERE i.id = $1 AND i.report = $2",
                      BIND(bind_int(id), bind_text(report)), e)
           : db_query(&q, db,
                      "SELECT " COLUMNS " FROM report_issue i LEFT JOIN account a"
                      " ON a.id = i.issued_by WHERE i.report = $1 AND i.day = $2 AND i.place = $3"
                      " ORDER BY i.revision DESC LIMIT 1",
                      BIND(bind_text(report), bind_int(day), bind_int(place)), e);
    if (o != OK)
        return o;
    if (query_next(q)) {
        read_issue(ret, a, q);
        found = true;
    }
    o = query_end(q, e);
    if (o == OK && !found)
        return err_set(e, NOT_FOUND, NULL, "absent", "this report was not issued",
                       "该报表尚未签发");
    return o;
}

static enum outcome issue_image(const struct issue *i, struct app *app, struct db *db,
                                struct err *e)
{
    struct buf b;
    struct entry entry = {.at_ms = i->issued_at * 1000,
                          .user = i->issued_by,
                          .act = "report.issue",
                          .ledger = "",
                          .record = i->id,
                          .place = i->place};
    image_start(&b, 4u << 20);
    image_row(&b, "report_issue", i->id);
    image_text(&b, "report", i->report);
    image_int(&b, "place", i->place);
    image_int(&b, "day", i->day);
    image_int(&b, "number", i->number);
    image_int(&b, "revision", i->revision);
    image_text(&b, "text", i->text);
    image_text(&b, "note", i->note);
    image_text(&b, "hash", i->hash);
    image_int(&b, "head_seq", i->head_seq);
    image_text(&b, "head_hash", i->head_hash);
    image_int(&b, "issued_at", i->issued_at);
    image_int(&b, "issued_by", i->issued_by);
    image_text(&b, "figures", i->figures);
    image_row_end(&b);
    return image_append(&b, app->journal, db, &entry, e);
}

/* A correction keeps the number of what it corrects. */
static enum outcome give_number(struct issue *i, struct app *app, struct db *db, struct err *e)
{
    struct query *q;
    int year, month, day;
    enum outcome o = db_query(&q, db,
                              "SELECT number, revision FROM report_issue WHERE report = $1"
                              " AND day = $2 AND place = $3 ORDER BY revision DESC LIMIT 1",
                              BIND(bind_text(i->report), bind_int(i->day), bind_int(i->place)), e);
    if (o != OK)
        return o;
    i->revision = 1;
    if (query_next(q)) {
        i->number = query_int(q, 0);
        i->revision = query_int(q, 1) + 1;
    }
    o = query_end(q, e);
    char series[100];
    snprintf(series, sizeof series, "report_%.60s", i->report);
    date_to_civil(i->day, &year, &month, &day);
    if (o == OK && i->revision == 1)
        o = books_next(app->books, db, series, i->place, year, 1, &i->number, e);
    return o;
}

enum outcome issue_add(struct issue *i, struct app *app, struct db *db, int offset_s, struct err *e)
{
    enum outcome o = give_number(i, app, db, e);
    (void)offset_s;
    if (o == OK)
        o = books_next(app->books, db, "report_issue", 0, 0, 1, &i->id, e);
    if (o == OK)
        o = db_run(db,
                   "INSERT INTO report_issue (id, report, place, day, number, revision, text, note,"
                   " hash, head_seq, head_hash, issued_at, issued_by, figures)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
                   BIND(bind_int(i->id), bind_text(i->report), bind_int(i->place), bind_int(i->day),
                        bind_int(i->number), bind_int(i->revision), bind_text(i->text),
                        bind_text(i->note), bind_text(i->hash), bind_int(i->head_seq),
                        bind_text(i->head_hash), bind_int(i->issued_at), bind_int(i->issued_by),
                        bind_text(i->figures)),
                   e);
    return o == OK ? issue_image(i, app, db, e) : o;
}

/* ---- who has reported ---------------------------------------------------------------------------
 */

struct unit {
    int64_t place, issued_at, revision, issue;
    const char *name, *by, *note, *figures;
};

static enum outcome put_people(struct buf *out, struct call *c, int64_t place, struct err *e)
{
    struct query *q;
    int64_t today = date_of(c->now_ms / 1000, c->plan->calendar.offset_s);
    enum outcome o = db_query(&q, c->db,
                              "SELECT DISTINCT a.name, a.phone FROM holding h"
                              " JOIN account a ON a.id = h.account"
                              " WHERE h.place = $1 AND h.since <= $2"
                              " AND (h.ended = 0 OR h.ended > $2) AND a.disabled = 0 LIMIT 5",
                              BIND(bind_int(place), bind_int(today)), e);
    put_key(out, "people"), put_array(out);
    while (o == OK && query_next(q)) {
        size_t len;
        put_object(out);
        put_key(out, "name"), put_str(out, query_text(q, 0, &len));
        put_key(out, "phone"), put_str(out, query_text(q, 1, &len));
        put_end_object(out);
    }
    put_end_array(out);
    return o == OK ? query_end(q, e) : o;
}

static enum outcome read_units(struct unit **ret, int *ret_n, struct call *c,
                               const struct report *r, const struct kind *kind, int64_t place,
                               int64_t day, struct err *e)
{
    struct query *q;
    int cap = *ret_n + 4000;
    struct unit *list = arena_alloc(c->arena, sizeof *list * (size_t)cap);
    if (*ret_n)
        memcpy(list, *ret, sizeof *list * (size_t)*ret_n);
    enum outcome o = db_query(
        &q, c->db,
        "SELECT p.id, p.name, i.issued_at, i.revision, COALESCE(a.name, ''), i.id,"
        " COALESCE(i.note, ''), COALESCE(i.figures, '') FROM place p"
        " LEFT JOIN report_issue i ON i.report = $1 AND i.day = $2 AND i.place = p.id"
        " AND NOT EXISTS (SELECT 1 FROM report_issue n WHERE n.report = i.report AND n.day = i.day"
        " AND n.place = i.place AND n.revision > i.revision)"
        " LEFT JOIN account a ON a.id = i.issued_by"
        " WHERE p.kind = $3 AND p.id BETWEEN $4 AND $5 AND p.retired_on = 0 ORDER BY p.id",
        BIND(bind_text(r->name), bind_int(day), bind_text(kind->name), bind_int(place),
             bind_int(place_last(place))),
        e);
    if (o != OK)
        return o;
    while (*ret_n < cap && query_next(q))
        list[(*ret_n)++] = (struct unit){.place = query_int(q, 0),
                                         .name = text_of(c->arena, q, 1),
                                         .issued_at = query_int(q, 2),
                                         .revision = query_int(q, 3),
                                         .by = text_of(c->arena, q, 4),
                                         .issue = query_int(q, 5),
                                         .note = text_of(c->arena, q, 6),
                                         .figures = text_of(c->arena, q, 7)};
    *ret = list;
    return query_end(q, e);
}

enum outcome issue_units_json(struct buf *out, struct call *c, const struct report *r,
                              int64_t place, int64_t day, struct err *e)
{
    struct unit *list = NULL;
    int n = 0, missing = 0;
    enum outcome o = OK;
    for (int i = 0; o == OK && i < r->of_n; i++)
        o = read_units(&list, &n, c, r, r->of[i], place, day, e);
    put_key(out, "units"), put_array(out);
    for (int i = 0; o == OK && i < n; i++) {
        put_object(out);
        put_key(out, "place"), put_id(out, list[i].place);
        put_key(out, "name"), put_str(out, list[i].name);
        put_key(out, "issued_at"), put_int(out, list[i].issued_at);
        put_key(out, "revision"), put_int(out, list[i].revision);
        put_key(out, "by"), put_str(out, list[i].by);
        put_key(out, "note"), put_str(out, list[i].note);
        put_key(out, "issue");
        if (list[i].issued_at)
            put_id(out, list[i].issue);
        else
            put_null(out);
        const char *figures = *list[i].figures ? list[i].figures : "[]";
        put_key(out, "figures"), put_raw(out, figures, strlen(figures));
        if (!list[i].issued_at) {
            missing++;
            o = put_people(out, c, list[i].place, e);
        }
        put_end_object(out);
    }
    put_end_array(out);
    put_key(out, "missing"), put_int(out, missing);
    return o;
}

enum outcome issue_list_json(struct buf *out, struct call *c, const struct report *r,
                             int64_t place, int64_t day, struct err *e)
{
    struct query *q;
    char text[32];
    enum outcome o = db_query(&q, c->db,
                              "SELECT " COLUMNS " FROM report_issue i LEFT JOIN account a"
                              " ON a.id = i.issued_by WHERE i.place = $1"
                              " AND ($2 = '' OR i.report = $2) AND ($3 = 0 OR i.day = $3)"
                              " ORDER BY i.id DESC LIMIT 100",
                              BIND(bind_int(place), bind_text(r ? r->name : ""), bind_int(day)), e);
    put_key(out, "issued"), put_array(out);
    while (o == OK && query_next(q)) {
        struct issue i;
        read_issue(&i, c->arena, q);
        put_object(out);
        put_key(out, "id"), put_id(out, i.id);
        put_key(out, "report"), put_str(out, i.report);
        put_key(out, "day"), put_text(out, text, date_print(i.day, text));
        put_key(out, "number"), put_int(out, i.number);
        put_key(out, "revision"), put_int(out, i.revision);
        put_key(out, "note"), put_str(out, i.note);
        put_key(out, "hash"), put_str(out, i.hash);
        put_key(out, "by"), put_str(out, i.by);
        put_key(out, "issued_at"), put_int(out, i.issued_at);
        put_end_object(out);
    }
    put_end_array(out);
    return o == OK ? query_end(q, e) : o;
}
