/* The list of parameters and how a value is read into its place. The list is the reference: the
 * page docs/drill.md and `lianfang drill --parameters` print it. */
#include "drill/parameter.h"

#include <math.h>
#include <stddef.h>

#include "base/text.h"

#define AT(member) offsetof(struct drill_parameters, member)
#define N(name, member, least, most, unit, value, source, zh, en)                                  \
    {                                                                                              \
        name, PARAMETER_NUMBER, 1, AT(member), least, most, unit, value, source,                   \
        {                                                                                          \
            zh, en                                                                                 \
        }                                                                                          \
    }
#define L(name, member, count, least, most, unit, value, source, zh, en)                           \
    {                                                                                              \
        name, PARAMETER_LIST, count, AT(member), least, most, unit, value, source,                 \
        {                                                                                          \
            zh, en                                                                                 \
        }                                                                                          \
    }
#define S(name, member, value, source, zh, en)                                                     \
    {                                                                                              \
        name, PARAMETER_SPREAD, 1, AT(member), 0, 365, "d", value, source,                         \
        {                                                                                          \
            zh, en                                                                                 \
        }                                                                                          \
    }
#define MANY 1e9

#define LEVEL_ROWS(word, i)                                                                        \
    N("level." word ".cases", level[i].cases, 0, MANY, "cases", "0", "plan",                       \
      "启动" word "级的确诊数（0 不启动）", "Cases that switch level " word " on (0: never)"),     \
        N("level." word ".within", level[i].within_days, 1, 28, "d", "7", "plan",                  \
          word "级的统计天数", "Days over which they are counted"),                                \
        N("level." word ".off", level[i].off_days, 1, 90, "d", "14", "plan",                       \
          "连续无病例天数后终止" word "级", "Days without a case that end level " word),           \
        L("level." word ".contacts", level[i].factor, SETTINGS, 0, 1, "share", "1 1 1 1 1",        \
          "plan", word "级下保留的接触：家庭 学校 单位 养老 其他",                                 \
          "Contacts kept at level " word ": home school work care random")

