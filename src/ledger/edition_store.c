/* Table edition: the text of every plan that was ever in force. */
#include "base/text.h"
#include "journal/image.h"
#include "ledger/books.h"
#include "ledger/edition_int.h"
#include "ledger/install.h"
#include "ledger/show.h"

enum outcome edition_load(struct db *db, int64_t no, struct plan **ret, struct err *e)
{
    struct query *q;
    char *source = NULL;
    size_t len = 0;
    int64_t id = 0;
    enum outcome o =
        no ? db_query(&q, db, "SELECT id, source FROM edition WHERE id = $1", BIND(bind_int(no)), e)
           : db_query(&q, db, "SELECT id, source FROM edition WHERE is_current = 1", NO_BIND, e);
    if (o != OK)
        return o;
    if (query_next(q)) {
        const char *text = query_text(q, 1, &len);
        id = query_int(q, 0);
        source = malloc(len + 1);
        if (!source)
            abort();
        memcpy(source, text, len);
        source[len] = '\0';
    }
    o = query_end(q, e);
    if (o == OK && !source)
        return err_set(e, NOT_FOUND, NULL, "edition", "no such edition of the plan is kept",
                       "没有保存该版预案");
    if (o == OK) {
        struct plan_errors errors = {0};
        o = plan_load_source(ret, source, len, &errors);
        if (o == OK)
            (*ret)->edition_no = id;
        else
            err_set(e, o, NULL, "edition", "edition %lld cannot be read any more: %s",
                    "第 %lld 版预案已无法读取：%s", (long long)id,
                    errors.n ? errors.list[0].en : "");
        plan_errors_fini(&errors);
    }
    free(source);
    return o;
}

static enum outcome edition_image(struct app *app, struct db *db, int64_t no, int64_t user,
                                  int64_t now_ms, struct err *e)
{
    struct query *q;
    struct buf b;
    struct entry entry = {.at_ms = now_ms,
                          .user = user > 0 ? user : 0,
                          .act = "edition.activate",
                          .ledger = "",
                          .record = no};
    enum outcome o =
        db_query(&q, db,
                 "SELECT id, plan, name, digest, source, is_current, activated_at,"
                 " activated_by FROM edition WHERE id = $1 OR is_current = 0 ORDER BY id",
                 BIND(bind_int(no)), e);
    if (o != OK)
        return o;
    image_start(&b, 64u << 20);
    while (query_next(q)) {
        static const char *const texts[] = {"plan", "name", "digest", "source"};
        image_row(&b, "edition", query_int(q, 0));
        for (int i = 0; i < 4; i++) {
            size_t len;
            const char *s = query_text(q, i + 1, &len);
            image_value(&b, texts[i], value_text_n(V_TEXT, s, len));
        }
        image_int(&b, "is_current", query_int(q, 5));
        image_int(&b, "activated_at", query_int(q, 6));
        image_int(&b, "activated_by", query_int(q, 7));
        image_row_end(&b);
    }
    o = query_end(q, e);
    if (o != OK) {
        buf_fini(&b);
        return o;
    }
    return image_append(&b, app->journal, db, &entry, e);
}

enum outcome edition_keep(struct app *app, struct db *db, struct plan *plan, int64_t user,
                          int64_t now_ms, struct err *e)
{
    int64_t no;
    enum outcome o =
        db_run(db, "UPDATE edition SET is_current = 0 WHERE is_current = 1", NO_BIND, e);
    if (o == OK)
        o = db_int(&no, db, "SELECT id FROM edition WHERE digest = $1",
                   BIND(bind_text(plan->digest)), e);
    if (o == NOT_FOUND) {
        o = books_next(app->books, db, "edition", 0, 0, 1, &no, e);
        if (o == OK)
            o = db_run(db,
                       "INSERT INTO edition (id, plan, name, digest, source, is_current,"
                       " activated_at, activated_by) VALUES ($1, $2, $3, $4, $5, 1, $6, $7)",
                       BIND(bind_int(no), bind_text(plan->name), bind_text(plan->edition),
                            bind_text(plan->digest),
                            value_text_n(V_TEXT, plan->source, plan->source_len),
                            bind_int(now_ms / 1000), bind_int(user > 0 ? user : 0)),
                       e);
    } else if (o == OK) {
        o = db_run(db,
                   "UPDATE edition SET is_current = 1, activated_at = $1, activated_by = $2"
                   " WHERE id = $3",
                   BIND(bind_int(now_ms / 1000), bind_int(user > 0 ? user : 0), bind_int(no)), e);
    }
    if (o == OK)
        o = edition_image(app, db, no, user, now_ms, e);
    if (o == OK)
        plan->edition_no = no;
    return o;
}

struct missing {
    const struct ledger *ledger;
    struct buf *report;
    int n;
};

static enum outcome check_state(void *arg, const char *state, int64_t n, struct err *e)
{
    struct missing *m = arg;
    bool found = ledger_state(m->ledger, state) >= 0;
    (void)e;
    for (int i = 0; i < m->ledger->states_n; i++)
        found = found || text_same(m->ledger->states[i].was, state);
    if (found)
        return OK;
    m->n++;
    if (m->report) {
        put_object(m->report);
        put_key(m->report, "ledger"), put_str(m->report, m->ledger->name);
        put_key(m->report, "state"), put_str(m->report, state);
        put_key(m->report, "records"), put_int(m->report, n);
        put_end_object(m->report);
    }
    return OK;
}

enum outcome install_check(struct db *db, const struct plan *new_, struct buf *report,
                           struct err *e)
{
    enum outcome o = OK;
    int missing = 0;
    if (report)
        buf_clear(report), put_array(report);
    for (int i = 0; o == OK && i < new_->ledgers_n; i++) {
        struct missing m = {&new_->ledgers[i], report, 0};
        o = install_states(db, m.ledger, check_state, &m, e);
        missing += m.n;
    }
    if (report)
        put_end_array(report);
    if (o == OK && missing)
        return err_set(
            e, REFUSED, NULL, "state_lost",
            "records are in %d states that this edition does not have; name them with was:",
            "有记录处于新版预案中没有的 %d 种状态，请用 was: 指明", missing);
    return o;
}

enum outcome edition_list_json(struct buf *out, struct call *c, struct err *e)
{
    struct query *q;
    enum outcome o =
        db_query(&q, c->db,
                 "SELECT id, plan, name, digest, is_current, activated_at, activated_by"
                 " FROM edition ORDER BY activated_at DESC, id DESC LIMIT 200",
                 NO_BIND, e);
    if (o != OK)
        return o;
    put_array(out);
    while (query_next(q)) {
        static const char *const names[] = {"plan", "edition", "digest"};
        put_object(out);
        put_key(out, "id"), put_id(out, query_int(q, 0));
        for (int i = 0; i < 3; i++) {
            size_t len;
            const char *s = query_text(q, i + 1, &len);
            put_key(out, names[i]), put_text(out, s, len);
        }
        put_key(out, "is_current"), put_bool(out, query_int(q, 4));
        put_key(out, "activated_at"), put_moment(out, c->plan, query_int(q, 5));
        put_key(out, "activated_by"), put_id(out, query_int(q, 6));
        put_end_object(out);
    }
    put_end_array(out);
    return query_end(q, e);
}
