/* One drill from its setup to its bands, and its folder of files. */
#include "base/file.h"
#include "rehearsal/sheet.h"

#define OUT_MAX (256u << 20)

enum outcome rehearsal_play(struct rehearsal *r, const struct rehearsal_size *size,
                            const struct drill_place *towns, int towns_n,
                            void (*progress)(void *arg, int done), void *arg, struct err *e)
{
    enum outcome outcome = world_new(&r->world, &r->setup.p, (uint32_t)size->people,
                                     (uint64_t)size->seed, towns_n ? towns : NULL, towns_n, e);
    if (outcome)
        return outcome;
    world_levels(r->world, &r->setup);
    outcome = drill_new(&r->drill, r->world, (int)size->days, (int)size->runs, (uint64_t)size->seed,
                        (int)size->threads, progress, arg, e);
    if (!outcome)
        r->bands = bands_make(r->drill);
    return outcome;
}

void rehearsal_fini(struct rehearsal *r)
{
    bands_free(r->bands);
    drill_free(r->drill);
    world_free(r->world);
    setup_fini(&r->setup);
}

static enum outcome save(struct buf *out, const char *folder, const char *name, struct err *e)
{
    char path[1000];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (buf_is_over(out))
        return err_set(e, TOO_LARGE, NULL, "size", "%s is too large", "%s 过大", name);
    enum outcome outcome = file_write(path, out->data, out->len, 0644, e);
    buf_clear(out);
    return outcome;
}

static enum outcome save_sheet(const struct rehearsal *r, const struct bands *difference,
                               const char *folder, enum lang lang, struct err *e)
{
    char path[1000];
    snprintf(path, sizeof path, "%s/summary.%s.pdf", folder, lang == LANG_ZH ? "zh" : "en");
    return sheet_write(r, difference, path, lang, e);
}

enum outcome rehearsal_write(const struct rehearsal *r, const struct bands *difference,
                             const char *folder, struct err *e)
{
    struct buf out;
    enum outcome outcome = file_make_folder(folder, e);
    buf_init(&out, OUT_MAX);
#define WRITE(name, call)                                                                          \
    if (!outcome) {                                                                                \
        call;                                                                                      \
        outcome = save(&out, folder, name, e);                                                     \
    }
    WRITE("parameters.csv", setup_csv(&out, &r->setup))
    WRITE("series.csv", report_series_csv(&out, r->bands))
    WRITE("runs.csv", report_runs_csv(&out, r->drill))
    WRITE("places.csv", report_places_csv(&out, r->drill))
    WRITE("shortages.csv", report_shortages_csv(&out, r->drill))
    WRITE("drill.json", report_json(&out, &r->setup, r->drill, r->bands))
    WRITE("summary.zh.html", report_page(&out, &r->setup, r->drill, r->bands, difference, LANG_ZH))
    WRITE("summary.en.html", report_page(&out, &r->setup, r->drill, r->bands, difference, LANG_EN))
    if (difference) {
        WRITE("difference.csv", report_series_csv(&out, difference))
        WRITE("difference.json", report_difference_json(&out, difference))
    }
#undef WRITE
    if (!outcome)
        outcome = save_sheet(r, difference, folder, LANG_ZH, e);
    if (!outcome)
        outcome = save_sheet(r, difference, folder, LANG_EN, e);
    buf_fini(&out);
    return outcome;
}
