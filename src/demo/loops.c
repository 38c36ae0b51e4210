/* Inspections, grid events, clues, stranded vehicles and responsibility in the demo county.
 * What goes wrong on purpose: a rectification nobody answers and one sent back at its re-check, a
 * self-check that one school ignores, an event dispatched to the wrong office, a clue past its day,
 * a towed car whose seal was broken, a letter a firm would not sign, a board with a wrong phone. */
#include "demo/demo_int.h"

#include "value/time.h"

#define N(list) ((int)(sizeof(list) / sizeof *(list)))

static json_t *problem(const char *what, const char *severity)
{
    return json_pack("{s:s, s:s}", "what", what, "severity", severity);
}

struct visit {
    int64_t unit;
    int days_ago;
    const char *subject, *manner, *verdict, *first, *severity, *second;
};

static enum outcome make_inspection(struct demo_slice *s, const struct visit *v, struct err *e)
{
    json_t *problems = json_array();
    demo_days_ago(s->d, v->days_ago, 10);
    if (v->first)
        json_array_append_new(problems, problem(v->first, v->severity));
    if (v->second)
        json_array_append_new(problems, problem(v->second, "ordinary"));
    json_t *fields = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "unit", demo_id(s, v->unit), "at",
                               demo_time(s, s->d->now_ms), "manner", v->manner, "by", "秦岚、苗青",
                               "subject", v->subject, "verdict", v->verdict);
    if (json_array_size(problems))
        json_object_set(fields, "problems", problems);
    json_decref(problems);
    return demo_record(s, "inspection", fields, NULL, e);
}

static enum outcome make_inspections(struct demo_slice *s, struct err *e)
{
    struct demo *d = s->d;
    const struct visit visits[] = {
        {d->schools[0].id, 9, "school", "unannounced", "mend", "隔离室堆放杂物，未启用", "serious",
         "二年级两个班通风记录缺三天"},
        {d->schools[1].id, 9, "school", "unannounced", "good", NULL, NULL, NULL},
        {d->enterprises[0].id, 8, "worksite", "unannounced", "mend", "东门货车司机下车装卸",
         "serious", "夜班体温登记不全"},
        {d->enterprises[2].id, 6, "worksite", "unannounced", "stop", "宿舍12人一间，无隔离观察室",
         "basic", NULL},
        {d->villages[1], 5, "community", "announced", "mend", "公示牌电话为空号", "ordinary", NULL},
        {d->checkpoints[2].id, 4, "checkpoint", "unannounced", "mend", "凌晨2时一班仅1人在岗",
         "serious", NULL},
        {d->hospital, 3, "hospital", "announced", "good", NULL, NULL, NULL},
        {d->schools[0].id, 1, "school", "follow_up", "good", NULL, NULL, NULL},
    };
    for (int i = 0; i < N(visits); i++) {
        enum outcome outcome = make_inspection(s, &visits[i], e);
        if (outcome != OK)
            return outcome;
    }
    return OK;
}

struct mend {
    const char *what, *severity, *fix, *recheck;
    int64_t unit;
    int days_ago;
    bool is_sent_back, is_closed, is_hindered;
};

static enum outcome one_finding(struct demo_slice *s, const struct mend *m, int number,
                                struct err *e)
{
    int64_t id;
    demo_days_ago(s->d, m->days_ago, 11);
    enum outcome outcome =
        demo_record(s, "finding",
                    json_pack("{s:s, s:s, s:s, s:s, s:s}", "unit", demo_id(s, m->unit), "found_at",
                              demo_time(s, s->d->now_ms), "found_by", "秦岚、苗青", "what", m->what,
                              "severity", m->severity),
                    &id, e);
    if (outcome == OK)
        outcome = demo_move(s, "finding", id, "order",
                            json_pack("{s:s, s:s}", "order_no",
                                      arena_printf(s->work.arena, "蒲督改〔2026〕%d号", number),
                                      "order_text", "限期整改，整改情况书面报督导组"),
                            e);
    if (outcome != OK || !m->fix)
        return outcome;
    demo_days_ago(s->d, m->days_ago - 1, 10);
    json_t *fixed = json_pack("{s:s, s:s}", "fix", m->fix, "owner", "单位负责人");
    if (m->is_hindered)
        json_object_set_new(fixed, "hindered", json_string("供电改造需供电公司排期，非本单位能定"));
    outcome = demo_move(s, "finding", id, "report", fixed, e);
    if (outcome == OK && (m->is_closed || m->is_sent_back))
        outcome =
            demo_move(s, "finding", id, m->is_closed ? "close" : "send_back",
                      json_pack("{s:s, s:s}", "recheck_by", "苗青", "recheck", m->recheck), e);
    return outcome;
}

