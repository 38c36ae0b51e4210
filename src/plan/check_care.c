/* Care for people: sensitive fields have a purpose, a basis and an end; what may never be kept is
 * refused by name; what restricts people stands on an order that names its grounds. */
#include "plan/plan_int.h"

#include "base/text.h"

/* Subjects that no plan may record: words of names, and parts of labels. */
/* clang-format off */
static const struct refused { const char *words, *zh; struct label what; } refused[] = {
    {"religion|religious|faith|zongjiao|belief", "宗教", {"宗教信仰", "religion"}},
    {"", "信仰", {"宗教信仰", "religion"}},
    {"ethnicity|ethnic|race|minzu|nation_group", "民族", {"民族", "ethnicity"}},
    {"", "种族", {"种族", "ethnicity"}},
    {"face|facial|faceprint|face_id|iris|fingerprint|voiceprint", "人脸",
     {"人脸等生物特征", "faces and other biometrics"}},
    {"", "指纹", {"生物特征", "biometrics"}},
    {"", "虹膜", {"生物特征", "biometrics"}},
    {"imei|imsi|mac|mac_address|idfa|device_id|deviceid|android_id|advertising_id", "设备号",
     {"设备标识", "device identifiers"}},
    {"", "设备标识", {"设备标识", "device identifiers"}},
    {"gps|latitude|longitude|lat|lng|lon|geolocation|trajectory|cell_tower|coordinates",
     "经纬度", {"精确位置", "precise location"}},
    {"", "精确位置", {"精确位置", "precise location"}},
    {"", "行动轨迹", {"行动轨迹", "movements"}},
};
/* clang-format on */

/* Is one word of the name (between underscores), or the whole of it, in the list? */
static bool names_subject(const char *name, const char *words)
{
    if (words_hold(words, name, strlen(name)))
        return true;
    if (strstr(name, "mask") || strstr(name, "shield")) /* face_mask is a thing to wear */
        return false;
    for (const char *s = name; *s;) {
        size_t len = strcspn(s, "_");
        if (len && words_hold(words, s, len))
            return true;
        s += len + (s[len] == '_');
    }
    return false;
}

static void check_subject(struct reader *r, const struct field *f)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        const struct refused *no = &refused[i];
        if (!names_subject(f->name, no->words) && !(f->label.zh && strstr(f->label.zh, no->zh)))
            continue;
        mistake_at(r, &f->at, "refused_subject", "%1$s: %2$s is not recorded by any plan%3$.0s",
                   "%1$s：任何预案都不记录%3$s%2$.0s", f->name, no->what.en, no->what.zh);
        return;
    }
    for (int i = 0; i < f->lines_n; i++)
        check_subject(r, &f->lines[i]);
}

/* A ledger of people: it identifies them itself or refers to one that does. */
static bool identifies(const struct ledger *l)
{
    for (int i = 0; i < l->fields_n; i++)
        if (l->fields[i].type == F_ID_NUMBER || l->fields[i].sensitive.is)
            return true;
    return false;
}

static bool is_about_people(const struct ledger *l)
{
    if (identifies(l))
        return true;
    for (int i = 0; i < l->fields_n; i++) {
        const struct ledger *to = l->fields[i].to;
        for (int k = 0; to && k < to->fields_n; k++)
            if (to->fields[k].type == F_ID_NUMBER)
                return true;
    }
    return false;
}

static void check_field(struct reader *r, const struct ledger *l, const struct field *f,
                        const struct node *at)
{
    bool is_denied = node_is(node_get(at, "sensitive"), "false");

    check_subject(r, f);
    if (f->type == F_POINT && is_about_people(l))
        mistake_at(r, &f->at, "refused_subject", "%s: a precise location in a ledger about people",
                   "%s：涉及个人的台账不记录精确位置", f->name);
    if (f->type == F_ID_NUMBER && !f->sensitive.is)
        mistake_at(r, &f->at, "sensitive",
                   "%s is an ID number: give sensitive: {purpose: …, "
                   "basis: …}",
                   "%s是身份证号：请写sensitive: {purpose: …, basis: …}", f->name);
    if (f->type == F_PHONE && !f->sensitive.is && !is_denied)
        warning_at(r, &f->at, "sensitive",
                   "%s is a phone kept in the open: give sensitive: "
                   "{purpose: …, basis: …}, or sensitive: false if it is nobody's own",
                   "%s是明文保存的电话：请写sensitive: {purpose: …, basis: …}；若非个人电话写"
                   "sensitive: false",
                   f->name);
    for (int i = 0; i < f->lines_n; i++)
        if (f->lines[i].type == F_ID_NUMBER || f->lines[i].sensitive.is)
            mistake_at(r, &f->lines[i].at, "sealed",
                       "%s: a sensitive field cannot stand in lines, "
                       "which are not sealed; make a ledger of them",
                       "%s：行内不加密，敏感项目不能放在行内，请另设台账", f->lines[i].name);
}

