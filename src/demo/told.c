/* Demo data told as data: MODULE/demo.json beside the plan is a list of places, users and records
 * to make, in that order. docs/administration.md says how such a file is written.
 *
 * In its texts "@name" is what an earlier item made (or a place of the county, or "@ledger#3", the
 * third record of a ledger), "=now-90m", "=day-3" and "=day-3 08:30" are moments, and {i}, {name},
 * {phone}, {plate} are filled in; an item with "times" is made that often. */
#include <libgen.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "demo/demo_int.h"
#include "value/time.h"

#define FILE_MOST (1u << 20)
#define AT_ONCE 40 /* repetitions of one writer's job */

struct told {
    json_t *names; /* name -> id as text */
    const json_t *item;
    const char *file;
    char hash[128]; /* of the demo's password, once a user is told */
    int from, until;
};

static enum outcome wrong(const struct told *t, const char *what, struct err *e)
{
    return err_set(e, REFUSED, NULL, "demo_file", "%s: what is \"%s\"?", "%s：无法理解“%s”",
                   t->file, what);
}

static void set_name(struct told *t, const char *name, int64_t id)
{
    json_object_set_new(t->names, name, json_sprintf("%lld", (long long)id));
}

static const char *invented(struct demo_slice *s, const char *what, char *room)
{
    struct rng *rng = &s->d->rng;
    if (text_same(what, "name"))
        demo_name(rng, demo_chance(s->d, 0.5), demo_surname(rng), room);
    else if (text_same(what, "phone"))
        demo_phone(rng, room);
    else if (text_same(what, "plate"))
        demo_plate(rng, true, room);
    else
        return NULL;
    return room;
}

/* {i} {name} {phone} {plate} filled in. */
static const char *filled(struct demo_slice *s, const char *text, int i)
{
    struct buf out;
    buf_init(&out, 4096);
    while (*text) {
        const char *end = *text == '{' ? strchr(text, '}') : NULL;
        char word[16] = "", room[64];
        if (end && end - text < 16)
            memcpy(word, text + 1, (size_t)(end - text - 1));
        const char *with = word[0] ? invented(s, word, room) : NULL;
        if (text_same(word, "i"))
            buf_printf(&out, "%d", i);
        else if (text_same(word, "ii"))
            buf_printf(&out, "%02d", i);
        else if (with)
            buf_text(&out, with);
        else {
            buf_printf(&out, "%c", *text++);
            continue;
        }
        text = end + 1;
    }
    const char *ret = arena_text(s->work.arena, out.data, out.len);
    buf_fini(&out);
    return ret;
}

/* "now-90m", "day-3", "day-3 08:30". */
static const char *moment(struct demo_slice *s, const char *text)
{
    struct demo *d = s->d;
    int n = 0, hour = 0, minute = 0;
    char unit = 'd';
    int64_t now = d->options->now_ms;
    if (text_starts(text, "now")) {
        if (text[3] && sscanf(text + 3, "%d%c", &n, &unit) != 2)
            return NULL;
        return demo_time(s, now + n * (unit == 'm'   ? 60000LL
                                       : unit == 'h' ? 3600000LL
                                                     : TIME_DAY * 1000LL));
    }
    if (!text_starts(text, "day"))
        return NULL;
    int got = text[3] ? sscanf(text + 3, "%d %d:%d", &n, &hour, &minute) : 1;
    if (got == 3)
        return demo_time(s, ((d->today + n) * TIME_DAY - d->plan->calendar.offset_s +
                             hour * 3600LL + minute * 60LL) *
                                1000);
    return got == 1 ? demo_day(s, d->today + n) : NULL;
}

static enum outcome value_of(struct demo_slice *s, const json_t *j, int i, json_t **ret,
                             struct err *e);