static enum outcome make_findings(struct demo_slice *s, struct err *e)
{
    struct demo *d = s->d;
    const struct mend rows[] = {
        {"校门外来人员登记簿空白", "ordinary", "已补登并指定专人", "现场核对属实", d->schools[2].id,
         12, false, true, false},
        {"食堂晨检无签字", "ordinary", "已建立签字制度", "抽查三日齐全", d->schools[3].id, 12,
         false, true, false},
        {"消毒剂过期仍在使用", "serious", "已更换并封存过期品", "仓库角落仍有两箱过期品",
         d->enterprises[1].id, 10, true, false, false},
        {"防护物资不足两周用量", "ordinary", NULL, NULL, d->schools[1].id, 7, false, false, false},
        {"观察室无独立电源", "basic", "已提交改造申请", NULL, d->clinic, 6, false, false, true},
    };
    for (int i = 0; i < N(rows); i++) {
        enum outcome outcome = one_finding(s, &rows[i], 21 + i, e);
        if (outcome != OK)
            return outcome;
    }
    demo_days_ago(d, 2, 9);
    return demo_record(s, "self_check_call",
                       json_pack("{s:s, s:s, s:s, s:s}", "area", demo_id(s, d->options->county),
                                 "kind", "school", "what", "隔离室是否随时可用、有无堆放杂物", "at",
                                 demo_time(s, d->now_ms)),
                       NULL, e);
}

struct happening {
    const char *kind, *what;
    int days_ago;
    bool is_urgent;
    int steps; /* 0 found · 1 filed · 2 dispatched · 3 handled · 4 closed */
    bool is_returned;
};

static enum outcome one_event(struct demo_slice *s, const struct happening *h, int64_t at,
                              struct err *e)
{
    struct demo *d = s->d;
    int64_t id;
    demo_days_ago(d, h->days_ago, 9);
    json_t *fields = json_pack("{s:s, s:s, s:s, s:s}", "at", demo_id(s, at), "found_at",
                               demo_time(s, d->now_ms), "kind", h->kind, "what", h->what);
    json_object_set_new(fields, "urgent", json_boolean(h->is_urgent));
    enum outcome outcome = demo_record(s, "grid_event", fields, &id, e);
    if (outcome == OK && h->steps >= 1)
        outcome =
            demo_move(s, "grid_event", id, "file", json_pack("{s:s}", "filed_by", "何玉兰"), e);
    if (outcome == OK && h->steps >= 2)
        outcome =
            demo_move(s, "grid_event", id, "dispatch",
                      json_pack("{s:s, s:s}", "department", demo_id(s, d->offices[h->is_returned]),
                                "dispatched_at", demo_time(s, d->now_ms)),
                      e);
    if (outcome == OK && h->is_returned)
        outcome = demo_move(s, "grid_event", id, "return",
                            json_pack("{s:s}", "return_reason", "不属本单位职责，建议转城管"), e);
    if (outcome == OK && h->steps >= 3)
        outcome = demo_move(s, "grid_event", id, "handle",
                            json_pack("{s:s}", "result", "已到场处理，现场恢复"), e);
    if (outcome == OK && h->steps >= 4)
        outcome =
            demo_move(s, "grid_event", id, "close", json_pack("{s:s}", "rated", "satisfied"), e);
    return outcome;
}

