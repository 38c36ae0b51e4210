/* Duties: of a ledger's records, then of places. Each says by when (exactly one rhythm), who, and
 * what record proves it. An impossible one (every 0 h, a proof that can name nothing) is told. */
#include "plan/plan_int.h"

#include "base/text.h"
#include "value/time.h"

#define AT_MAX 24
#define STEPS_MAX 8
#define TIMES_MAX 24 /* a day */
#define EVERY_LEAST (10 * 60)

static const char this_where[] = "this where ", report_word[] = "report ";

/* ---- by when ---- */

static int64_t least_of(const struct expr *x, int64_t *ret_most)
{
    int64_t least = INT64_MAX, most = INT64_MIN;
    if (x->op == E_CONST) {
        least = most = x->value.n;
    } else if (x->op == E_STD && !value_is_null(x->standard->value)) {
        const struct standard *s = x->standard;
        least = most = s->value.n;
        for (int i = 0; i < s->dated_n; i++) {
            int64_t n = s->dated[i].value.n;
            least = n < least ? n : least;
            most = n > most ? n : most;
        }
    }
    *ret_most = most;
    return least;
}

/* Of what is known before any record: a constant, or a standard and its later and level values. */
static void check_amount(struct reader *r, const struct duty *d, const struct node *at)
{
    int64_t most, least = d->amount ? least_of(d->amount, &most) : INT64_MAX;
    if (least == INT64_MAX)
        return;
    for (int i = 0; d->amount->op == E_STD && i < r->plan->levels_n; i++)
        for (int k = 0; k < r->plan->levels[i].standards_n; k++) {
            const struct level_std *s = &r->plan->levels[i].standards[k];
            if (s->standard != d->amount->standard)
                continue;
            least = s->value.n < least ? s->value.n : least;
            most = s->value.n > most ? s->value.n : most;
        }
    if (d->rhythm == RHYTHM_TIMES && (least < 0 || most > TIMES_MAX))
        mistake(r, at, "impossible", "%s: 0 to %d times a day", "%s：每天0到%d次", d->rule, TIMES_MAX);
    if (d->rhythm == RHYTHM_EVERY && least < EVERY_LEAST)
        mistake(r, at, "impossible", "%s: a duty comes again after 10 minutes at the soonest",
                "%s：任务至少间隔10分钟", d->rule);
    if (d->rhythm == RHYTHM_WITHIN && least <= 0)
        mistake(r, at, "impossible", "%s: nothing can be done within no time", "%s：期限须大于零",
                d->rule);
}

static const struct window *find_window(struct reader *r, const struct node *at)
{
    struct near near = near_to(at->text);
    for (int i = 0; i < r->plan->windows_n; i++) {
        if (text_same(r->plan->windows[i].name, at->text))
            return &r->plan->windows[i];
        near_try(&near, r->plan->windows[i].name);
    }
    near_suggest(mistake(r, at, "no_such", "there is no window \"%s\"", "没有名为“%s”的时段",
                         brief(r, at->text)),
                 &near);
    return NULL;
}

static int by_start(const void *a, const void *b)
{
    const struct window *x = *(const struct window *const *)a;
    const struct window *y = *(const struct window *const *)b;
    return x->from_s < y->from_s ? -1 : x->from_s > y->from_s;
}

static void read_in_windows(struct reader *r, struct duty *d, const struct node *at)
{
    int max = item_count(at) + r->plan->windows_n + 1;
    d->windows = arena_alloc(r->keep, (size_t)max * sizeof *d->windows);
    for (const struct node *i = item_first(at); i; i = item_next(at, i)) {
        const struct window *w = NULL;
        if (i->kind != NODE_SCALAR)
            continue;
        if (node_is(i, "windows"))
            for (int k = 0; k < r->plan->windows_n; k++)
                d->windows[d->windows_n++] = &r->plan->windows[k];
        else if ((w = find_window(r, i)))
            d->windows[d->windows_n++] = w;
        if (d->windows_n >= max - 1)
            break;
    }
    qsort(d->windows, (size_t)d->windows_n, sizeof *d->windows, by_start);
    for (int i = 1; i < d->windows_n; i++)
        if (d->windows[i]->from_s < d->windows[i - 1]->to_s)
            mistake(r, at, "window", "%s and %s overlap", "%s与%s重叠", d->windows[i - 1]->name,
                    d->windows[i]->name);
    if (!d->windows_n && node_is(at, "windows"))
        mistake(r, at, "window", "the plan has no windows", "预案没有定义时段");
}

