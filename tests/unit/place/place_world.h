/* A small country for tests: Shaanxi, Weinan, Pucheng, two streets, villages; a city without
 * counties; a plan from tests/data/plans/rights.yaml; a journal. */
#ifndef TESTS_PLACE_WORLD_H
#define TESTS_PLACE_WORLD_H
#include "../check.h"
#include "journal/journal.h"
#include "place/place.h"
#include "sides.h"
#include <stdlib.h>
#include <string.h>

#define WORLD_NOW INT64_C(1795421100000) /* 2026-11-23T16:05+08:00 */
#define WORLD_TODAY INT64_C(20780)

struct world {
    struct test_store *t;
    struct db *db;
    struct journal *journal;
    struct plan *plan;
    int64_t province, city, county, street, other_street, village, other_village, grid, school,
        class_;
};

static inline struct plan *world_plan(void)
{
    struct plan *plan;
    struct plan_errors errors;
    if (plan_load(&plan, RIGHTS_PLAN, NULL, &errors)) {
        for (int i = 0; i < errors.n; i++)
            fprintf(stderr, "%s:%d:%d: %s\n", errors.list[i].file, errors.list[i].line,
                    errors.list[i].column, errors.list[i].en);
        fail_msg("the test plan does not load");
    }
    plan_errors_fini(&errors);
    return plan;
}

static inline int64_t world_add(struct world *w, int64_t parent, const char *kind, const char *code,
                                const char *name)
{
    struct err e;
    int64_t id = 0;
    struct place_new p = {.parent = parent, .kind = kind, .code = code, .name = name};
    must(place_add(&id, w->db, w->journal, w->plan, &p, WORLD_NOW, &e));
    return id;
}

static inline void world_open(struct world *w, struct test_store *t)
{
    struct err e;
    char key[100];
    *w = (struct world){.t = t};
    snprintf(key, sizeof(key), "%s/journal.key", t->folder);
    w->plan = world_plan();
    must(journal_open(&w->journal, t->store, key, &e));
    must(db_open(&w->db, t->store, DB_WRITE, &e));
    must(db_begin(w->db, &e));
    w->province = world_add(w, 0, "province", "610000000000", "陕西省");
    w->city = world_add(w, w->province, "city", "610500000000", "渭南市");
    w->county = world_add(w, w->city, "county", "610526000000", "蒲城县");
    w->street = world_add(w, w->county, "street", "610526001000", "城关街道");
    w->other_street = world_add(w, w->county, "street", "610526100000", "罕井镇");
    w->village = world_add(w, w->street, "village", "610526001001", "东街社区");
    w->other_village = world_add(w, w->street, "village", "610526001002", "西街社区");
    w->grid = world_add(w, w->village, "grid", "", "第一网格");
    w->school = world_add(w, w->street, "school", "", "第一小学");
    w->class_ = world_add(w, w->school, "class", "", "一年级一班");
    must(db_commit(w->db, &e));
}

static inline void world_close(struct world *w)
{
    db_close(w->db);
    journal_close(w->journal);
    plan_free(w->plan);
}
#endif
