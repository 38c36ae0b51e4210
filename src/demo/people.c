/* Invented households and people: see demo_people.h. Names are drawn from the commonest surnames
 * and given characters; ages and households from census shares. */
#include "demo/people.h"

#include <stdio.h>
#include <string.h>

#include "value/time.h"

/* Commonest surnames with their share in ten-thousandths (2020 police statistics, rounded). */
static const struct {
    const char *name;
    int share;
} surnames[] = {
    {"王", 725}, {"李", 719}, {"张", 683}, {"刘", 524}, {"陈", 465}, {"杨", 309}, {"黄", 225},
    {"赵", 219}, {"吴", 205}, {"周", 202}, {"徐", 166}, {"孙", 150}, {"马", 139}, {"朱", 132},
    {"胡", 129}, {"郭", 127}, {"何", 120}, {"林", 116}, {"罗", 113}, {"高", 112}, {"郑", 99},
    {"梁", 97},  {"谢", 86},  {"宋", 82},  {"唐", 81},  {"许", 79},  {"韩", 76},  {"邓", 75},
    {"冯", 74},  {"曹", 73},  {"彭", 68},  {"曾", 66},  {"肖", 66},  {"田", 62},  {"董", 61},
    {"潘", 59},  {"袁", 58},  {"蔡", 57},  {"蒋", 57},  {"余", 55},  {"于", 54},  {"杜", 53},
    {"叶", 53},  {"程", 52},  {"魏", 51},  {"苏", 50},  {"吕", 49},  {"丁", 47},  {"任", 46},
    {"卢", 45},  {"姚", 44},  {"沈", 43},  {"钟", 43},  {"姜", 42},  {"崔", 41},  {"谭", 40},
    {"陆", 38},  {"范", 37},  {"汪", 36},  {"廖", 35},  {"石", 34},  {"金", 33},  {"韦", 32},
    {"贾", 31},  {"夏", 30},  {"付", 30},  {"方", 29},  {"邹", 29},  {"熊", 28},  {"白", 28},
    {"孟", 27},  {"秦", 27},  {"邱", 26},  {"侯", 25},  {"江", 25},  {"尹", 24},  {"薛", 24},
    {"闫", 23},  {"雷", 22},  {"欧阳", 9}, {"上官", 3}, {"司马", 2},
};

static const char *const male_given[] = {
    "伟", "强", "磊", "军", "勇", "涛", "超", "明", "刚", "平", "辉", "鹏", "斌", "浩", "宇", "轩",
    "子涵", "浩然", "建国", "志强", "建军", "国庆", "文博", "俊杰", "宇航", "天佑", "小龙", "海波",
    "永刚", "振华", "保国", "新民", "思远", "一鸣", "嘉豪", "晓东", "长青", "玉林", "德胜", "福来",
};
static const char *const female_given[] = {
    "芳", "娜", "敏", "静", "丽", "艳", "娟", "霞", "燕", "玲", "桂英", "秀英", "秀兰", "玉兰",
    "婷婷", "雪梅", "晓燕", "梦瑶", "欣怡", "诗涵", "雨桐", "梓萱", "佳怡", "红梅", "春花", "淑珍",
    "凤英", "爱玲", "小红", "思雨", "可欣", "雅琴", "巧云", "月娥", "改玲", "彩霞", "兰芳", "瑞雪",
};
/* Characters outside the first plane and other names that break careless programs. */
static const char *const rare_given[] = {"𬭎", "𫖯", "㛃", "𬀩", "喆", "犇", "龘", "彧𬱖"};

static int pick(struct rng *rng, int n) { return (int)rng_below(rng, (uint64_t)n); }
static bool chance(struct rng *rng, double p) { return rng_unit(rng) < p; }

const char *demo_surname(struct rng *rng)
{
    int total = 0;
    for (size_t i = 0; i < sizeof surnames / sizeof *surnames; i++)
        total += surnames[i].share;
    int at = pick(rng, total);
    for (size_t i = 0; i < sizeof surnames / sizeof *surnames; i++) {
        at -= surnames[i].share;
        if (at < 0)
            return surnames[i].name;
    }
    return surnames[0].name;
}

void demo_name(struct rng *rng, bool is_male, const char *surname, char out[40])
{
    const char *given;
    if (chance(rng, 0.002))
        given = rare_given[pick(rng, sizeof rare_given / sizeof *rare_given)];
    else if (is_male)
        given = male_given[pick(rng, sizeof male_given / sizeof *male_given)];
    else
        given = female_given[pick(rng, sizeof female_given / sizeof *female_given)];
    snprintf(out, 40, "%s%s", surname, given);
}

void demo_phone(struct rng *rng, char out[12])
{
    snprintf(out, 12, "154%08u", (unsigned)rng_below(rng, 100000000));
}