static const struct parameter rows[] = {
    /* people */
    L("people.ages", census, DRILL_CENSUS, 0, 100, "%",
      "5.5 6.4 6.1 5.2 5.3 6.5 8.8 7.0 6.6 8.1 8.6 7.2 5.2 5.2 3.5 2.2 1.4 1.2",
      "China 2020 census, bands of five years; to be confirmed", "各年龄组占比",
      "Share of each age band"),
    L("people.households", household, DRILL_SIZES, 0, 100, "%",
      "25.4 29.7 21.0 13.2 6.2 3.0 1.0 0.5",
      "China 2020 census, sizes 1 to 4; 5 and more split by judgement", "各规模家庭户占比",
      "Share of households by size"),
    N("people.employed", employed, 0, 1, "share", "0.68", "judgement", "18–59岁在业比例",
      "Share of 18–59 who go to work"),
    N("people.commute", commute, 0, 1, "share", "0.3", "judgement", "在本镇街以外工作的比例",
      "Share of workers who work in another town"),
    N("people.care_home", care_share, 0, 1, "share", "0.015", "judgement", "65岁以上住养老机构比例",
      "Share of those over 65 in care homes"),
    N("people.village", village_size, 50, 50000, "people", "1800", "judgement",
      "村（社区）平均人口", "People of a village"),
    N("people.town", town_size, 200, 500000, "people", "30000", "judgement", "镇街平均人口",
      "People of a town"),
    N("people.class", class_size, 2, 120, "pupils", "42", "judgement", "班额", "Pupils of a class"),
    N("people.school", school_size, 10, 10000, "pupils", "700", "judgement", "学校规模",
      "Pupils of a school"),
    N("people.workplace", workplace_mean, 2, 10000, "people", "24", "judgement", "单位平均人数",
      "People of a workplace, mean"),
    N("people.workplace_sd", workplace_sd, 0, 10000, "people", "40", "judgement", "单位人数标准差",
      "and standard deviation (lognormal)"),
    N("people.team", team_size, 2, 200, "people", "9", "judgement", "班组人数", "People of a team"),
    N("people.ward", ward_size, 2, 200, "people", "20", "judgement", "养老院一区人数",
      "People of a ward in a care home"),
    /* contacts */
    N("contact.homogeneous", homogeneous, 0, 1, "flag", "0", "theory", "均匀混合（仅供核对）",
      "Everyone meets everyone alike (for checks against theory)"),
    N("contact.homogeneous_number", homogeneous_contacts, 1, 1000, "per day", "1000", "theory",
      "均匀混合时每日接触数", "Contacts a day when mixing is homogeneous"),
    N("contact.class", class_contacts, 0, 60, "per day", "10", "Covasim school 20, split",
      "同班每日接触", "Contacts within a class"),
    N("contact.school", school_contacts, 0, 60, "per day", "3", "judgement", "同校其他接触",
      "Other contacts in the school"),
    N("contact.team", team_contacts, 0, 60, "per day", "6", "judgement", "同班组每日接触",
      "Contacts within a team"),
    N("contact.work", work_contacts, 0, 60, "per day", "3", "judgement", "同单位其他接触",
      "Other contacts at work"),
    N("contact.care", care_contacts, 0, 60, "per day", "8", "judgement", "养老机构内接触",
      "Contacts in a care home"),
    N("contact.near", near_mean, 0, 30, "per day", "2", "judgement", "本村（社区）随机接触",
      "Random contacts in the village"),
    N("contact.near_k", near_k, 0, MANY, "", "1", "judgement", "其离散系数（0 固定）",
      "their dispersion (0: all alike)"),
    N("contact.town", town_mean, 0, 30, "per day", "1.5", "judgement", "本镇街随机接触",
      "Random contacts in the town"),
    N("contact.town_k", town_k, 0, MANY, "", "0.7", "judgement", "其离散系数", "their dispersion"),
    N("contact.county", county_mean, 0, 30, "per day", "0.5", "judgement", "全县随机接触",
      "Random contacts in the county"),
    N("contact.county_k", county_k, 0, MANY, "", "0.4", "judgement", "其离散系数",
      "their dispersion"),
    L("contact.by_age", age_contacts, DRILL_AGES, 0, 1, "share",
      "0.8 1 1 1 1 0.9 0.7 0.55 0.45 0.4", "shape of Zhang 2020 contact diary; judgement",
      "各年龄随机接触相对数", "Random contacts by age, relative"),
    N("contact.school_weight", school_weight, 0, 100, "", "1", "Covasim layers .6/.3",
      "学校接触权重", "Risk of a school contact, relative"),
    N("contact.work_weight", work_weight, 0, 100, "", "1", "Covasim layers .6/.3", "单位接触权重",
      "Risk of a contact at work, relative"),
    N("contact.care_weight", care_weight, 0, 100, "", "1.5", "judgement", "养老机构接触权重",
      "Risk of a contact in care, relative"),
    N("contact.random_weight", random_weight, 0, 100, "", "0.5", "Covasim layers .6/.3",
      "随机接触权重", "Risk of a random contact, relative"),
    /* disease */
    N("disease.r0", r0, 0, 30, "people", "2.5", "domain facts 5.2", "基本再生数",
      "People infected by one at the start, all others susceptible"),
    N("disease.k", dispersion, 0, 1000, "", "0", "", "个体差异离散系数（0 无差异）",
      "Dispersion of individual infectiousness (0: none)"),
    N("disease.household", household_attack, 0, 0.95, "share", "0", "",
      "家庭二代罹患率（0 按总体）",
      "Secondary attack rate in the household (0: as other contacts)"),
    N("disease.from_onset", from_onset, 0, 1, "flag", "0", "", "传染时间自发病算起",
      "Time of infection counts from onset, not from infection"),
    N("disease.quiet", quiet_infectiousness, 0, 1, "share", "1", "", "无症状者相对传染性",
      "Infectiousness of those without symptoms"),
    S("disease.generation", generation, "gamma 5.5 2.14", "OpenABM-Covid19 defaults", "代间隔",
      "From infection to infecting"),
    S("disease.incubation", incubation, "lognormal 5.8 3.1", "epiparameterDB, ancestral", "潜伏期",
      "From infection to onset"),
    S("disease.severe_after", severe_after, "lognormal 6.6 4.9", "Covasim", "发病至重症",
      "From onset to severe"),
    S("disease.critical_after", critical_after, "lognormal 1.5 2.0", "Covasim", "重症至危重",
      "From severe to critical"),
    S("disease.severe_stay", severe_stay, "lognormal 18.1 6.3", "Covasim", "重症住院天数",
      "Days in hospital when severe"),
    S("disease.critical_stay", critical_stay, "lognormal 10.7 4.8", "Covasim", "危重住ICU天数",
      "Days in intensive care"),
    L("disease.susceptible", susceptible, DRILL_AGES, 0, 10, "relative", "1 1 1 1 1 1 1 1 1 1", "",
      "各年龄易感性", "Susceptibility by age"),
    L("disease.symptomatic", symptomatic, DRILL_AGES, 0, 1, "share", "1 1 1 1 1 1 1 1 1 1", "",
      "各年龄有症状比例", "Share with symptoms by age"),
    L("disease.severe", severe, DRILL_AGES, 0, 1, "of infections", "0 0 0 0 0 0 0 0 0 0", "",
      "各年龄重症率", "Severe by age"),
    L("disease.critical", critical, DRILL_AGES, 0, 1, "of infections", "0 0 0 0 0 0 0 0 0 0", "",
      "各年龄危重率", "Critical by age"),
    L("disease.death", death, DRILL_AGES, 0, 1, "of infections", "0 0 0 0 0 0 0 0 0 0", "",
      "各年龄病死率", "Deaths by age"),
    L("disease.vaccinated", vaccinated, DRILL_AGES, 0, 1, "share", "0 0 0 0 0 0 0 0 0 0", "",
      "各年龄接种率", "Vaccinated by age"),
    N("disease.vaccine_infection", vaccine_infection, 0, 1, "share", "0", "", "疫苗防感染效力",
      "Infections a vaccine prevents"),
    N("disease.vaccine_severe", vaccine_severe, 0, 1, "share", "0", "", "疫苗防重症效力",
      "Severe courses a vaccine prevents"),
    N("disease.short_of_bed", short_of_bed, 1, 10, "times", "2", "Covasim", "无床位时死亡倍数",
      "Deaths without a bed, times"),
    /* outbreak */
    N("outbreak.seeds", seeds, 1, MANY, "people", "5", "scenario", "初始感染者", "First infected"),
    N("outbreak.imports", imports, 0, 10000, "per day", "0", "scenario", "每日输入",
      "Imported a day"),
    N("outbreak.stop_at", stop_at, 0, MANY, "infections", "0", "theory", "累计达此数停止（0 不停）",
      "Stop at so many infections (0: never)"),
    N("outbreak.audit", audit, 0, 1, "flag", "0", "theory", "每日逐人核对（较慢）",
      "Recount everybody every day (slow)"),
    N("ideal.on", ideal, 0, 1, "flag", "0", "theory", "理想化隔离（仅供核对）",
      "Isolation without limits (for checks against theory)"),
    N("ideal.traced", ideal_traced, 0, 1, "share", "0", "theory", "理想化追踪比例",
      "Share of contacts traced then"),
    N("ideal.from_infection", ideal_from_infection, 0, 1, "flag", "0", "theory",
      "自感染（而非发病）起隔离", "Isolation delay counts from infection"),
    S("ideal.delay", ideal_delay, "fixed 0", "theory", "理想化隔离延迟", "Delay of isolation then"),
    /* response: detection */
    N("response.on", response, 0, 1, "flag", "1", "scenario", "启用应对", "Respond at all"),
    N("response.from", respond_from, 0, 365, "d", "0", "scenario", "应对开始日",
      "First day of response"),
    N("clinic.seek_care", seek_care, 0, 1, "share", "0.6", "judgement", "有症状者就诊比例",
      "Share of the ill who come to a clinic"),
    S("clinic.delay", seek_delay, "gamma 2.0 1.4", "judgement", "发病至就诊",
      "From onset to the clinic"),
    N("clinic.fevers", clinic_fevers, 0, 1000, "per 10,000 per day", "3", "judgement",
      "其他发热就诊（占用检测）", "Other fevers tested, per 10,000 people a day"),
    N("clinic.without_test", without_test, 0, 1, "share", "0.8", "judgement",
      "无试剂时临床诊断比例", "Share of the ill taken as cases when there are no kits"),
    N("test.result_days", result_days, 0, 14, "d", "1", "domain facts 2.3: 12–24 h", "出结果时间",
      "From sample to result"),
    L("test.sensitivity", sensitivity, DRILL_SENSITIVE, 0, 1, "share",
      "0 0.05 0.3 0.7 0.85 0.9 0.9 0.88 0.85 0.8 0.7 0.6 0.5 0.4 0.3",
      "after Kucirka 2020; judgement", "感染后各日检测灵敏度",
      "Sensitivity by day since infection"),
    N("lab.tubes", lab_tubes, 0, MANY, "tubes per day", "10000",
      "domain facts 2.3 mobile laboratory", "实验室日检测管数", "Tubes a day of the laboratory"),
    /* response: mass testing */
    N("mass.trigger", mass_trigger, 0, MANY, "cases in 7 d", "0", "plan",
      "触发全员检测的病例数（0 不做）", "Cases in 7 days that start testing everyone (0: never)"),
    N("mass.rounds", mass_rounds, 0, 100, "rounds", "3", "domain facts 2.3", "轮次", "Rounds"),
    N("mass.interval", mass_interval, 1, 30, "d", "2", "domain facts 2.3", "轮次间隔",
      "Days between rounds"),
    N("mass.round_days", mass_round_days, 0.25, 30, "d", "1", "domain facts 2.3: 24 h",
      "一轮应完成的时限", "Time in which a round is to be done"),
    N("mass.reserve", mass_reserve, 0, 1, "share", "0.2", "judgement", "为重点人群保留的试剂",
      "Kits kept back from mass testing"),
    N("mass.samplers", mass_samplers, 0, MANY, "people", "500", "plan", "采样人员", "Samplers"),
    N("mass.per_sampler", mass_per_sampler, 1, 5000, "people per day", "360", "domain facts 2.3",
      "每名采样员日采样人数", "People a sampler takes in 24 h"),
    N("mass.pool", mass_pool, 1, 50, "people per tube", "10", "domain facts 2.3", "混采人数",
      "Pool size"),
    N("mass.whole_county", mass_whole_county, 0, 1, "flag", "1", "plan", "全县（否则仅涉疫镇街）",
      "The whole county, else only towns with cases"),
    N("mass.takes_part", mass_takes_part, 0, 1, "share", "0.97", "judgement", "参加比例",
      "Share who come"),
    /* response: tracing */
    N("trace.look_back", look_back, 0, 28, "d", "2", "domain facts 2.1", "发病前追溯天数",
      "Days before onset whose contacts are asked for"),
    N("trace.source_look_back", source_look_back, 0, 28, "d", "0", "plan", "溯源追溯天数",
      "Days before onset searched for the source (0: none)"),
    N("trace.find_home", find_home, 0, 1, "share", "1", "OpenABM", "家庭接触查到比例",
      "Found at home"),
    N("trace.find_group", find_group, 0, 1, "share", "0.8", "OpenABM", "班组接触查到比例",
      "Found in class, team, ward"),
    N("trace.find_random", find_random, 0, 1, "share", "0.3", "OpenABM 0.05; data tools more",
      "随机接触查到比例", "Found among random contacts"),
    N("trace.delay", trace_delay, 0, 14, "d", "1", "OpenABM", "调查启动延迟",
      "Delay before it begins"),
    N("staff.investigators", investigators, 0, MANY, "people", "30", "plan", "流调人员",
      "Investigators"),
    N("staff.investigation_minutes", investigation_minutes, 0, 10000, "min per case", "80",
      "6 a day: domain facts 6", "每例流调用时", "Minutes of one investigation"),
    N("staff.tracers", tracers, 0, MANY, "people", "60", "plan", "协查转运人员", "Tracers"),
    N("staff.notice_minutes", notice_minutes, 0, 10000, "min per contact", "40",
      "12 a day: domain facts 6", "每名密接落实用时", "Minutes for one contact"),
    N("staff.shift_minutes", shift_minutes, 1, 1440, "min per day", "480", "8-hour shift",
      "每班分钟数", "Minutes of a shift"),
    /* response: quarantine and care */
    N("quarantine.days", quarantine_days, 0, 60, "d", "7", "domain facts 2.1", "集中隔离天数",
      "Days in a room"),
    N("quarantine.home_days", home_monitoring_days, 0, 60, "d", "3", "domain facts 2.1",
      "其后居家天数", "Days at home after it; all of them when there is no room"),
    L("quarantine.tests", quarantine_tests, DRILL_TESTS, 0, 60, "day", "1 2 3 5 7 10 0 0",
      "domain facts 2.1", "隔离期检测日", "Days of tests (0: none)"),
    N("quarantine.comply", comply, 0, 1, "share", "0.95", "judgement", "遵守比例",
      "Share who comply"),
    L("quarantine.kept", kept_home_quarantine, SETTINGS, 0, 1, "share", "0.6 0.02 0.02 0 0.05",
      "Covasim .6 at home; judgement", "居家隔离保留的接触", "Contacts kept in home quarantine"),
    L("isolation.kept", kept_home_isolation, SETTINGS, 0, 1, "share", "0.5 0 0 0 0.02", "judgement",
      "居家治疗保留的接触", "Contacts kept by a case isolated at home"),
    N("quarantine.rooms", rooms, 0, MANY, "rooms", "1000", "20 per 10,000: domain facts 2.5",
      "集中隔离房间", "Quarantine rooms"),
    N("isolation.beds", isolation_beds, 0, MANY, "beds", "500", "plan", "方舱/定点床位",
      "Beds for cases without severe illness"),
    N("isolation.days", isolation_days, 1, 60, "d", "10", "plan", "病例隔离天数",
      "Days a case stays"),
    N("hospital.beds", hospital_beds, 0, MANY, "beds", "80", "domain facts 6", "救治床位",
      "Hospital beds for the severe"),
    N("hospital.icu", icu_beds, 0, MANY, "beds", "8", "domain facts 6", "ICU床位",
      "Intensive-care beds"),
    N("staff.site", site_staff, 0, MANY, "people", "120", "plan", "隔离点工作人员",
      "Staff of the sites"),
    N("staff.site_minutes", site_minutes, 0, 1440, "min per room per day", "48",
      "5 staff per 50 rooms: domain facts 2.5", "每间房每日用时", "Minutes a room takes a day"),
    N("staff.visitors", visitors, 0, MANY, "people", "200", "plan", "上门服务人员",
      "Home visitors"),
    N("staff.visit_minutes", visit_minutes, 0, 1440, "min per visit", "15", "judgement",
      "每次上门用时", "Minutes of a home visit"),
    N("staff.visits_per_day", visits_per_day, 0, 10, "per day", "2", "domain facts 2.6",
      "每日上门次数", "Visits a day"),
    N("staff.cleaners", cleaners, 0, MANY, "people", "20", "plan", "消杀人员", "Disinfectors"),
    N("staff.cleaning_minutes", cleaning_minutes, 0, 10000, "min per case", "120", "judgement",
      "每例终末消毒用时", "Minutes of disinfection after a case"),
    /* supplies and money */
    N("stock.kits", kits, 0, 1e12, "tubes", "200000", "plan", "检测试剂（管）", "Test kits, tubes"),
    N("stock.kits_per_day", kits_per_day, 0, 1e12, "tubes per day", "0", "plan", "每日补充试剂",
      "Kits delivered a day"),
    N("stock.gear", gear, 0, 1e12, "sets", "50000", "plan", "防护用品（套）", "Protective sets"),
    N("stock.gear_per_day", gear_per_day, 0, 1e12, "sets per day", "0", "plan", "每日补充防护用品",
      "Sets delivered a day"),
    N("stock.gear_per_staff", gear_per_staff, 0, 100, "sets per staff-day", "2", "4 h a set",
      "每人每日防护用品", "Sets a person uses a day"),
    N("cost.tube", cost_tube, 0, MANY, "yuan", "20", "judgement", "每管检测", "One tube"),
    N("cost.room", cost_room, 0, MANY, "yuan per day", "300", "judgement", "隔离房间每日",
      "A room a day"),
    N("cost.bed", cost_bed, 0, MANY, "yuan per day", "800", "judgement", "床位每日", "A bed a day"),
    N("cost.icu", cost_icu, 0, MANY, "yuan per day", "5000", "judgement", "ICU每日",
      "Intensive care a day"),
    N("cost.staff", cost_staff, 0, MANY, "yuan per day", "300", "judgement", "人员每日",
      "One staff-day"),
    N("cost.gear", cost_gear, 0, MANY, "yuan", "40", "judgement", "防护用品每套",
      "One protective set"),
    LEVEL_ROWS("IV", 0),
    LEVEL_ROWS("III", 1),
    LEVEL_ROWS("II", 2),
    LEVEL_ROWS("I", 3),
};