static struct expr *clock_expr(struct reader *r, const struct ledger *l, const struct node *at)
{
    int64_t second;
    struct expr *x;
    bool is_end = node_is(at, "24:00");
    if (!is_end && !time_parse(at->text, at->len, &second))
        return part_expr(r, l, NULL, at, V_TIME);
    x = arena_alloc(r->keep, sizeof *x);
    x->op = E_CONST;
    x->type = V_TIME;
    x->line = at->line;
    x->column = at->column;
    x->value = value_int(V_TIME, is_end ? TIME_DAY : second);
    return x;
}

static void read_times(struct reader *r, struct duty *d, const struct node *at)
{
    if (!at)
        return;
    d->at = arena_alloc(r->keep, sizeof *d->at * (AT_MAX + 1));
    for (const struct node *i = item_first(at); i; i = item_next(at, i)) {
        struct expr *x = i->kind == NODE_SCALAR ? clock_expr(r, d->ledger, i) : NULL;
        if (!x)
            continue;
        if (d->at_n == AT_MAX || (d->at_n && d->rhythm != RHYTHM_DAILY)) {
            mistake(r, i, "too_large", "%s: too many times of day", "%s：时刻过多", d->rule);
            return;
        }
        if (d->at_n && x->op == E_CONST && d->at[d->at_n - 1]->op == E_CONST &&
            x->value.n <= d->at[d->at_n - 1]->value.n)
            mistake(r, i, "order", "%s: times of day are written in their order",
                    "%s：时刻须按先后书写", d->rule);
        d->at[d->at_n++] = x;
    }
}

static void read_rhythm(struct reader *r, struct duty *d, const struct node *n)
{
    const struct node *within = node_get(n, "within"), *at = node_get(n, "at");
    const struct node *given[RHYTHMS] = {node_get(n, "times"), node_get(n, "every"), within,
                                         node_get(n, "daily"), node_get(n, "weekly"),
                                         node_get(n, "monthly")};
    int count = 0;
    if (given[RHYTHM_TIMES])
        given[RHYTHM_WITHIN] = NULL;
    if (at && !given[RHYTHM_WEEKLY] && !given[RHYTHM_MONTHLY]) {
        count += given[RHYTHM_DAILY] != NULL;
        given[RHYTHM_DAILY] = at;
    }
    for (int i = 0; i < RHYTHMS; i++)
        if (given[i]) {
            d->rhythm = (enum duty_rhythm)i;
            count++;
        }
    if (count != 1) {
        mistake(r, n->key, "rhythm",
                "%s needs exactly one of times, at, every, within, daily, weekly, monthly",
                "%s须恰有times、at、every、within、daily、weekly、monthly之一", d->rule);
        return;
    }
    const struct node *mine = given[d->rhythm];
    if (d->rhythm == RHYTHM_TIMES || d->rhythm == RHYTHM_EVERY || d->rhythm == RHYTHM_WITHIN) {
        d->amount = part_expr(r, d->ledger, NULL, mine,
                              d->rhythm == RHYTHM_TIMES ? V_INTEGER : V_DURATION);
        check_amount(r, d, mine);
    }
    if (d->rhythm == RHYTHM_TIMES && within)
        read_in_windows(r, d, within);
    if (d->rhythm == RHYTHM_DAILY)
        read_times(r, d, mine);
    if (d->rhythm == RHYTHM_WEEKLY || d->rhythm == RHYTHM_MONTHLY)
        read_times(r, d, at);
    for (const struct node *i = item_first(mine); d->rhythm == RHYTHM_WEEKLY && i;
         i = item_next(mine, i)) {
        int day = i->kind == NODE_SCALAR ? word_index(day_words, 8, i->text) : -1;
        if (day > 0)
            d->weekdays |= 1u << day;
    }
    if (d->rhythm == RHYTHM_MONTHLY) {
        d->month_day = (int)part_int(mine, 0);
        if (d->month_day < 1 || d->month_day > 31)
            mistake(r, mine, "impossible", "a day of the month is 1 to 31", "每月几日为1到31");
    }
}