static enum outcome make_events(struct demo_slice *s, struct err *e)
{
    static const struct happening rows[] = {
        {"waste", "3号楼垃圾桶满溢，已有异味", 6, false, 4, false},
        {"gathering", "广场晚间聚集约四十人", 5, false, 4, false},
        {"medical", "独居老人降压药明天用完", 0, true, 2, false},
        {"outsider", "2单元新来租户未登记", 4, false, 3, false},
        {"facility", "东门测温棚被风刮倒", 5, true, 2, false},
        {"dispute", "两户因快递消杀争执", 3, false, 2, true},
        {"supply", "封闭楼栋蔬菜包少送七份", 1, true, 1, false},
        {"other", "楼道照明不亮，夜间测温看不清", 0, false, 0, false},
    };
    struct demo *d = s->d;
    for (int i = 0; i < N(rows); i++) {
        enum outcome outcome = one_event(s, &rows[i], d->grids[i % 4], e);
        if (outcome != OK)
            return outcome;
    }
    return OK;
}

static enum outcome one_clue(struct demo_slice *s, const char *source, const char *topic,
                             const char *what, int ago, const char *ending, struct err *e)
{
    struct demo *d = s->d;
    int64_t id;
    char name[40], phone[12];
    demo_days_ago(d, ago, 15);
    json_t *fields =
        json_pack("{s:s, s:s, s:s, s:s, s:s}", "about", demo_id(s, d->first_street), "at",
                  demo_time(s, d->now_ms), "source", source, "topic", topic, "what", what);
    bool is_anonymous = ago % 3 == 0;
    json_object_set_new(fields, "anonymous", json_boolean(is_anonymous));
    if (!is_anonymous) {
        demo_name(&d->rng, demo_chance(d, 0.5), demo_surname(&d->rng), name);
        demo_phone(&d->rng, phone);
        json_object_set_new(fields, "informant", json_string(name));
        json_object_set_new(fields, "informant_phone", json_string(phone));
    }
    enum outcome outcome = demo_record(s, "clue", fields, &id, e);
    if (outcome != OK || !ending)
        return outcome;
    if (strcmp(ending, "refer") == 0)
        return demo_move(s, "clue", id, "refer", json_pack("{s:s}", "referred_to", "县市场监管局"),
                         e);
    outcome = demo_move(s, "clue", id, "accept", json_pack("{s:s}", "assigned", "线索组"), e);
    if (outcome == OK && strcmp(ending, "answer") == 0)
        outcome = demo_move(s, "clue", id, "answer",
                            json_pack("{s:s, s:s, s:s, s:s}", "findings", "实地核查两次", "proved",
                                      "partly", "answer", "已要求改正，并向您说明经过",
                                      "answered_by", "phone"),
                            e);
    return outcome;
}

static enum outcome make_clues(struct demo_slice *s, struct err *e)
{
    static const struct {
        const char *source, *topic, *what, *ending;
        int ago;
    } rows[] = {
        {"hotline", "price", "东街药店口罩一只卖到十元", "refer", 11},
        {"hotline", "service", "封闭小区孕妇产检车迟迟不来", "answer", 10},
        {"online", "rumour", "网上传县医院停诊，是否属实", "answer", 8},
        {"letter", "conduct", "劝返点执勤人员态度粗暴", "accept", 8},
        {"phone", "hiding", "隔壁有人外地回来没登记", "answer", 5},
        {"visit", "medical", "透析被要求先等核酸结果", "answer", 4},
        {"hotline", "service", "志愿者收了菜钱没给票", "accept", 2},
        {"hotline", "advice", "建议采样点给老人放椅子", NULL, 1},
        {"online", "price", "蔬菜包里土豆发芽", NULL, 0},
    };
    for (int i = 0; i < N(rows); i++) {
        enum outcome outcome = one_clue(s, rows[i].source, rows[i].topic, rows[i].what, rows[i].ago,
                                        rows[i].ending, e);
        if (outcome != OK)
            return outcome;
    }
    return OK;
}