#define ROWS ((int)(sizeof(rows) / sizeof(rows[0])))

const struct parameter *parameter_rows(int *ret_n)
{
    *ret_n = ROWS;
    return rows;
}

static bool take_number(const char **s, double *ret)
{
    char *end;
    *s += strspn(*s, " \t");
    if (!strchr("0123456789.-", **s))
        return false;
    *ret = strtod(*s, &end);
    bool ok = end != *s && isfinite(*ret);
    *s = end;
    return ok;
}

static bool ends(const char *s)
{
    return !s[strspn(s, " \t\r\n")];
}

static bool read_list(const struct parameter *row, const char *s, double *to)
{
    double got[DRILL_CENSUS];
    for (int i = 0; i < row->count; i++)
        if (!take_number(&s, &got[i]) || got[i] < row->least || got[i] > row->most)
            return false;
    if (!ends(s))
        return false;
    memcpy(to, got, (size_t)row->count * sizeof *to);
    return true;
}

static bool read_spread(const char *s, struct spread *to)
{
    static const struct {
        const char *word;
        int numbers;
    } families[] = {{"fixed", 1}, {"gamma", 2}, {"lognormal", 2}, {"weibull", 2}, {"skew", 3}};
    struct spread got = {0};
    double *numbers[] = {&got.a, &got.b, &got.c};
    size_t len = strcspn(s, " ");
    for (int f = 0; f < 5; f++) {
        if (strlen(families[f].word) != len || memcmp(families[f].word, s, len))
            continue;
        got.family = (enum spread_family)f;
        s += len;
        for (int i = 0; i < families[f].numbers; i++)
            if (!take_number(&s, numbers[i]))
                return false;
        bool good = f == SPREAD_FIXED  ? got.a >= 0
                    : f == SPREAD_SKEW ? got.b > 0
                                       : got.a > 0 && got.b > 0;
        if (good && ends(s))
            *to = got;
        return good && ends(s);
    }
    return false;
}

