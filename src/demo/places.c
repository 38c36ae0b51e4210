/* The demo county's places below the villages, its units, and a user for every post. */
#include "demo/demo_int.h"

#include "store/writer.h"
#include "value/time.h"

const struct demo_user demo_users[] = {
    {"command", "command", {"指挥部 高明", "Headquarters, Gao Ming"}},
    {"inspector", "inspector", {"督导组 秦岚", "Inspector, Qin Lan"}},
    {"health", "health_bureau", {"卫健局 田静", "Health bureau, Tian Jing"}},
    {"education", "education", {"教育局 方敏", "Education bureau, Fang Min"}},
    {"street", "street", {"街道办 董强", "Subdistrict, Dong Qiang"}},
    {"community", "community", {"社区 何玉兰", "Community, He Yulan"}},
    {"grid", "grid_worker", {"网格员 石磊", "Grid worker, Shi Lei"}},
    {"checkhead", "checkpoint_head", {"检查点 雷军", "Checkpoint head, Lei Jun"}},
    {"checkpoint", "checkpoint_staff", {"检查点 白浩", "Checkpoint, Bai Hao"}},
    {"gate", "gate_keeper", {"门岗 余平", "Gate, Yu Ping"}},
    {"school", "school_health", {"校医 范芳", "School health, Fan Fang"}},
    {"teacher", "class_teacher", {"班主任 沈娟", "Class teacher, Shen Juan"}},
    {"worksite", "worksite_health", {"企业 任超", "Worksite, Ren Chao"}},
    {"nurse", "triage_nurse", {"护士 夏霞", "Nurse, Xia Xia"}},
    {"doctor", "fever_doctor", {"医生 江涛", "Doctor, Jiang Tao"}},
    {"investigator", "investigator", {"流调队 顾晓", "Investigator, Gu Xiao"}},
    {"clue", "clue_desk", {"线索组 苗青", "Clue desk, Miao Qing"}},
    {"department", "department", {"城管局 汪洋", "Urban management, Wang Yang"}},
    {"supply", "supply_head", {"物资组 贺兰", "Supply group, He Lan"}},
    {"storekeeper", "storekeeper", {"仓库 邢川", "Storekeeper, Xing Chuan"}},
    {"treasurer", "treasurer", {"财务组 严静", "Treasurer, Yan Jing"}},
    {"wardstock", "ward_nurse", {"医院物资 穆青", "Hospital supplies, Mu Qing"}},
    {NULL, NULL, {NULL, NULL}},
};

static enum outcome add_place(struct demo_slice *s, int64_t parent, const char *kind,
                              const char *name, const char *fields, int64_t *ret, struct err *e)
{
    struct demo *d = s->d;
    struct place_new place = {
        .parent = parent,
        .kind = kind,
        .name = name,
        .from = d->today - 400,
        .fields_json = fields,
        .user = -1,
    };
    return place_add(ret, s->work.db, d->app->journal, d->plan, &place, d->now_ms, e);
}

static enum outcome make_grids(struct demo_slice *s, struct err *e)
{
    struct demo *d = s->d;
    int *from = s->arg;
    int until = *from + 40 < d->villages_n ? *from + 40 : d->villages_n;
    for (; *from < until; ++*from) {
        int n = *from < 3 ? 4 : 2;
        for (int g = 1; g <= n; g++) {
            const char *name = arena_printf(s->work.arena, "第%d网格", g);
            enum outcome outcome =
                add_place(s, d->villages[*from], "grid", name, NULL, &d->grids[d->grids_n], e);
            if (outcome != OK)
                return outcome;
            d->grids_n++;
        }
    }
    return OK;
}

static enum outcome add_unit(struct demo_slice *s, struct demo_unit *list, int *n, int64_t parent,
                             const char *kind, const char *name, const char *fields, struct err *e)
{
    if (*n == DEMO_UNITS)
        return OK;
    enum outcome outcome = add_place(s, parent, kind, name, fields, &list[*n].id, e);
    if (outcome == OK)
        ++*n;
    return outcome;
}

