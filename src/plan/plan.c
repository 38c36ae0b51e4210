/* Loading a plan: read every file, judge its words, build the model part by part, judge the whole.
 * Later steps run even when earlier ones found mistakes, so one run tells them all; readers meet
 * half-built parts and must bear them. */
#include "plan/plan_int.h"
#include "plan/source.h"

#include "base/text.h"

#define ARENA_PLAN ((size_t)1 << 30) /* bounded in truth by file sizes and LIMIT_PLAN_NODES */

/* Every file must be a map; what is not is told and left out. */
static void check_files(struct reader *r)
{
    for (int i = 0; i < r->files_n; i++) {
        struct plan_file *f = &r->files[i];
        if (f->root && f->root->kind != NODE_MAP) {
            if (!node_is_null(f->root))
                mistake(r, f->root, "kind_of_value", "a plan file is a group of keys",
                        "预案文件应是一组键");
            f->root = NULL;
        }
        if (f->root)
            word_check(r, W_PLAN, f->root);
    }
}

static void count_notice(struct reader *r)
{
    struct err *last;

    if (!r->is_cut)
        return;
    last = &r->errors->list[r->errors->n - 1];
    if (last->outcome == OK)
        r->errors->warnings_n--;
    err_clear(last);
    err_set(last, REFUSED, NULL, "too_many", "more than %d mistakes; the rest is not listed",
            "错误超过%d处，其余未列出", LIMIT_PLAN_ERRORS);
}

static void build(struct reader *r)
{
    read_head(r);
    read_standards(r);
    read_tables(r);
    read_checklists(r);
    read_kinds(r);
    read_posts(r);
    read_items(r);
    read_needs(r);
    declare_ledgers(r);
    resolve_ledgers(r);
    read_levels(r);
    read_drill(r);
    read_duties(r);
    read_rosters(r);
    read_measures(r);
    read_reports(r);
    check_flow(r);
    check_care(r);
    check_numbers(r);
}

static enum outcome load(struct plan **ret, const char *path, const char *modules_dir,
                         const char *source, size_t len, struct plan_errors *errors)
{
    struct reader r = {.errors = errors};
    bool is_good;

    memset(errors, 0, sizeof *errors);
    r.plan = calloc(1, sizeof *r.plan);
    if (!r.plan)
        abort();
    arena_init(&r.plan->arena, ARENA_PLAN);
    arena_init(&r.scratch, ARENA_PLAN);
    r.keep = &r.plan->arena;
    r.files = arena_alloc(&r.scratch, PLAN_FILES * sizeof *r.files);
    if (path)
        source_open(&r, path, modules_dir);
    else
        source_cut(&r, source, len);
    check_files(&r);
    build(&r);
    source_keep(&r);
    mistakes_sort(&r);
    count_notice(&r);
    is_good = errors->n == errors->warnings_n;
    arena_fini(&r.scratch);
    if (!is_good) {
        plan_free(r.plan);
        return REFUSED;
    }
    *ret = r.plan;
    return OK;
}

enum outcome plan_load(struct plan **ret, const char *path, const char *modules_dir,
                       struct plan_errors *errors)
{
    return load(ret, path, modules_dir, NULL, 0, errors);
}

enum outcome plan_load_source(struct plan **ret, const char *source, size_t len,
                              struct plan_errors *errors)
{
    return load(ret, NULL, NULL, source, len, errors);
}

void plan_free(struct plan *plan)
{
    if (!plan)
        return;
    arena_fini(&plan->arena);
    free(plan);
}