static void read_covered(struct reader *r, struct duty *d, const struct node *at)
{
    struct window *w;
    if (!at || at->kind != NODE_SCALAR)
        return;
    w = arena_alloc(r->keep, sizeof *w);
    if (!read_span(at->text, at->len, &w->from_s, &w->to_s))
        mistake(r, at, "window", "a window is written \"16:00–16:00\"",
                "时段写成\"16:00–16:00\"");
    else
        d->window = w;
}

/* ---- who ---- */

static void read_by(struct reader *r, struct duty *d, const struct node *at)
{
    d->by = arena_alloc(r->keep, (size_t)(item_count(at) + 1) * sizeof *d->by);
    for (const struct node *i = item_first(at); i; i = item_next(at, i)) {
        const struct field *f = NULL;
        const struct post *post;
        if (i->kind != NODE_SCALAR)
            continue;
        if (d->ledger && !plan_post(r->plan, i->text))
            f = ledger_field(d->ledger, i->text);
        if (f && f->type != F_USER && !(f->type == F_REF && f->to && f->to->team_members)) {
            mistake(r, i, "type", "%s names neither a user nor a team", "%s既非用户也非小组",
                    f->name);
        } else if (f) {
            d->by_field = f;
        } else if ((post = find_post(r, i))) {
            d->by[d->by_n++] = post;
        }
    }
}

/* Nobody named: who may add the proof. */
static void default_by(struct reader *r, struct duty *d)
{
    const struct ledger *l = d->proof == PROOF_LEDGER ? d->proof_ledger : d->ledger;
    unsigned verb = 1u << (d->proof == PROOF_LEDGER ? VERB_ADD : VERB_AMEND);
    if (d->by_n || d->by_field || !l)
        return;
    d->by = arena_alloc(r->keep, (size_t)(l->grants_n + 1) * sizeof *d->by);
    for (int i = 0; i < l->grants_n; i++)
        if (l->grants[i].post && (l->grants[i].verbs & verb))
            d->by[d->by_n++] = l->grants[i].post;
}

static void read_steps(struct reader *r, struct duty *d, const struct node *at)
{
    int64_t before = -1;
    d->steps = arena_alloc(r->keep, (size_t)((at ? at->n : 0) + 1) * sizeof *d->steps);
    for (const struct node *i = at && at->kind == NODE_LIST ? at->first : NULL; i; i = i->next) {
        struct duty_step *s = &d->steps[d->steps_n];
        const struct node *to = node_get(i, "to");
        if (i->kind != NODE_MAP)
            continue;
        if (d->steps_n == STEPS_MAX) {
            mistake(r, i, "too_large", "at most %d steps", "升级最多%d步", STEPS_MAX);
            return;
        }
        s->after = part_expr(r, NULL, NULL, node_get(i, "after"), V_DURATION);
        s->to = arena_alloc(r->keep, (size_t)(item_count(to) + 1) * sizeof *s->to);
        for (const struct node *k = item_first(to); k; k = item_next(to, k)) {
            const struct post *post = find_post(r, k);
            if (post)
                s->to[s->to_n++] = post;
        }
        if (s->after && s->after->op == E_CONST) {
            if (s->after->value.n < before || s->after->value.n < 0)
                mistake(r, i, "order", "steps are written in the order in which they come",
                        "升级各步须按先后书写");
            before = s->after->value.n;
        }
        if (s->after)
            d->steps_n++;
    }
}

/* ---- the proof ---- */

