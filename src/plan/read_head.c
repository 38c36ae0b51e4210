/* The head of a plan: name, edition, title, modules, calendar, windows, groups, response levels. */
#include "plan/plan_int.h"

#include "base/text.h"
#include "value/time.h"

#define OFFSET_CHINA (8 * 3600)

/* The first file that has the key; word_check() has refused it in modules. */
static const struct node *head_get(struct reader *r, const char *key)
{
    const struct node *found = NULL;

    for (int i = 0; i < r->files_n; i++) {
        const struct node *n = r->files[i].is_head ? node_get(r->files[i].root, key) : NULL;
        if (n && found)
            mistake(r, n->key, "duplicate", "\"%s\" stands in %s:%d already", "“%s”已写在%s:%d",
                    key, found->file->shown, found->key->line);
        else if (n)
            found = n;
    }
    return found;
}

static const struct node *module_node(struct reader *r, const char *name, bool is_head, bool tell)
{
    const struct node *found = NULL;
    size_t len = strlen(name);

    for (int i = 0; i < r->files_n; i++) {
        struct plan_file *f = &r->files[i];
        const struct node *n = node_get(f->root, "module");
        bool is_mine = is_head
                           ? f->is_head
                           : !f->is_head && strncmp(f->name, name, len) == 0 && f->name[len] == '/';
        if (!is_mine || !n || n->kind != NODE_MAP)
            continue;
        if (found && tell)
            mistake(r, n->key, "duplicate", "the module is described in %s:%d already",
                    "模块已在%s:%d说明", found->file->shown, found->key->line);
        if (!found)
            found = n;
    }
    return found;
}

static void fill_module(struct reader *r, struct module *m, const char *name, bool is_head)
{
    const struct node *n = module_node(r, name, is_head, true);

    m->name = name;
    m->label = part_label(r, node_get(n, "label"), name);
    m->area = part_text(r, node_get(n, "area"));
    m->icon = part_text(r, node_get(n, "icon"));
    for (int i = 0; i < r->files_n; i++) {
        struct plan_file *f = &r->files[i];
        size_t len = strlen(name);
        if (is_head ? f->is_head
                    : !f->is_head && strncmp(f->name, name, len) == 0 && f->name[len] == '/')
            f->module = m;
    }
}

static int module_index(const struct plan *plan, const char *name)
{
    for (int i = 1; i < plan->modules_n; i++)
        if (text_same(plan->modules[i].name, name))
            return i;
    return -1;
}

/* Depth-first over `uses`; 1 on the way, 2 done. */
static void visit_uses(struct reader *r, int index, char *mark)
{
    const struct node *uses =
        node_get(module_node(r, r->plan->modules[index].name, false, false), "uses");

    mark[index] = 1;
    for (const struct node *u = item_first(uses); u; u = item_next(uses, u)) {
        int to = u->kind == NODE_SCALAR ? module_index(r->plan, u->text) : -1;
        if (u->kind != NODE_SCALAR)
            continue;
        if (to < 0)
            mistake(r, u, "no_such", "the plan joins no module \"%s\"; add it to modules",
                    "预案没有加入模块“%s”，请写进modules", brief(r, u->text));
        else if (mark[to] == 1)
            mistake(r, u, "cycle", "modules use each other in a circle: %s and %s",
                    "模块循环依赖：%s与%s", r->plan->modules[index].name, u->text);
        else if (mark[to] == 0)
            visit_uses(r, to, mark);
    }
    mark[index] = 2;
}