static enum outcome text_value(struct demo_slice *s, const char *text, int i, json_t **ret,
                               struct err *e)
{
    struct told *t = s->arg;
    text = filled(s, text, i);
    const char *hash = strchr(text, '#');
    const char *found = text;
    if (text[0] == '@') {
        found = json_string_value(json_object_get(t->names, text + 1));
        if (!found && hash) {
            const char *name = arena_text(s->work.arena, text + 1, (size_t)(hash - text - 1));
            int64_t id = 0, n;
            const struct ledger *l = plan_ledger(s->d->plan, name);
            bool is_known = l && text_int(hash + 1, strlen(hash + 1), &n);
            enum outcome o = is_known ? demo_nth(s->work.db, l, (int)n, &id, e) : OK;
            if (o != OK)
                return o;
            found = id ? demo_id(s, id) : NULL;
        }
    } else if (text[0] == '=') {
        found = moment(s, text + 1);
    }
    if (!found)
        return wrong(t, text, e);
    *ret = json_string(found);
    return OK;
}

static enum outcome value_of(struct demo_slice *s, const json_t *j, int i, json_t **ret,
                             struct err *e)
{
    const char *key;
    json_t *part, *made = NULL;
    size_t k;
    enum outcome o = OK;
    if (json_is_string(j))
        return text_value(s, json_string_value(j), i, ret, e);
    if (json_is_array(j)) {
        *ret = json_array();
        json_array_foreach((json_t *)j, k,
                           part) if (o == OK && (o = value_of(s, part, i, &made, e)) == OK)
            json_array_append_new(*ret, made);
    } else if (json_is_object(j)) {
        *ret = json_object();
        json_object_foreach((json_t *)j, key,
                            part) if (o == OK && (o = value_of(s, part, i, &made, e)) == OK)
            json_object_set_new(*ret, key, made);
    } else {
        *ret = json_deep_copy(j);
    }
    if (o != OK) {
        json_decref(*ret);
        *ret = NULL;
    }
    return o;
}

/* A member of the item as a text, filled in; NULL when it has none. */
static enum outcome word_of(struct demo_slice *s, const char *key, int i, const char **ret,
                            struct err *e)
{
    struct told *t = s->arg;
    const char *text = json_string_value(json_object_get(t->item, key));
    json_t *made;
    *ret = NULL;
    enum outcome o = text ? text_value(s, text, i, &made, e) : OK;
    if (o == OK && text) {
        *ret = arena_dup(s->work.arena, json_string_value(made));
        json_decref(made);
    }
    return o;
}

static int64_t number_of(const char *text)
{
    int64_t id;
    return text_int(text, strlen(text), &id) ? id : 0;
}

static enum outcome tell_place(struct demo_slice *s, int i, struct err *e)
{
    struct told *t = s->arg;
    const char *name, *kind, *under, *title;
    json_t *fields = NULL;
    int64_t id = 0;
    enum outcome o = word_of(s, "place", i, &name, e);
    if (o == OK)
        o = word_of(s, "kind", i, &kind, e);
    if (o == OK)
        o = word_of(s, "under", i, &under, e);
    if (o == OK)
        o = word_of(s, "title", i, &title, e);
    if (o == OK && json_object_get(t->item, "fields"))
        o = value_of(s, json_object_get(t->item, "fields"), i, &fields, e);
    if (o != OK)
        return o;
    if (!kind || !under || !title)
        return wrong(t, name, e);
    char *text = fields ? json_dumps(fields, JSON_COMPACT) : NULL;
    struct place_new place = {.parent = number_of(under),
                              .kind = kind,
                              .name = title,
                              .from = s->d->today - 400,
                              .fields_json = text,
                              .user = -1};
    o = place_add(&id, s->work.db, s->d->app->journal, s->d->plan, &place, s->d->now_ms, e);
    free(text);
    json_decref(fields);
    if (o == OK)
        set_name(t, name, id);
    return o;
}

