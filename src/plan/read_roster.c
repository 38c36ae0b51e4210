/* Rosters: who keeps which shifts where, by what turns, and for whom they stand. */
#include "plan/plan_int.h"

#include "base/text.h"
#include "value/time.h"

#define HEADS_MAX 99
#define CREWS_MAX 12

/* 12h, or std(x) of a duration. */
static int64_t read_length(struct reader *r, const struct node *at)
{
    const struct standard *s;
    struct node name;
    int64_t length = 0;
    if (!at || at->kind != NODE_SCALAR || duration_parse(at->text, at->len, &length))
        return length;
    if (!text_starts(at->text, "std(") || at->text[at->len - 1] != ')')
        return 0; /* told by word_check() */
    name = *at;
    name.len = at->len - strlen("std()");
    name.text = arena_text(&r->scratch, at->text + strlen("std("), name.len);
    s = find_standard(r, &name);
    if (s && s->value.type != V_DURATION)
        mistake(r, at, "type", "%s is not a duration", "%s不是时长", s->name);
    return s && s->value.type == V_DURATION ? s->value.n : 0;
}

static unsigned skill_bit(struct reader *r, struct plan_roster *roster, const struct node *at)
{
    for (int i = 0; i < roster->skills_n; i++)
        if (text_same(roster->skills[i], at->text))
            return 1u << i;
    if (roster->skills_n == PLAN_ROSTER_SKILLS) {
        mistake(r, at, "too_large", "a roster knows at most %d skills", "一张值班表最多%d种技能",
                PLAN_ROSTER_SKILLS);
        return 0;
    }
    roster->skills[roster->skills_n] = arena_dup(r->keep, at->text);
    return 1u << roster->skills_n++;
}

static bool read_time(struct reader *r, const struct node *at, int64_t *ret)
{
    if (!at || at->kind != NODE_SCALAR)
        return false; /* told by word_check() */
    if (time_parse(at->text, at->len, ret))
        return true;
    mistake(r, at, "type", "a shift begins and ends at a time such as 08:00", "班次起止应为时刻，如08:00");
    return false;
}

static void read_shift(struct reader *r, struct plan_roster *roster, const struct entry *entry)
{
    struct plan_shift *s = &roster->shifts[roster->shifts_n];
    const struct node *at = entry->at, *heads = node_get(at, "heads"), *skills;
    if (at->kind != NODE_MAP || !read_time(r, node_get(at, "from"), &s->from_s) ||
        !read_time(r, node_get(at, "to"), &s->to_s))
        return;
    s->name = entry->name;
    s->label = part_label(r, node_get(at, "label"), s->name);
    s->heads = (int)part_int(heads, 1);
    if (s->heads < 1 || s->heads > HEADS_MAX)
        mistake(r, heads, "range", "a shift needs 1 to %d people", "每班1至%d人", HEADS_MAX);
    skills = node_get(at, "skills");
    for (const struct node *i = item_first(skills); i; i = item_next(skills, i))
        if (i->kind == NODE_SCALAR)
            s->skills |= skill_bit(r, roster, i);
    int64_t length = s->to_s - s->from_s + (s->to_s <= s->from_s ? TIME_DAY : 0);
    int64_t middle = (s->from_s + length / 2) % TIME_DAY;
    s->is_night = part_flag(node_get(at, "night"),
                            calendar_is_night(&r->plan->calendar, middle));
    roster->shifts_n++;
}

static const struct post **read_posts_of(struct reader *r, const struct node *at, int *ret_n)
{
    const struct post **list = arena_alloc(r->keep, (size_t)(item_count(at) + 1) * sizeof *list);
    *ret_n = 0;
    for (const struct node *i = item_first(at); i; i = item_next(at, i)) {
        const struct post *post = find_post(r, i);
        if (post)
            list[(*ret_n)++] = post;
    }
    return list;
}

static void read_turns(struct reader *r, struct plan_roster *roster, const struct node *at)
{
    const struct node *crews = node_get(at, "crews"), *stay = node_get(at, "max_stay");
    roster->crews = (int)part_int(crews, 0);
    roster->rest_s = read_length(r, node_get(at, "rest"));
    roster->stay_days = (int)(read_length(r, stay) / TIME_DAY);
    roster->away_days = (int)(read_length(r, node_get(at, "then_away")) / TIME_DAY);
    if (crews && (roster->crews < roster->shifts_n || roster->crews > CREWS_MAX))
        mistake(r, crews, "impossible",
                "%d crews cannot follow each other over %d shifts: as many as shifts, %d at most",
                "%d个班组无法轮转%d个班次：不少于班次数，不多于%d", roster->crews, roster->shifts_n,
                CREWS_MAX);
    if (stay && roster->stay_days < 1)
        mistake(r, stay, "impossible", "the longest stay is a day at least", "最长驻守至少一天");
    if (roster->rest_s > 7 * TIME_DAY)
        mistake(r, node_get(at, "rest"), "impossible",
                "a rest between shifts is a week at most; longer ones are then_away",
                "班间休息最长一周；更长的写then_away");
}

static void read_one(struct reader *r, struct plan_roster *roster, const struct node *at)
{
    int n;
    struct entry *shifts = entries_of(r, node_get(at, "shifts"), &n);
    roster->label = part_label(r, node_get(at, "label"), roster->name);
    roster->of = find_kinds(r, node_get(at, "at"), &roster->of_n);
    roster->by = read_posts_of(r, node_get(at, "by"), &roster->by_n);
    roster->stands_for = read_posts_of(r, node_get(at, "stands_for"), &roster->stands_for_n);
    roster->leads = part_flag(node_get(at, "leads"), false);
    roster->at_file = where_of(r, at->key);
    if (n > PLAN_ROSTER_SHIFTS)
        mistake(r, node_get(at, "shifts"), "too_large", "a day has at most %d shifts",
                "一天最多%d个班次", PLAN_ROSTER_SHIFTS);
    for (int i = 0; i < n && i < PLAN_ROSTER_SHIFTS; i++)
        read_shift(r, roster, &shifts[i]);
    if (n == 0)
        mistake(r, at->key, "impossible", "%s has no shift", "%s没有班次", roster->name);
    read_turns(r, roster, at);
}

void read_rosters(struct reader *r)
{
    int n;
    struct entry *list = entries(r, "rosters", &n);
    struct plan *plan = r->plan;
    plan->rosters = arena_alloc(r->keep, (size_t)(n + 1) * sizeof *plan->rosters);
    for (int i = 0; i < n; i++) {
        struct plan_roster *roster = &plan->rosters[plan->rosters_n++];
        roster->name = list[i].name;
        if (list[i].at->kind == NODE_MAP)
            read_one(r, roster, list[i].at);
    }
}
