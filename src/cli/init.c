/* `lianfang init`: an empty database becomes a county: plan, places, first administrator. */
#include "base/text.h"
#include "cli/cli_int.h"
#include "cli/setup.h"
#include "ledger/edition.h"
#include "place/place.h"

#define SEARCHED_MAX 5000 /* places looked through for one of the post's kind */

struct new_user {
    struct app *app;
    struct user_new user;
    const char *post;
    int64_t place, now_ms, id;
};

static enum outcome add_user(struct db *db, void *arg, struct err *e)
{
    struct new_user *n = arg;
    struct app *app = n->app;
    int64_t holding;
    enum outcome outcome =
        guard_user_add(app->guard, db, app->journal, &n->user, n->now_ms, &n->id, e);
    return outcome ? outcome
                   : guard_user_grant(db, app->journal, n->id, n->post, n->place, 0, 0, 0, -1,
                                      n->now_ms, &holding, e);
}

enum outcome setup_places(struct app *app, const struct plan *plan, const char *path, struct err *e)
{
    struct buf errors;
    buf_init(&errors, 1 << 20);
    struct place_import import = {.store = app->store,
                                  .writer = app->writer,
                                  .journal = app->journal,
                                  .plan = plan,
                                  .user = -1,
                                  .now_ms = clock_now_ms(&app->clock),
                                  .progress = cli_progress,
                                  .progress_arg = "places",
                                  .errors = &errors};
    enum outcome outcome = place_import(&import, path, e);
    if (outcome && errors.len > 2)
        fprintf(stderr, "%s\n", errors.data);
    buf_fini(&errors);
    return outcome;
}

/* Children of a place into the list of places still to be looked at. */
static enum outcome look_below(struct db *db, int64_t place, const char *kind, json_t *waiting,
                               int64_t *ret, struct err *e)
{
    struct buf out;
    json_t *children = NULL, *child;
    size_t i;
    buf_init(&out, 16u << 20);
    enum outcome outcome = place_children_json(&out, db, place, false, e);
    if (!outcome)
        outcome = json_parse(&children, out.data, out.len, e);
    json_array_foreach(children, i, child)
    {
        int64_t id;
        const char *text = json_string_value(json_object_get(child, "id"));
        if (!text || !text_int(text, strlen(text), &id))
            continue;
        if (!*ret && text_same(json_string_value(json_object_get(child, "kind")), kind))
            *ret = id;
        json_array_append_new(waiting, json_integer(id));
    }
    json_decref(children);
    buf_fini(&out);
    return outcome;
}

enum outcome setup_find_place(struct app *app, const char *kind, int64_t *ret, struct err *e)
{
    struct db *db = NULL;
    json_t *waiting = json_array();
    int64_t found = 0;
    enum outcome outcome = db_open(&db, app->store, DB_READ, e);
    json_array_append_new(waiting, json_integer(PLACE_COUNTRY));
    for (size_t i = 0; !outcome && !found && i < json_array_size(waiting) && i < SEARCHED_MAX; i++)
        outcome = look_below(db, json_integer_value(json_array_get(waiting, i)), kind, waiting,
                             &found, e);
    json_decref(waiting);
    db_close(db);
    if (!outcome && !found)
        return err_set(e, REFUSED, "places", "no_place", "the places have none of kind \"%s\"",
                       "地点中没有\"%s\"类", kind);
    if (!outcome)
        *ret = found;
    return outcome;
}

/* The first post of the plan that administers places. */
static const struct post *admin_post(const struct plan *plan)
{
    for (int i = 0; i < plan->posts_n; i++)
        if (plan->posts[i].admin && plan->posts[i].held_at)
            return &plan->posts[i];
    return NULL;
}

/* Twelve letters and digits that cannot be misread. */
static void make_password(char out[16])
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    uint8_t secret[12];
    rng_secret(secret, sizeof(secret));
    for (int i = 0; i < 12; i++)
        out[i] = letters[secret[i] % (sizeof(letters) - 1)];
    out[12] = 0;
}

static enum outcome make_admin(struct cli *cli, struct app *app, const struct plan *plan,
                               struct err *e)
{
    const struct post *post = admin_post(plan);
    const char *login = cli_option(cli, "admin");
    char password[16], hash[128];
    int64_t place = 0;
    if (!post)
        return err_set(e, REFUSED, "plan", "no_admin_post",
                       "the plan has no post that administers places", "预案中没有负责管理的岗位");
    make_password(password);
    login = login && *login ? login : "admin";
    enum outcome outcome = setup_find_place(app, post->held_at->name, &place, e);
    if (!outcome)
        outcome = guard_hash_password(app->guard, password, hash, e);
    if (outcome)
        return outcome;
    struct new_user n = {.app = app,
                         .post = post->name,
                         .place = place,
                         .now_ms = clock_now_ms(&app->clock),
                         .user = {.login = login,
                                  .name = login,
                                  .password_hash = hash,
                                  .lang = cli->lang,
                                  .place = place,
                                  .must_change = true,
                                  .by = -1}};
    outcome = writer_do(app->writer, add_user, &n, e);
    if (!outcome)
        cli_say(cli, "administrator %s, first password %s (to be changed at the first log-in)",
                "管理员 %s,初始密码 %s(首次登录须修改)", login, password);
    return outcome;
}

enum outcome init_command(struct cli *cli, struct err *e)
{
    struct app_options options = cli_app_options(cli);
    const char *places = cli_option(cli, "places");
    struct instance instance;
    struct app *app = NULL;
    options.plan = cli_option(cli, "plan");
    if (!options.plan || !places || cli->rest_n)
        return cli_usage(e, "usage: lianfang init --plan FILE --places CSV [--admin NAME]",
                         "用法:lianfang init --plan 预案 --places CSV [--admin 登录名]");
    enum outcome outcome = cli_open(&app, &instance, cli, &options, e);
    if (outcome)
        return outcome;
    const struct plan *plan = editions_hold(app->editions);
    outcome = setup_places(app, plan, places, e);
    if (!outcome)
        outcome = make_admin(cli, app, plan, e);
    editions_release(app->editions, plan);
    cli_close(cli, app, &instance);
    return outcome;
}