static enum outcome one_vehicle(struct demo_slice *s, int ago, int steps, bool is_intact,
                                struct err *e)
{
    static const char *const moves[] = {"call", "disinfect", "seal", "tow", "store", "give_back"};
    struct demo *d = s->d;
    int64_t id;
    char plate[16], name[40], phone[12];
    demo_days_ago(d, ago, 8);
    demo_plate(&d->rng, false, plate);
    demo_name(&d->rng, true, demo_surname(&d->rng), name);
    demo_phone(&d->rng, phone);
    enum outcome outcome =
        demo_record(s, "stranded_vehicle",
                    json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "station",
                              demo_id(s, d->checkpoints[2].id), "found_at", demo_time(s, d->now_ms),
                              "plate", plate, "vehicle", ago % 2 ? "truck" : "car", "spot",
                              "检疫点东侧200米应急车道", "owner", name, "phone", phone),
                    &id, e);
    json_t *given[] = {
        json_pack("{s:s, s:s}", "call", ago % 2 ? "answered" : "off", "call_note",
                  ago % 2 ? "人在隔离，同意拖移" : "连拨三次关机"),
        json_pack("{s:s, s:s}", "agent", "含氯500毫克/升", "disinfected_by", "白浩"),
        json_pack("{s:s, s:s}", "seal_no", arena_printf(s->work.arena, "F%04d", 100 + ago),
                  "condition", "左前门有旧划痕，其余完好"),
        json_pack("{s:s}", "towed_by", "顺达清障"),
        json_pack("{s:s}", "stored_at", "交警队停车场B区"),
        json_pack("{s:s, s:s, s:b}", "returned_to", name, "returned_at",
                  demo_time(s, d->now_ms + 3600000), "intact", (int)is_intact),
    };
    if (!is_intact)
        json_object_set_new(given[5], "damage", json_string("封条破损，少备胎一只，赔偿已谈妥"));
    for (int i = 0; i < N(given); i++) {
        if (outcome == OK && i < steps)
            outcome = demo_move(s, "stranded_vehicle", id, moves[i], given[i], e);
        else
            json_decref(given[i]);
    }
    return outcome;
}

static enum outcome make_vehicles(struct demo_slice *s, struct err *e)
{
    static const struct {
        int ago, steps;
        bool is_intact;
    } rows[] = {{9, 6, true}, {8, 6, false}, {5, 5, true},
                {3, 3, true}, {1, 1, true},  {0, 0, true}};
    for (int i = 0; i < N(rows); i++) {
        enum outcome outcome = one_vehicle(s, rows[i].ago, rows[i].steps, rows[i].is_intact, e);
        if (outcome != OK)
            return outcome;
    }
    return OK;
}

static enum outcome one_responsible(struct demo_slice *s, int64_t unit, const char *role,
                                    const char *position, int64_t *above, struct err *e)
{
    char name[40];
    demo_name(&s->d->rng, demo_chance(s->d, 0.7), demo_surname(&s->d->rng), name);
    json_t *fields = json_pack("{s:s, s:s, s:s, s:s, s:s}", "unit", demo_id(s, unit), "role", role,
                               "name", name, "position", position, "phone", "0913-7210000");
    if (*above)
        json_object_set_new(fields, "reports_to", json_string(demo_id(s, *above)));
    return demo_record(s, "responsible", fields, above, e);
}