static enum outcome tell_user(struct demo_slice *s, int i, struct err *e)
{
    struct told *t = s->arg;
    struct demo *d = s->d;
    const char *login, *post, *at, *name;
    int64_t id = 0, holding = 0;
    enum outcome o = word_of(s, "user", i, &login, e);
    if (o == OK)
        o = word_of(s, "post", i, &post, e);
    if (o == OK)
        o = word_of(s, "at", i, &at, e);
    if (o == OK)
        o = word_of(s, "name", i, &name, e);
    if (o != OK)
        return o;
    if (!post || !at || !name || !plan_post(d->plan, post))
        return wrong(t, post ? post : login, e);
    struct user_new user = {.login = login,
                            .name = name,
                            .password_hash = t->hash,
                            .lang = LANG_ZH,
                            .place = number_of(at),
                            .by = -1};
    o = guard_user_add(d->app->guard, s->work.db, d->app->journal, &user, d->now_ms, &id, e);
    return o == OK ? guard_user_grant(s->work.db, d->app->journal, id, post, number_of(at),
                                      d->today - 365, 0, 0, -1, d->now_ms, &holding, e)
                   : o;
}

/* "at" of an item, or of a move: from then on the county has reached that moment. */
static enum outcome reach(struct demo_slice *s, const char *at, struct err *e)
{
    int64_t when;
    if (!datetime_parse(at, strlen(at), s->d->plan->calendar.offset_s, &when))
        return wrong(s->arg, at, e);
    s->d->now_ms = when * 1000;
    return OK;
}

/* [["move", {fields}, "at"], …] */
static enum outcome tell_moves(struct demo_slice *s, const char *ledger, int64_t id, int i,
                               struct err *e)
{
    struct told *t = s->arg;
    json_t *step;
    size_t k;
    enum outcome o = OK;
    json_array_foreach(json_object_get(t->item, "moves"), k, step)
    {
        const char *move = json_string_value(json_array_get(step, 0));
        json_t *fields = NULL, *made = NULL;
        if (o == OK && json_array_get(step, 1))
            o = value_of(s, json_array_get(step, 1), i, &fields, e);
        const char *at = json_string_value(json_array_get(step, 2));
        if (o == OK && at && (o = text_value(s, at, i, &made, e)) == OK) {
            o = reach(s, json_string_value(made), e);
            json_decref(made);
        }
        if (o == OK && (!move || !ledger_move(plan_ledger(s->d->plan, ledger), move)))
            o = wrong(t, move ? move : "moves", e);
        if (o != OK) {
            json_decref(fields);
            return o;
        }
        o = demo_move(s, ledger, id, move, fields, e);
    }
    return o;
}

static enum outcome tell_record(struct demo_slice *s, int i, struct err *e)
{
    struct told *t = s->arg;
    const char *ledger, *as, *at, *again;
    json_t *fields = NULL;
    int64_t id = 0;
    enum outcome o = word_of(s, "ledger", i, &ledger, e);
    if (o == OK)
        o = word_of(s, "again", i, &again, e);
    if (o == OK)
        o = word_of(s, "as", i, &as, e);
    if (o == OK)
        o = word_of(s, "at", i, &at, e);
    if (o == OK && (!ledger || !plan_ledger(s->d->plan, ledger)))
        o = wrong(t, ledger ? ledger : "ledger", e);
    s->d->now_ms = s->d->options->now_ms;
    if (o == OK && at)
        o = reach(s, at, e);
    if (o == OK && again)
        id = number_of(again);
    else if (o == OK && (o = value_of(s, json_object_get(t->item, "fields"), i, &fields, e)) == OK)
        o = demo_record(s, ledger, fields, &id, e);
    if (o == OK)
        o = tell_moves(s, ledger, id, i, e);
    if (o == OK && as)
        set_name(t, as, id);
    return o;
}

static enum outcome tell_some(struct demo_slice *s, struct err *e)
{
    struct told *t = s->arg;
    enum outcome o = OK;
    for (int i = t->from; o == OK && i < t->until; i++)
        o = json_object_get(t->item, "place")  ? tell_place(s, i, e)
            : json_object_get(t->item, "user") ? tell_user(s, i, e)
                                               : tell_record(s, i, e);
    return o;
}