static bool read_value(const struct parameter *row, const char *value, struct drill_parameters *p)
{
    void *to = (char *)p + row->offset;
    return row->kind == PARAMETER_SPREAD ? read_spread(value, to) : read_list(row, value, to);
}

void setup_init(struct drill_setup *s)
{
    memset(s, 0, sizeof *s);
    arena_init(&s->arena, 4u << 20);
    s->text = arena_alloc(&s->arena, ROWS * sizeof *s->text);
    s->source = arena_alloc(&s->arena, ROWS * sizeof *s->source);
    s->origin = arena_alloc(&s->arena, ROWS * sizeof *s->origin);
    s->name = s->pathogen = "";
    for (int i = 0; i < ROWS; i++) {
        s->text[i] = rows[i].value;
        s->source[i] = rows[i].source;
        if (!read_value(&rows[i], rows[i].value, &s->p))
            abort(); /* a default of this very file */
    }
}

void setup_fini(struct drill_setup *s)
{
    arena_fini(&s->arena);
}

enum outcome setup_set(struct drill_setup *s, const char *name, const char *value,
                       const char *source, enum parameter_origin origin, struct err *e)
{
    const char *nearest = rows[0].name;
    int distance = 1000;
    for (int i = 0; i < ROWS; i++) {
        int far = text_distance(name, rows[i].name);
        if (far < distance) {
            distance = far;
            nearest = rows[i].name;
        }
        if (far)
            continue;
        if (origin < s->origin[i])
            return OK; /* the plan stands above the scenario, an override above both */
        if (!read_value(&rows[i], value, &s->p))
            return err_set(e, REFUSED, name, "value",
                           "%s: \"%s\" is not a value of the kind \"%s\"", "%s:“%s”不是“%s”这类值",
                           name, value, rows[i].value);
        s->text[i] = arena_dup(&s->arena, value);
        s->source[i] = arena_dup(&s->arena, source);
        s->origin[i] = origin;
        return OK;
    }
    return err_set(e, REFUSED, name, "name", "there is no parameter %s (did you mean %s?)",
                   "没有参数%s(是否为%s?)", name, nearest);
}

