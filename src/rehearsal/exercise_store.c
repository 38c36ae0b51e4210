/* The tables of an exercise, and the alerts by which people are told. */
#include "base/text.h"
#include "ledger/books.h"
#include "rehearsal/exercise.h"

static const char *text(struct query *q, struct arena *a, int column)
{
    size_t len;
    const char *s = query_text(q, column, &len);
    return s ? arena_text(a, s, len) : "";
}

enum outcome exercise_get(struct exercise *ret, struct arena *a, struct db *db, struct err *e)
{
    struct query *q;
    enum outcome o =
        db_query(&q, db,
                 "SELECT name, place, scenario, people, days, seed, speed, started_at, "
                 "stopped_at FROM exercise WHERE id = 1",
                 NO_BIND, e);
    if (o)
        return o;
    bool found = query_next(q);
    if (found)
        *ret = (struct exercise){.name = text(q, a, 0),
                                 .place = query_int(q, 1),
                                 .scenario = text(q, a, 2),
                                 .people = query_int(q, 3),
                                 .days = query_int(q, 4),
                                 .seed = query_int(q, 5),
                                 .speed = query_int(q, 6),
                                 .started_at = query_int(q, 7),
                                 .stopped_at = query_int(q, 8)};
    o = query_end(q, e);
    return o || found ? o
                      : err_set(e, NOT_FOUND, NULL, "no_exercise", "no exercise is played here",
                                "此处没有进行演练");
}

static enum outcome add_inject(struct db *db, int64_t id, const struct inject *i, struct err *e)
{
    return db_run(db,
                  "INSERT INTO exercise_inject (id, kind, day, due_at, answer_s, place, posts, zh, "
                  "en, alert) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)",
                  BIND(bind_int(id), bind_text(inject_rows[i->kind].word), bind_int(i->day),
                       bind_int(i->due_at), bind_int(i->answer_s), bind_int(i->place),
                       bind_text(i->posts), bind_text(i->zh), bind_text(i->en)),
                  e);
}

enum outcome exercise_add(struct db *db, const struct exercise *x, const struct injects *all,
                          struct err *e)
{
    enum outcome o = db_run(
        db,
        "INSERT INTO exercise (id, name, place, scenario, people, days, seed, speed, started_at, "
        "stopped_at) VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, 0)",
        BIND(bind_text(x->name), bind_int(x->place), bind_text(x->scenario), bind_int(x->people),
             bind_int(x->days), bind_int(x->seed), bind_int(x->speed), bind_int(x->started_at)),
        e);
    for (int i = 0; !o && i < all->n; i++)
        o = add_inject(db, i + 1, &all->list[i], e);
    return o;
}

enum outcome exercise_stop_at(struct db *db, int64_t at, struct err *e)
{
    return db_run(db, "UPDATE exercise SET stopped_at = $1 WHERE id = 1 AND stopped_at = 0",
                  BIND(bind_int(at)), e);
}

static enum inject_kind kind_of(const char *word)
{
    for (int k = 0; k < INJECT_KINDS; k++)
        if (!strcmp(inject_rows[k].word, word))
            return (enum inject_kind)k;
    return INJECT_CASE;
}

enum outcome injects_read(struct injects *ret, struct arena *a, struct db *db, struct err *e)
{
    struct query *q;
    int64_t n;
    enum outcome o = db_int(&n, db, "SELECT COUNT(*) FROM exercise_inject", NO_BIND, e);
    if (!o)
        o = db_query(&q, db,
                     "SELECT i.id, i.kind, i.day, i.due_at, i.answer_s, i.place, i.posts, i.zh, "
                     "i.en, i.alert, COALESCE(t.at, 0), COALESCE(t.taken_at, 0), "
                     "COALESCE(u.name, '') FROM exercise_inject i "
                     "LEFT JOIN alert t ON t.id = i.alert AND i.alert <> 0 "
                     "LEFT JOIN account u ON u.id = t.taken_by ORDER BY i.due_at, i.id",
                     NO_BIND, e);
    if (o)
        return o;
    *ret = (struct injects){arena_alloc(a, (size_t)(n + 1) * sizeof *ret->list), 0};
    while (ret->n < n && query_next(q))
        ret->list[ret->n++] = (struct inject){.id = query_int(q, 0),
                                              .kind = kind_of(text(q, a, 1)),
                                              .day = query_int(q, 2),
                                              .due_at = query_int(q, 3),
                                              .answer_s = query_int(q, 4),
                                              .place = query_int(q, 5),
                                              .posts = text(q, a, 6),
                                              .zh = text(q, a, 7),
                                              .en = text(q, a, 8),
                                              .alert = query_int(q, 9),
                                              .told_at = query_int(q, 10),
                                              .taken_at = query_int(q, 11),
                                              .taken_by = text(q, a, 12)};
    return query_end(q, e);
}

static enum outcome tell_one(struct app *app, struct db *db, const struct inject *i, int64_t now,
                             struct err *e)
{
    int64_t alert;
    enum outcome o = books_next(app->books, db, "alert", 0, 0, 1, &alert, e);
    if (!o)
        o = db_run(db,
                   "INSERT INTO alert (id, at, ledger, record, place, posts, zh, en) "
                   "VALUES ($1, $2, '', 0, $3, $4, $5, $6)",
                   BIND(bind_int(alert), bind_int(now), bind_int(i->place), bind_text(i->posts),
                        bind_text(i->zh), bind_text(i->en)),
                   e);
    if (!o)
        o = db_run(db, "UPDATE exercise_inject SET alert = $2 WHERE id = $1",
                   BIND(bind_int(i->id), bind_int(alert)), e);
    return o;
}

enum outcome injects_tell(struct app *app, struct db *db, int64_t now, int *ret_n, struct err *e)
{
    struct arena a;
    struct injects all = {0};
    int64_t due;
    *ret_n = 0;
    enum outcome o = db_int(&due, db,
                            "SELECT COUNT(*) FROM exercise_inject i JOIN exercise x ON x.id = 1 "
                            "WHERE i.alert = 0 AND i.due_at <= $1 AND x.stopped_at = 0",
                            BIND(bind_int(now)), e);
    if (o || !due)
        return o;
    arena_init(&a, 8u << 20);
    o = injects_read(&all, &a, db, e);
    for (int i = 0; !o && i < all.n; i++)
        if (!all.list[i].alert && all.list[i].due_at <= now) {
            o = tell_one(app, db, &all.list[i], now, e);
            ++*ret_n;
        }
    arena_fini(&a);
    return o;
}

static enum outcome tell_slice(struct db *db, void *arg, struct err *e)
{
    struct app *app = arg;
    int told;
    return injects_tell(app, db, clock_now_ms(&app->clock) / 1000, &told, e);
}

enum outcome rehearsals_tick(struct app *app, struct err *e)
{
    return app->mark ? writer_do(app->writer, tell_slice, app, e) : OK;
}

enum outcome rehearsals_mark(struct app *app, struct db *db, struct err *e)
{
    int64_t n;
    enum outcome o = db_int(&n, db, "SELECT COUNT(*) FROM exercise", NO_BIND, e);
    if (!o)
        app->mark = n ? EXERCISE_MARK : NULL;
    return o;
}
