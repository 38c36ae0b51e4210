/* Function calls as SQL: fills the templates of the table in plan/func.c. */
#include <string.h>

#include "base/text.h"
#include "ledger/where_int.h"
#include "value/time.h"

/* A list for IN (…), never empty; null equals no day. */
static void put_days(struct where *w, const int64_t *days, int n)
{
    where_text(w, "NULL");
    for (int i = 0; i < n; i++)
        buf_printf(&w->text, ", %lld", (long long)days[i]);
}

static void put_weekend(struct where *w, const struct calendar *c)
{
    where_text(w, "0"); /* no weekday */
    for (int i = 1; i <= 7; i++)
        if (c->weekend[i])
            buf_printf(&w->text, ", %d", i);
}

static void put_setting(struct where *w, const char *name, size_t len)
{
    const struct calendar *c = &w->plan->calendar;
    if (len == 3 && memcmp(name, "now", 3) == 0)
        where_bind(w, value_int(V_DATETIME, w->now));
    else if (len == 4 && memcmp(name, "user", 4) == 0)
        where_bind(w, value_int(V_USER, w->user));
    else if (len == 5 && memcmp(name, "today", 5) == 0)
        where_bind(w, value_int(V_DATE, date_of(w->now, c->offset_s)));
    else if (len == 6 && memcmp(name, "offset", 6) == 0)
        buf_int(&w->text, c->offset_s);
    else if (len == 7 && memcmp(name, "weekend", 7) == 0)
        put_weekend(w, c);
    else if (len == 8 && memcmp(name, "holidays", 8) == 0)
        put_days(w, c->holidays, c->holidays_n);
    else if (len == 8 && memcmp(name, "workdays", 8) == 0)
        put_days(w, c->workdays, c->workdays_n);
}

static int highest_argument(const char *template)
{
    int highest = -1;
    for (const char *s = template; (s = strchr(s, '{')); s++) {
        if (s[1] >= '0' && s[1] <= '9' && s[1] - '0' > highest)
            highest = s[1] - '0';
    }
    return highest;
}

/* last: arguments 0 … last of the call. More of them than the template names fold from the left:
 * f(f(a, b), c), so that its {0} is the call of all but the last. */
static enum outcome put_template(struct emit *m, const struct expr *x, int last)
{
    const char *template = x->func->sql;
    int highest = highest_argument(template);
    bool is_folded = highest > 0 && last > highest;
    for (const char *s = template; *s;) {
        const char *end = *s == '{' ? strchr(s, '}') : NULL;
        if (!end) {
            buf_char(&m->w->text, *s++);
            continue;
        }
        bool is_argument = s[1] >= '0' && s[1] <= '9';
        int i = is_argument ? s[1] - '0' : 0;
        const char *fallback = is_argument && s[2] == ':' ? s + 3 : NULL;
        enum outcome o = OK;
        if (!is_argument) {
            put_setting(m->w, s + 1, (size_t)(end - s - 1));
        } else if (is_folded && i == 0) {
            if ((o = emit_deeper(m, x, 5)) == OK)
                o = put_template(m, x, last - 1);
            m->weight -= 5;
        } else if (is_folded) {
            o = emit_value(m, x->args[last]);
        } else if (i <= last) {
            o = emit_value(m, x->args[i]);
        } else if (fallback && *fallback == '\'') {
            buf_put(&m->w->text, fallback, (size_t)(end - fallback));
        } else if (fallback) {
            put_setting(m->w, fallback, (size_t)(end - fallback));
        }
        if (o != OK)
            return o;
        s = end + 1;
    }
    return OK;
}

enum outcome emit_call(struct emit *m, const struct expr *x)
{
    if (!x->func->sql)
        return err_set(m->e, REFUSED, NULL, "c_only",
                       "%s() works on one record only, not in a list or a question to a ledger",
                       "%s()只能用于单条记录，不能用于列表或查询台账", x->func->name);
    return put_template(m, x, x->args_n - 1);
}