static void read_modules(struct reader *r)
{
    const struct node *list = head_get(r, "modules");
    struct plan *plan = r->plan;
    char *mark;

    plan->modules = arena_alloc(r->keep, (size_t)(item_count(list) + 1) * sizeof *plan->modules);
    fill_module(r, &plan->modules[plan->modules_n++], plan->name, true);
    for (const struct node *m = item_first(list); m; m = item_next(list, m)) {
        if (m->kind != NODE_SCALAR || !name_is_good(m->text, m->len, false))
            continue;
        if (module_index(plan, m->text) > 0) {
            mistake(r, m, "duplicate", "module \"%s\" is joined twice", "模块“%s”重复加入",
                    brief(r, m->text));
            continue;
        }
        fill_module(r, &plan->modules[plan->modules_n], arena_dup(r->keep, m->text), false);
        plan->modules_n++;
    }
    mark = arena_alloc(&r->scratch, (size_t)plan->modules_n + 1);
    for (int i = 1; i < plan->modules_n; i++)
        if (!mark[i])
            visit_uses(r, i, mark);
    for (int i = 0; i < r->files_n; i++) /* of modules told above as doubles or bad names */
        if (!r->files[i].module)
            r->files[i].module = &plan->modules[0];
}

static int by_day(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

static int64_t *read_days(struct reader *r, const struct node *list, int *ret_n)
{
    int n = 0;
    int64_t *days = NULL, a, b;

    *ret_n = 0;
    for (int pass = 0; pass < 2; pass++) {
        if (pass)
            days = arena_alloc(r->keep, (size_t)(n + 1) * sizeof *days);
        n = 0;
        for (const struct node *i = item_first(list); i; i = item_next(list, i)) {
            const char *dots = i->kind == NODE_SCALAR ? strstr(i->text, "..") : NULL;
            size_t len = dots ? (size_t)(dots - i->text) : i->len;
            if (i->kind != NODE_SCALAR || !date_parse(i->text, len, false, &a))
                continue;
            b = a;
            if (dots && (!date_parse(dots + 2, i->len - len - 2, false, &b) || b - a > 400))
                continue;
            for (int64_t day = a; day <= b; day++, n++)
                if (pass)
                    days[n] = day;
        }
    }
    qsort(days, (size_t)n, sizeof *days, by_day);
    *ret_n = n;
    return days;
}

static bool read_offset(const struct node *n, int *ret)
{
    int64_t clock;

    if (!n || n->kind != NODE_SCALAR || n->len != 6 || (n->text[0] != '+' && n->text[0] != '-') ||
        !time_parse(n->text + 1, 5, &clock) || clock > 14 * 3600)
        return false;
    *ret = (int)(n->text[0] == '-' ? -clock : clock);
    return true;
}

static void read_calendar(struct reader *r)
{
    struct calendar *c = &r->plan->calendar;
    const struct node *at = head_get(r, "calendar");
    const struct node *offset = node_get(at, "offset"), *weekend = node_get(at, "weekend");
    const struct node *night = node_get(at, "night");

    c->offset_s = OFFSET_CHINA;
    if (offset && !read_offset(offset, &c->offset_s))
        mistake(r, offset, "offset", "offset is written \"+08:00\"", "时差写成\"+08:00\"");
    if (!weekend)
        c->weekend[6] = c->weekend[7] = true;
    for (const struct node *i = item_first(weekend); i; i = item_next(weekend, i)) {
        int day = i->kind == NODE_SCALAR ? word_index(day_words, 8, i->text) : -1;
        if (day > 0)
            c->weekend[day] = true;
    }
    c->night_from_s = 22 * 3600;
    c->night_to_s = 7 * 3600;
    if (night && !read_span(night->text, night->len, &c->night_from_s, &c->night_to_s))
        mistake(r, night, "night", "night is written \"22:00–07:00\"", "夜间写成\"22:00–07:00\"");
    c->holidays = read_days(r, node_get(at, "holidays"), &c->holidays_n);
    c->workdays = read_days(r, node_get(at, "workdays"), &c->workdays_n);
    c->school_days = read_days(r, node_get(at, "school_days"), &c->school_days_n);
}

/* "08:00–11:00", with - or – */
bool read_span(const char *s, size_t len, int64_t *ret_from, int64_t *ret_to)
{
    const char *dash = memmem(s, len, "–", 3);
    size_t width = 3;

    if (!dash) {
        dash = memchr(s, '-', len);
        width = 1;
    }
    return dash && time_parse(s, (size_t)(dash - s), ret_from) &&
           (time_parse(dash + width, len - (size_t)(dash - s) - width, ret_to) ||
            (len - (size_t)(dash - s) - width == 5 && memcmp(dash + width, "24:00", 5) == 0 &&
             (*ret_to = TIME_DAY)));
}

static bool read_clock(const struct node *n, int64_t *ret)
{
    if (!n || n->kind != NODE_SCALAR)
        return false;
    if (node_is(n, "24:00")) {
        *ret = TIME_DAY;
        return true;
    }
    return time_parse(n->text, n->len, ret);
}

static void read_windows(struct reader *r)
{
    int n;
    struct entry *list = entries(r, "windows", &n);
    struct plan *plan = r->plan;

    plan->windows = arena_alloc(r->keep, (size_t)(n + 1) * sizeof *plan->windows);
    for (int i = 0; i < n; i++) {
        struct window *w = &plan->windows[plan->windows_n];
        const struct node *at = list[i].at;
        bool is_good = at->kind == NODE_SCALAR ? read_span(at->text, at->len, &w->from_s, &w->to_s)
                                               : read_clock(node_get(at, "from"), &w->from_s) &&
                                                     read_clock(node_get(at, "to"), &w->to_s);
        if (!is_good || w->from_s >= w->to_s) {
            mistake(r, at, "window", "a window is written \"08:00–11:00\" and ends after it begins",
                    "时段写成\"08:00–11:00\"，结束须晚于开始");
            continue;
        }
        w->name = list[i].name;
        w->label = part_label(r, at->kind == NODE_MAP ? node_get(at, "label") : NULL, w->name);
        plan->windows_n++;
    }
}

static void read_groups(struct reader *r)
{
    int n;
    struct entry *list = entries(r, "groups", &n);
    struct plan *plan = r->plan;

    plan->groups = arena_alloc(r->keep, (size_t)(n + 1) * sizeof *plan->groups);
    for (int i = 0; i < n; i++) {
        struct group *g = &plan->groups[plan->groups_n++];
        const struct node *at = list[i].at, *heads = node_get(at, "heads");
        g->name = list[i].name;
        g->label = part_label(r, node_get(at, "label"), g->name);
        g->heads = (int)part_int(heads, 1);
        if (g->heads < 1 || g->heads > 2)
            mistake(r, heads, "heads", "a group has 1 or 2 heads", "组长为1人或2人");
        g->office = part_flag(node_get(at, "office"), false);
        g->working = part_texts(r, node_get(at, "working"), &g->working_n);
        g->members = part_texts(r, node_get(at, "members"), &g->members_n);
        g->at = where_of(r, at->key);
    }
}

void read_head(struct reader *r)
{
    const struct node *name = head_get(r, "plan"), *edition = head_get(r, "edition");
    struct plan *plan = r->plan;
    bool has_root = false;

    for (int i = 0; i < r->files_n; i++)
        has_root |= r->files[i].root != NULL;
    plan->name = part_text(r, name);
    plan->edition = part_text(r, edition);
    if ((has_root || r->errors->n == 0) && r->files_n && (!name || !edition)) {
        struct where_from at = {r->files[0].shown, 1, 1};
        mistake_at(r, &at, "required_key", "the plan lacks \"%s\"", "预案缺少“%s”",
                   name ? "edition" : "plan");
    }
    if (plan->edition && strlen(plan->edition) > 40)
        mistake(r, edition, "edition", "an edition has at most 40 bytes", "版次最多40字节");
    if (!plan->name)
        plan->name = "plan";
    if (!plan->edition)
        plan->edition = "";
    plan->title = part_label(r, head_get(r, "title"), plan->name);
    read_modules(r);
    read_calendar(r);
    read_windows(r);
    read_groups(r);
}