enum outcome setup_at_level(struct drill_setup *s, int row, int level, const char *text,
                            struct err *e)
{
    struct drill_parameters ignored;
    struct at_level *at = arena_alloc(&s->arena, sizeof *at);
    if (rows[row].kind == PARAMETER_SPREAD || !read_value(&rows[row], text, &ignored))
        return err_set(e, REFUSED, rows[row].name, "value",
                       "%s cannot be \"%s\" while a level is in force", "%s 在响应级别中不能取“%s”",
                       rows[row].name, text);
    *at = (struct at_level){row, level, arena_dup(&s->arena, text), s->at_level};
    s->at_level = at;
    return OK;
}

void setup_levels(const struct drill_setup *s, struct drill_parameters ret[DRILL_LEVELS])
{
    for (int l = 0; l < DRILL_LEVELS; l++)
        ret[l] = s->p;
    for (const struct at_level *at = s->at_level; at; at = at->next)
        if (s->origin[at->row] != FROM_OVERRIDE)
            read_value(&rows[at->row], at->text, &ret[at->level]);
}

void setup_csv(struct buf *out, const struct drill_setup *s)
{
    static const char *const origins[] = {"default", "scenario", "plan", "override"};
    buf_text(out, "name,value,unit,source,from,zh,en\n");
    for (int i = 0; i < ROWS; i++) {
        const char *cells[] = {
            rows[i].name,          s->text[i],       rows[i].unit,    s->source[i],
            origins[s->origin[i]], rows[i].label.zh, rows[i].label.en};
        for (int c = 0; c < 7; c++) {
            buf_text(out, c ? ",\"" : "\"");
            for (const char *at = cells[c] ? cells[c] : ""; *at; at++) {
                if (*at == '"')
                    buf_char(out, '"');
                buf_char(out, *at);
            }
            buf_char(out, '"');
        }
        buf_char(out, '\n');
    }
}