static bool names_record(const struct expr *x, const struct ledger *proof,
                         const struct ledger *record, const struct field **ret)
{
    if (x->op == E_AND) {
        for (int i = 0; i < x->args_n; i++)
            if (names_record(x->args[i], proof, record, ret))
                return true;
        return false;
    }
    if (x->op != E_EQ || x->args_n != 2)
        return false;
    for (int i = 0; i < 2; i++) {
        const struct expr *f = x->args[i], *t = x->args[1 - i];
        if (f->op == E_FIELD && !f->outer && f->field->type == F_REF && f->field->to == record &&
            t->op == E_THIS && t->outer) {
            *ret = f->field;
            return true;
        }
    }
    return false;
}

/* Of places: the record's own place is the link; "place = this" may be written for the reader. */
static const char *without_link(const char *where)
{
    static const char link[] = "place = this";
    if (!text_starts(where, link))
        return where;
    where += sizeof link - 1;
    while (*where == ' ')
        where++;
    return text_starts(where, "and ") ? where + 4 : where;
}

static void read_ledger_proof(struct reader *r, struct duty *d, const struct node *at)
{
    struct node query = *at;
    const char *text = at->text;
    const char *where = strstr(text, " where ");
    struct expr *x;
    if (!d->ledger && where) {
        const char *rest = without_link(where + 7);
        text = *rest ? arena_printf(&r->scratch, "%.*s where %s", (int)(where - text), text, rest)
                     : arena_text(&r->scratch, text, (size_t)(where - text));
    }
    query.text = arena_printf(&r->scratch, "exists(%s)", text);
    query.len = strlen(query.text);
    query.column -= (int)strlen("exists(");
    x = part_expr(r, d->ledger, NULL, &query, V_FLAG);
    if (!x)
        return;
    if (x->op != E_QUERY) {
        mistake(r, at, "proof", "write proof: <ledger> where <reference> = this",
                "写成proof: 台账 where 引用 = this");
        return;
    }
    d->proof = PROOF_LEDGER;
    d->proof_ledger = x->ledger;
    d->proof_where = x->args_n ? x->args[0] : NULL;
    if (d->ledger && (!d->proof_where ||
                      !names_record(d->proof_where, x->ledger, d->ledger, &d->proof_link)))
        mistake(r, at, "impossible",
                "this proof can name no record of %1$s: it needs \"<reference to %1$s> = this\"",
                "此证明无法指明%1$s的记录：须含“（对%1$s的引用） = this”", d->ledger->name);
}

static void read_proof(struct reader *r, struct duty *d, const struct node *n)
{
    const struct node *at = node_get(n, "proof"), *done = node_get(n, "done_at");
    if (!at || at->kind != NODE_SCALAR)
        return;
    if (text_starts(at->text, report_word)) {
        d->proof = PROOF_REPORT;
        d->proof_report = arena_dup(r->keep, at->text + sizeof report_word - 1);
    } else if (text_starts(at->text, this_where)) {
        struct node where = *at;
        where.text += sizeof this_where - 1;
        where.len -= sizeof this_where - 1;
        where.column += (int)sizeof this_where - 1;
        d->proof = PROOF_SELF;
        if (!d->ledger)
            mistake(r, at, "proof", "a place has no record of its own to prove by",
                    "地点没有可作证的记录");
        else
            d->proof_where = part_expr(r, d->ledger, NULL, &where, V_FLAG);
    } else {
        read_ledger_proof(r, d, at);
    }
    if (done && d->proof != PROOF_SELF)
        mistake(r, done->key, "proof", "done_at goes with proof: this where …",
                "done_at只与proof: this where …合用");
    else if (done)
        d->done_at = part_expr(r, d->ledger, NULL, done, V_DATETIME);
}

/* ---- one duty ---- */