static enum outcome make_chain(struct demo_slice *s, struct err *e)
{
    struct demo *d = s->d;
    enum outcome outcome = OK;
    demo_days_ago(d, 18, 9);
    for (int i = 0; outcome == OK && i < d->schools_n + d->enterprises_n; i++) {
        bool is_school = i < d->schools_n;
        int64_t unit = is_school ? d->schools[i].id : d->enterprises[i - d->schools_n].id,
                above = 0;
        static const char *const roles[] = {"leader", "supervising", "main", "direct"};
        const char *const titles[] = {"包联县领导", is_school ? "教育局副局长" : "工信局副局长",
                                      is_school ? "校长" : "法定代表人",
                                      is_school ? "校医" : "防疫专员"};
        for (int r = 0; outcome == OK && r < N(roles); r++)
            outcome = one_responsible(s, unit, roles[r], titles[r], &above, e);
        int64_t letter = 0;
        if (outcome == OK)
            outcome = demo_record(s, "duty_letter",
                                  json_pack("{s:s, s:s, s:s}", "unit", demo_id(s, unit), "issuer",
                                            "县疫情防控工作领导小组", "tasks",
                                            "落实主体责任：人员排查、每日检查、物资储备、应急处置"),
                                  &letter, e);
        if (outcome == OK && i != d->schools_n + 1)
            outcome = demo_move(s, "duty_letter", letter, "sign",
                                json_pack("{s:s, s:s}", "signer", titles[2], "signed_on",
                                          demo_day(s, d->today - 18)),
                                e);
        else if (outcome == OK)
            outcome = demo_move(s, "duty_letter", letter, "refuse",
                                json_pack("{s:s}", "refusal", "认为停工损失无人承担，待协商"), e);
        if (outcome == OK)
            outcome = demo_record(s, "notice_board",
                                  json_pack("{s:s, s:s, s:s, s:s}", "unit", demo_id(s, unit),
                                            "spot", is_school ? "校门口右侧" : "厂门值班室外墙",
                                            "posted_on", demo_day(s, d->today - 18), "checked_on",
                                            demo_day(s, d->today - (i % 2 ? 12 : 2))),
                                  &letter, e);
        if (outcome == OK && i == 3)
            outcome = demo_move(s, "notice_board", letter, "damage", NULL, e);
    }
    return outcome;
}

static enum outcome make_scores(struct demo_slice *s, struct err *e)
{
    struct demo *d = s->d;
    demo_days_ago(d, 3, 16);
    char month[8];
    snprintf(month, sizeof month, "%.7s", demo_day(s, d->today - 30));
    enum outcome outcome = OK;
    for (int i = 0; outcome == OK && i < d->schools_n; i++) {
        int64_t id = 0;
        json_t *fields = json_pack(
            "{s:s, s:s, s:i, s:i, s:i, s:i}", "unit", demo_id(s, d->schools[i].id), "month", month,
            "organised", 22 - i, "recorded", 23 - i * 2, "mended", 25 - i * 4, "served", 21);
        if (i == 2) {
            json_object_set_new(fields, "excused", json_integer(8));
            json_object_set_new(fields, "because", json_string("校医借调支援隔离点两周"));
        }
        outcome = demo_record(s, "responsibility_score", fields, &id, e);
        if (outcome == OK && i > 0)
            outcome = demo_move(s, "responsibility_score", id, "tell", NULL, e);
        if (outcome == OK && i == 3)
            outcome = demo_move(s, "responsibility_score", id, "object",
                                json_pack("{s:s}", "objection", "整改逾期系供货延误，附送货单"), e);
    }
    return outcome;
}

enum outcome demo_loops(struct demo *d, struct err *e)
{
    static const struct {
        const char *ledger;
        enum outcome (*make)(struct demo_slice *s, struct err *e);
    } parts[] = {
        {"responsible", make_chain},         {"responsibility_score", make_scores},
        {"inspection", make_inspections},    {"finding", make_findings},
        {"grid_event", make_events},         {"clue", make_clues},
        {"stranded_vehicle", make_vehicles},
    };
    enum outcome outcome = OK;
    for (int i = 0; outcome == OK && i < N(parts); i++)
        if (plan_ledger(d->plan, parts[i].ledger))
            outcome = demo_write(d, parts[i].make, NULL, e);
    demo_tell(d, "loops");
    return outcome;
}
