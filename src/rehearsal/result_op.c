/* What came of a drill, as JSON and as files; and what there is to choose from before one. */
#include <fcntl.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/text.h"
#include "ledger/edition.h"
#include "rehearsal/rehearsal_int.h"

/* ---- what came of it ---- */

static enum outcome need_done(const struct kept *k, struct err *e)
{
    return !strcmp(k->state, "done")
               ? OK
               : err_set(e, CONFLICT, NULL, "not_done", "the drill has not ended", "推演尚未结束");
}

static enum outcome put_file(struct call *c, const char *key, const char *path, struct err *e)
{
    char *text = NULL;
    size_t len;
    struct err absent = {0};
    put_key(c->out, key);
    enum outcome o = file_read(&text, &len, path, LIMIT_RESPONSE, &absent);
    if (o == NOT_FOUND) {
        put_null(c->out);
        return OK;
    }
    if (o) {
        *e = absent;
        return o;
    }
    put_raw(c->out, text, len);
    free(text);
    return OK;
}

enum outcome do_drill_result(struct call *c, struct err *e)
{
    struct kept k;
    enum outcome o = kept_argument(c, &k, false, e);
    if (!o)
        o = need_done(&k, e);
    if (o)
        return o;
    const char *folder = rehearsal_folder(c->arena, c->app, k.id);
    put_object(c->out);
    o = put_file(c, "first", arena_printf(c->arena, "%s/drill.json", folder), e);
    if (!o)
        o = put_file(c, "second", arena_printf(c->arena, "%s/against/drill.json", folder), e);
    if (!o)
        o = put_file(c, "difference", arena_printf(c->arena, "%s/difference.json", folder), e);
    put_end_object(c->out);
    return o;
}

static const struct form {
    const char *name, *file, *type;
} forms[] = {
    {"csv", "series.csv", "text/csv; charset=utf-8"},
    {"difference", "difference.csv", "text/csv; charset=utf-8"},
    {"html", "summary.%s.html", "text/html; charset=utf-8"},
    {"json", "drill.json", "application/json"},
    {"parameters", "parameters.csv", "text/csv; charset=utf-8"},
    {"pdf", "summary.%s.pdf", "application/pdf"},
    {"places", "places.csv", "text/csv; charset=utf-8"},
    {"runs", "runs.csv", "text/csv; charset=utf-8"},
    {"shortages", "shortages.csv", "text/csv; charset=utf-8"},
};

enum outcome do_drill_export(struct call *c, struct err *e)
{
    struct kept k;
    const char *name = call_text(c, "form");
    const struct form *form = NULL;
    enum outcome o = kept_argument(c, &k, false, e);
    if (!o)
        o = need_done(&k, e);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (name && !strcmp(forms[i].name, name))
            form = &forms[i];
    if (!o && !form)
        o = err_set(
            e, REFUSED, "form", "form",
            "form is csv, difference, html, json, parameters, pdf, places, runs or "
            "shortages",
            "form 应为 csv、difference、html、json、parameters、pdf、places、runs 或 shortages");
    if (o)
        return o;
    const char *lang = c->lang == LANG_ZH ? "zh" : "en", *end = strchr(form->file, '%');
    char *file =
        end ? arena_printf(c->arena, "%.*s%s%s", (int)(end - form->file), form->file, lang, end + 2)
            : arena_dup(c->arena, form->file);
    int fd = open(arena_printf(c->arena, "%s/%s", rehearsal_folder(c->arena, c->app, k.id), file),
                  O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(e, NOT_FOUND, "form", "no_file", "this drill has no such file",
                       "此推演没有该文件");
    c->out_fd = fd;
    c->content_type = form->type;
    c->download_name = arena_printf(c->arena, "drill-%lld-%s", (long long)(k.id & 0xffffff), file);
    return OK;
}

/* ---- choices ---- */

static void put_levers_of(struct buf *out, const struct drill_setup *s)
{
    static const char *const origins[] = {"default", "scenario", "plan", "override"};
    int n;
    const struct parameter *rows = parameter_rows(&n);
    put_key(out, "levers");
    put_array(out);
    for (int i = 0; i < n; i++) {
        char text[40];
        put_object(out);
        put_key(out, "name"), put_str(out, rows[i].name);
        put_key(out, "label"), put_label(out, rows[i].label.zh, rows[i].label.en);
        put_key(out, "unit"), put_str(out, rows[i].unit);
        put_key(out, "value"), put_str(out, s->text[i]);
        put_key(out, "source"), put_str(out, s->source[i] ? s->source[i] : "");
        put_key(out, "origin"), put_str(out, origins[s->origin[i]]);
        put_key(out, "is_number"), put_bool(out, rows[i].kind == PARAMETER_NUMBER);
        put_key(out, "least");
        put_raw(out, text, (size_t)snprintf(text, sizeof text, "%.9g", rows[i].least));
        put_key(out, "most");
        put_raw(out, text, (size_t)snprintf(text, sizeof text, "%.9g", rows[i].most));
        put_end_object(out);
    }
    put_end_array(out);
}

static void put_scenarios(struct buf *out)
{
    put_key(out, "scenarios");
    put_array(out);
    for (int i = 0; setup_carried(i); i++) {
        struct drill_setup s;
        struct err ignored = {0};
        setup_init(&s);
        if (!setup_load(&s, setup_carried(i), &ignored) && (*s.pathogen || *s.name)) {
            put_object(out);
            put_key(out, "name"), put_str(out, setup_carried(i));
            put_key(out, "title"), put_str(out, *s.name ? s.name : s.pathogen);
            put_key(out, "pathogen"), put_str(out, s.pathogen);
            put_end_object(out);
        }
        setup_fini(&s);
    }
    put_end_array(out);
}

enum outcome do_drill_choices(struct call *c, struct err *e)
{
    const char *scenario = call_text(c, "scenario"), *edition = call_text(c, "edition");
    const struct plan *plan = NULL;
    struct drill_setup s;
    int64_t no = 0;
    enum outcome o = OK;
    if (edition && text_int(edition, strlen(edition), &no))
        o = editions_find(c->app->editions, c->db, no, &plan, e);
    if (o)
        return o;
    setup_init(&s);
    struct asked asked = {.scenario = scenario && *scenario ? scenario : "county"};
    o = asked_judge(&asked, plan ? plan : c->plan, NULL, rehearsal_today(c), e);
    if (!o)
        o = setup_load(&s, asked.scenario, e);
    if (!o)
        o = setup_plan(&s, plan ? plan : c->plan, rehearsal_today(c), e);
    if (!o) {
        put_object(c->out);
        put_scenarios(c->out);
        put_levers_of(c->out, &s);
        put_key(c->out, "editions");
        o = edition_list_json(c->out, c, e);
        put_end_object(c->out);
    }
    setup_fini(&s);
    editions_release(c->app->editions, plan);
    return o;
}