static void check_compartment(struct reader *r, const struct field *f)
{
    if (!f->compartment)
        return;
    for (int i = 0; i < r->plan->posts_n; i++)
        for (int k = 0; k < r->plan->posts[i].compartments_n; k++)
            if (text_same(r->plan->posts[i].compartments[k], f->compartment))
                return;
    mistake_at(r, &f->at, "nobody",
               "%s is in the compartment %s, which no post holds: nobody could "
               "see it",
               "%s在隔间%s内，没有岗位持有该隔间，无人可见", f->name, f->compartment);
}

/* An order that restricts people says who decided, on what paper, why, what lesser measure was
 * weighed and when it ends (docs/mission.md, care). */
static void check_order(struct reader *r, const struct ledger *l)
{
    static const char *const needed[] = {"authority", "document_no", "purpose", "alternative",
                                         "sunset"};
    bool has_area = false;

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        const struct field *f = ledger_field(l, needed[i]);
        if (!f || !f->required)
            mistake_at(r, &l->at, "order",
                       "%s is an order that restricts people: it needs the "
                       "required field %s",
                       "%s是限制人员的命令：须有必填项目%s", l->name, needed[i]);
        else if (i == 4 && f->type != F_DATETIME)
            mistake_at(r, &f->at, "type", "sunset must be a datetime", "sunset应为datetime");
    }
    for (int i = 0; i < l->fields_n; i++)
        has_area |= l->fields[i].type == F_PLACE && l->fields[i].required;
    if (!has_area)
        mistake_at(r, &l->at, "order",
                   "%s is an order that restricts people: it needs a required "
                   "place, its area",
                   "%s是限制人员的命令：须有必填的区域（place）", l->name);
}

static void check_sees(struct reader *r)
{
    for (int i = 0; i < r->plan->posts_n; i++) {
        const struct post *p = &r->plan->posts[i];
        for (int s = 0; s < p->sees_n; s++) {
            struct near near = near_to(p->sees[s].field);
            bool is_there = false;
            for (int k = 0; k < r->plan->ledgers_n; k++)
                for (int f = 0; f < r->plan->ledgers[k].fields_n; f++) {
                    is_there |= text_same(r->plan->ledgers[k].fields[f].name, p->sees[s].field);
                    near_try(&near, r->plan->ledgers[k].fields[f].name);
                }
            if (!is_there)
                near_suggest(mistake_at(r, &p->at, "no_such",
                                        "no ledger has a field \"%s\" that %s "
                                        "could see",
                                        "没有台账含有“%s”项目供%s查看", p->sees[s].field, p->name),
                             &near);
        }
    }
}

void check_care(struct reader *r)
{
    for (int i = 0; i < r->plan->ledgers_n; i++) {
        const struct ledger *l = &r->plan->ledgers[i];
        const struct node *fields = node_get(r->ledger_nodes[i], "fields");
        bool has_sensitive = false;
        for (int k = 0; k < l->fields_n; k++) {
            check_field(r, l, &l->fields[k], node_get(fields, l->fields[k].name));
            check_compartment(r, &l->fields[k]);
            has_sensitive |= l->fields[k].sensitive.is;
        }
        if (has_sensitive && !node_get(r->ledger_nodes[i], "retention"))
            mistake_at(r, &l->at, "retention",
                       "%s has sensitive fields: give retention: {after: "
                       "closed, for: …}",
                       "%s含敏感项目：请写retention: {after: closed, for: …}", l->name);
        if (l->is_order)
            check_order(r, l);
        if (l->restricts && !l->restricts->required)
            mistake_at(r, &l->restricts->at, "order", "%s: the order must be required: true",
                       "%s：命令应为required: true", l->restricts->name);
    }
    for (int i = 0; i < r->plan->kinds_n; i++)
        for (int k = 0; k < r->plan->kinds[i].fields_n; k++)
            check_subject(r, &r->plan->kinds[i].fields[k]);
    check_sees(r);
}