/* A mistake in the data says in which item it stands. */
static void say_where(const struct told *t, int n, struct err *e)
{
    char en[sizeof e->en], zh[sizeof e->zh];
    snprintf(en, sizeof en, "%.200s, item %d: %.390s", t->file, n, e->en);
    snprintf(zh, sizeof zh, "%.200s 第%d项：%.370s", t->file, n, e->zh);
    snprintf(e->en, sizeof e->en, "%s", en);
    snprintf(e->zh, sizeof e->zh, "%s", zh);
}

static enum outcome tell_file(struct demo *d, struct told *t, struct err *e)
{
    char *text = NULL;
    size_t len, k;
    json_t *all = NULL;
    enum outcome o = file_read(&text, &len, t->file, FILE_MOST, e);
    if (o == OK)
        o = json_parse(&all, text, len, e);
    free(text);
    if (o == OK && !json_is_array(all))
        o = wrong(t, "[", e);
    for (k = 0; o == OK && k < json_array_size(all); k++) {
        t->item = json_array_get(all, k);
        int times = (int)json_integer_value(json_object_get(t->item, "times"));
        if (json_object_get(t->item, "user") && !t->hash[0])
            o = guard_hash_password(d->app->guard, DEMO_PASSWORD, t->hash, e);
        for (int i = 1; o == OK && i <= (times ? times : 1); i = t->until) {
            t->from = i;
            t->until =
                i + AT_ONCE < (times ? times : 1) + 1 ? i + AT_ONCE : (times ? times : 1) + 1;
            o = demo_write(d, tell_some, t, e);
        }
        if (o != OK)
            say_where(t, (int)k + 1, e);
    }
    json_decref(all);
    d->now_ms = d->options->now_ms;
    return o;
}

static void name_units(struct told *t, const char *kind, const struct demo_unit *list, int n)
{
    for (int i = 0; i < n; i++) {
        char name[40];
        snprintf(name, sizeof name, "%s.%d", kind, i + 1);
        set_name(t, name, list[i].id);
    }
}

static void name_places(struct told *t, const struct demo *d)
{
    char name[40];
    set_name(t, "county", d->options->county);
    set_name(t, "street", d->first_street);
    set_name(t, "hospital", d->hospital);
    set_name(t, "clinic", d->clinic);
    set_name(t, "order", d->order);
    for (int i = 0; i < 2; i++)
        snprintf(name, sizeof name, "office.%d", i + 1), set_name(t, name, d->offices[i]);
    for (int i = 0; i < d->villages_n && i < 40; i++)
        snprintf(name, sizeof name, "village.%d", i + 1), set_name(t, name, d->villages[i]);
    for (int i = 0; i < d->grids_n && i < 40; i++)
        snprintf(name, sizeof name, "grid.%d", i + 1), set_name(t, name, d->grids[i]);
    name_units(t, "checkpoint", d->checkpoints, d->checkpoints_n);
    name_units(t, "gate", d->gates, d->gates_n);
    name_units(t, "school", d->schools, d->schools_n);
    name_units(t, "class", d->classes, d->classes_n);
    name_units(t, "enterprise", d->enterprises, d->enterprises_n);
    name_units(t, "crew", d->crews, d->crews_n);
}

enum outcome demo_told(struct demo *d, struct err *e)
{
    struct told t = {.names = json_object()};
    char folder[512];
    enum outcome o = OK;
    if (!d->options->plan_path) {
        json_decref(t.names);
        return OK;
    }
    snprintf(folder, sizeof folder, "%s", d->options->plan_path);
    const char *beside = dirname(folder);
    name_places(&t, d);
    for (int i = 0; o == OK && i < d->plan->modules_n; i++) {
        char path[700];
        snprintf(path, sizeof path, "%s/%s/demo.json", beside, d->plan->modules[i].name);
        t.file = path;
        if (access(path, F_OK) == 0)
            o = tell_file(d, &t, e);
    }
    json_decref(t.names);
    demo_tell(d, "modules");
    return o;
}