void demo_plate(struct rng *rng, bool is_local, char out[16])
{
    static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789";
    static const char *const provinces[] = {"晋", "豫", "川", "甘", "鄂", "蒙", "宁", "京"};
    char tail[6];
    for (int i = 0; i < 5; i++)
        tail[i] = i == 0 || chance(rng, 0.15) ? letters[pick(rng, 24)]
                                              : letters[24 + pick(rng, 10)];
    tail[5] = 0;
    if (is_local)
        snprintf(out, 16, "陕E%s", tail);
    else
        snprintf(out, 16, "%s%c%s", provinces[pick(rng, 8)], "ABCDEFGH"[pick(rng, 8)], tail);
}

/* GB 11643 check digit; no province's code begins with 10. */
static void id_number(char out[19], int64_t born_on, int64_t serial, bool is_male)
{
    static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int year, month, day;
    date_to_civil(born_on, &year, &month, &day);
    int order = (int)(serial % 499) * 2 + (is_male ? 1 : 0);
    char text[64];
    snprintf(text, sizeof text, "100%03d%04d%02d%02d%03dX", (int)(serial / 499 % 1000), year, month,
             day, order);
    memcpy(out, text, 18);
    out[18] = 0;
    int sum = 0;
    for (int i = 0; i < 17; i++)
        sum += (out[i] - '0') * weights[i];
    out[17] = "10X98765432"[sum % 11];
}

static int64_t birthday(struct rng *rng, int64_t today, int age)
{
    return today - (int64_t)age * 36525 / 100 - 30 - (int64_t)rng_below(rng, 330);
}

static void add(struct rng *rng, int64_t today, int64_t *serial, struct demo_household *h,
                const char *relation, const char *surname, bool is_male, int age)
{
    if (h->people_n == DEMO_HOUSEHOLD_MAX)
        return;
    struct demo_person *p = &h->people[h->people_n++];
    demo_name(rng, is_male, surname, p->name);
    p->relation = relation;
    p->is_male = is_male;
    p->born_on = birthday(rng, today, age);
    *serial += 1;
    if (age > 0)
        id_number(p->id_number, p->born_on, *serial, is_male);
    else
        p->id_number[0] = 0;
    p->phone[0] = 0;
    if (age >= 12 && (age < 70 || chance(rng, 0.6)))
        demo_phone(rng, p->phone);
    p->is_away = age >= 18 && age <= 55 && chance(rng, 0.18);
    if (age < 3)
        h->infant = true;
}

void demo_household(struct rng *rng, int64_t today, int64_t *serial, struct demo_household *ret)
{
    memset(ret, 0, sizeof *ret);
    struct demo_household *h = ret;
    const char *surname = demo_surname(rng);
    double kind = rng_unit(rng);
    if (kind < 0.16) { /* one person, mostly old */
        int age = chance(rng, 0.6) ? 66 + pick(rng, 25) : 22 + pick(rng, 40);
        add(rng, today, serial, h, "head", surname, chance(rng, 0.5), age);
        h->elderly_alone = age >= 65;
    } else if (kind < 0.40) { /* a couple */
        int age = chance(rng, 0.55) ? 58 + pick(rng, 25) : 25 + pick(rng, 30);
        add(rng, today, serial, h, "head", surname, true, age);
        add(rng, today, serial, h, "spouse", demo_surname(rng), false, age - pick(rng, 4));
    } else { /* parents, children, often a grandparent */
        int age = 26 + pick(rng, 26);
        add(rng, today, serial, h, "head", surname, true, age);
        add(rng, today, serial, h, "spouse", demo_surname(rng), false, age - pick(rng, 4));
        int children = 1 + (chance(rng, 0.4) ? 1 : 0) + (chance(rng, 0.06) ? 1 : 0);
        for (int i = 0; i < children; i++) {
            int child = age - 24 - 3 * i - pick(rng, 3);
            add(rng, today, serial, h, "child", surname, chance(rng, 0.52), child < 0 ? 0 : child);
        }
        if (chance(rng, 0.35))
            add(rng, today, serial, h, "parent", chance(rng, 0.6) ? surname : demo_surname(rng),
                chance(rng, 0.42), age + 22 + pick(rng, 8));
        if (chance(rng, 0.14))
            add(rng, today, serial, h, "parent", demo_surname(rng), false, age + 23 + pick(rng, 8));
        h->left_behind = h->people[0].is_away && h->people[1].is_away;
    }
    h->disabled = chance(rng, 0.04);
    h->poor = chance(rng, 0.025);
    h->medicine = chance(rng, 0.12);
    h->driver = chance(rng, 0.03);
    h->no_phone = h->people_n == 1 && h->people[0].phone[0] == 0;
}