static const struct kind **read_of(struct reader *r, const struct node *at, int *ret_n)
{
    static const char one[] = "place where kind = ", many[] = "place where kind in [";
    const struct kind **list = arena_alloc(r->keep, 32 * sizeof *list);
    const char *s = at && at->kind == NODE_SCALAR ? at->text : "";
    int n = 0;
    *ret_n = 0;
    s = text_starts(s, one)    ? s + sizeof one - 1
        : text_starts(s, many) ? s + sizeof many - 1
                               : NULL;
    if (!s) {
        if (at)
            mistake(r, at, "of", "write of: place where kind = <kind>",
                    "写成of: place where kind = 类别");
        return list;
    }
    while (*s && *s != ']' && n < 31) {
        struct node kind = *at;
        size_t len = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_");
        kind.text = arena_text(&r->scratch, s, len);
        kind.len = len;
        kind.column += (int)(s - at->text) + (at->quoted ? 1 : 0);
        const struct kind *k = len ? find_kind(r, &kind) : NULL;
        if (k)
            list[n++] = k;
        s += len;
        s += strspn(s, ", ");
        if (!len && *s != ']')
            break;
    }
    *ret_n = n;
    return list;
}

static void read_duty(struct reader *r, struct duty *d, const struct ledger *l,
                      const struct entry *e)
{
    const struct node *n = e->at, *grace = node_get(n, "grace");
    *d = (struct duty){.name = e->name, .ledger = l, .index = (int)(d - r->plan->duties)};
    d->rule = l ? arena_printf(r->keep, "%s.%s", l->name, e->name) : e->name;
    d->label = part_label(r, node_get(n, "label"), e->name);
    d->at_file = where_of(r, n->key ? n->key : n);
    if (!l)
        d->of = read_of(r, node_get(n, "of"), &d->of_n);
    if (!l && !node_get(n, "of"))
        mistake(r, n->key, "of", "a duty of places says of which: of: place where kind = …",
                "地点的任务须写明：of: place where kind = …");
    if (l && node_get(n, "of"))
        mistake(r, node_get(n, "of"), "of", "a duty of records has no \"of\"",
                "记录的任务不写of");
    read_rhythm(r, d, n);
    read_covered(r, d, node_get(n, "window"));
    const struct node *days = node_get(n, "days");
    int which = days && days->kind == NODE_SCALAR ? word_index(duty_days_words, 3, days->text) : 0;
    d->days = which > 0 ? (enum duty_days)which : DAYS_ALL;
    d->skips_night = node_is(node_get(n, "night"), "skip");
    d->while_ = part_expr(r, l, NULL, node_get(n, "while"), V_FLAG);
    d->from = part_expr(r, l, NULL, node_get(n, "from"), V_DATETIME);
    d->grace = part_expr(r, l, NULL, grace, V_DURATION);
    if (d->grace && d->grace->op == E_CONST && d->grace->value.n < 0)
        mistake(r, grace, "impossible", "a grace is not less than nothing", "宽限不能为负");
    d->is_life = part_flag(node_get(n, "life"), false);
    read_proof(r, d, n);
    read_by(r, d, node_get(n, "by"));
    default_by(r, d);
    read_steps(r, d, node_get(n, "escalate"));
}

void read_duties(struct reader *r)
{
    struct plan *plan = r->plan;
    int n, places_n;
    struct entry *places = entries(r, "duties", &places_n);
    n = places_n;
    for (int i = 0; i < plan->ledgers_n; i++) {
        const struct node *at = node_get(r->ledger_nodes[i], "duties");
        n += at && at->kind == NODE_MAP ? at->n : 0;
    }
    plan->duties = arena_alloc(r->keep, (size_t)(n + 1) * sizeof *plan->duties);
    for (int i = 0; i < plan->ledgers_n; i++) {
        struct entry *list = entries_of(r, node_get(r->ledger_nodes[i], "duties"), &n);
        for (int k = 0; k < n; k++)
            if (list[k].at->kind == NODE_MAP)
                read_duty(r, &plan->duties[plan->duties_n++], &plan->ledgers[i], &list[k]);
    }
    for (int k = 0; k < places_n; k++)
        if (places[k].at->kind == NODE_MAP)
            read_duty(r, &plan->duties[plan->duties_n++], NULL, &places[k]);
}