static enum outcome make_units(struct demo_slice *s, struct err *e)
{
    static const char *const checkpoints[] = {
        "高速东出口检疫点", "高速西出口检疫点", "国道108检疫点", "火车站检疫点",
        "客运站检疫点",     "东陈路劝返点",     "龙阳路劝返点",  "渭北大道检疫点"};
    static const char *const schools[] = {"城关第一小学", "第三中学", "实验小学", "职业教育中心"};
    static const char *const enterprises[] = {"渭北建材厂", "惠民食品公司", "新区安置房工地"};
    struct demo *d = s->d;
    enum outcome outcome = OK;
    int64_t county = d->options->county, street = d->first_street;
    for (int i = 0; outcome == OK && i < 8; i++)
        outcome = add_unit(s, d->checkpoints, &d->checkpoints_n, i < 5 ? county : street,
                           "checkpoint", checkpoints[i], NULL, e);
    if (outcome == OK)
        outcome = add_place(s, county, "hospital", "县医院",
                            "{\"fever_clinic\": true, \"beds\": 620}", &d->hospital, e);
    if (outcome == OK)
        outcome = add_place(s, street, "hospital", "社区卫生服务中心",
                            "{\"fever_clinic\": false, \"beds\": 20}", &d->clinic, e);
    static const char *const offices[] = {"城市管理局", "市场监督管理局"};
    for (int i = 0; outcome == OK && i < 2; i++)
        outcome = add_place(s, county, "office", offices[i], NULL, &d->offices[i], e);
    static const char *const stores[DEMO_STORES] = {"县中心仓库", "城区分库", "东部分库",
                                                    "西部分库", "北部分库"};
    for (int i = 0; outcome == OK && i < DEMO_STORES; i++)
        outcome = add_place(s, i ? d->store_streets[i - 1] : county, "warehouse", stores[i],
                            i ? "{\"square_metres\": 260}" : "{\"square_metres\": 1800}",
                            &d->stores[i], e);
    for (int i = 0; outcome == OK && i < 6; i++)
        outcome = add_unit(
            s, d->gates, &d->gates_n, d->villages[i % 3], "gate",
            arena_printf(s->work.arena, "%s%d号门", i % 2 ? "西区" : "东区", i / 2 + 1), NULL, e);
    for (int i = 0; outcome == OK && i < 4; i++) {
        outcome = add_unit(s, d->schools, &d->schools_n, street, "school", schools[i],
                           "{\"pupils\": 1200, \"gates\": 2}", e);
        for (int c = 1; outcome == OK && c <= 3; c++)
            outcome = add_unit(s, d->classes, &d->classes_n, d->schools[i].id, "class",
                               arena_printf(s->work.arena, "%d年级%d班", i + 1, c), NULL, e);
    }
    for (int i = 0; outcome == OK && i < 3; i++) {
        outcome = add_unit(s, d->enterprises, &d->enterprises_n, street, "enterprise",
                           enterprises[i], "{\"workers\": 240}", e);
        for (int c = 1; outcome == OK && c <= 2; c++)
            outcome = add_unit(s, d->crews, &d->crews_n, d->enterprises[i].id, "crew",
                               arena_printf(s->work.arena, "%d班组", c), NULL, e);
    }
    return outcome;
}

static enum outcome list_job(struct demo_slice *s, struct err *e)
{
    struct demo *d = s->d;
    int64_t *streets = NULL;
    int streets_n = 0;
    enum outcome outcome =
        demo_places_of(d, s->work.db, "village", &d->villages, &d->villages_n, e);
    if (outcome == OK)
        outcome = demo_places_of(d, s->work.db, "street", &streets, &streets_n, e);
    if (outcome == OK && streets_n > 0)
        d->first_street = streets[0];
    for (int i = 0; outcome == OK && streets_n > 0 && i < DEMO_STORES - 1; i++)
        d->store_streets[i] = streets[i < streets_n ? i : streets_n - 1];
    free(streets);
    if (outcome == OK && (d->villages_n < 3 || !d->first_street))
        return err_set(e, REFUSED, NULL, "demo_places",
                       "import the county's places first: it has no villages",
                       "请先导入本县区划：该县下没有村社区");
    return outcome;
}

enum outcome demo_places(struct demo *d, struct err *e)
{
    enum outcome outcome = demo_write(d, list_job, NULL, e);
    if (outcome != OK)
        return outcome;
    d->grids = calloc((size_t)d->villages_n * 4 + 16, sizeof *d->grids);
    if (!d->grids)
        abort();
    for (int from = 0; outcome == OK && from < d->villages_n;)
        outcome = demo_write(d, make_grids, &from, e);
    if (outcome == OK)
        outcome = demo_write(d, make_units, NULL, e);
    demo_tell(d, "places");
    return outcome;
}

static int64_t place_of_post(const struct demo *d, const char *kind)
{
    const struct {
        const char *kind;
        int64_t id;
    } places[] = {
        {"county", d->options->county},       {"street", d->first_street},
        {"village", d->villages[0]},          {"grid", d->grids[0]},
        {"checkpoint", d->checkpoints[0].id}, {"gate", d->gates[0].id},
        {"school", d->schools[0].id},         {"class", d->classes[0].id},
        {"enterprise", d->enterprises[0].id}, {"hospital", d->hospital},
        {"office", d->offices[0]},            {"warehouse", d->stores[0]},
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (strcmp(places[i].kind, kind) == 0)
            return places[i].id;
    return 0;
}

static enum outcome make_accounts(struct demo_slice *s, struct err *e)
{
    struct demo *d = s->d;
    for (const struct demo_user *u = demo_users; u->login; u++) {
        const struct post *post = plan_post(d->plan, u->post);
        if (!post)
            continue;
        int64_t place = place_of_post(d, post->held_at->name), id = 0, holding = 0;
        struct user_new user = {
            .login = u->login,
            .name = u->name.zh,
            .password_hash = s->arg,
            .lang = LANG_ZH,
            .place = place,
            .by = -1,
        };
        enum outcome outcome =
            guard_user_add(d->app->guard, s->work.db, d->app->journal, &user, d->now_ms, &id, e);
        if (outcome == OK)
            outcome = guard_user_grant(s->work.db, d->app->journal, id, u->post, place,
                                       d->today - 365, 0, 0, -1, d->now_ms, &holding, e);
        if (outcome != OK)
            return outcome;
    }
    return OK;
}

enum outcome demo_accounts(struct demo *d, struct err *e)
{
    char hash[128];
    enum outcome outcome = guard_hash_password(d->app->guard, DEMO_PASSWORD, hash, e);
    if (outcome == OK)
        outcome = demo_write(d, make_accounts, hash, e);
    demo_tell(d, "users");
    return outcome;
}
