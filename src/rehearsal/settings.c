/* What a drill is asked for: read from JSON, judged against limits, the plan and the scenario
 * before it waits in a queue, and written as the words of a command line. */
#include "base/limits.h"
#include "base/text.h"
#include "rehearsal/rehearsal_int.h"

static enum outcome read_number(int64_t *ret, json_t *body, const char *name, int64_t absent,
                                int64_t least, int64_t most, struct err *e)
{
    json_t *v = json_object_get(body, name);
    *ret = absent;
    if (!v || json_is_null(v))
        return OK;
    if (json_is_integer(v))
        *ret = json_integer_value(v);
    if (!json_is_integer(v) || *ret < least || *ret > most)
        return err_set(e, REFUSED, name, "range", "%s: a whole number, %lld to %lld",
                       "%s 应为 %lld 至 %lld 的整数", name, (long long)least, (long long)most);
    return OK;
}

/* Values may come as numbers or texts; kept as texts. */
static enum outcome read_levers(json_t **ret, json_t *body, const char *name, struct err *e)
{
    json_t *v = json_object_get(body, name), *value;
    const char *key;
    *ret = NULL;
    if (!v || json_is_null(v))
        return OK;
    if (!json_is_object(v) || json_object_size(v) > LIMIT_DRILL_LEVERS)
        return err_set(e, REFUSED, name, "levers", "%s: at most %d parameters by name",
                       "%s：最多%d个参数", name, LIMIT_DRILL_LEVERS);
    json_object_foreach(v, key, value)
    {
        char text[300];
        if (json_is_string(value) && json_string_length(value) < 250)
            snprintf(text, sizeof text, "%s", json_string_value(value));
        else if (json_is_number(value))
            snprintf(text, sizeof text, "%.9g", json_number_value(value));
        else
            text[0] = ';';
        if (strlen(key) > 79 || strpbrk(key, ";=") || strpbrk(text, ";=") ||
            text_has_control(text, strlen(text)))
            return err_set(e, REFUSED, name, "value", "%s: %.60s is not a value of a parameter",
                           "%s：%.60s的值有误", name, key);
        json_object_set_new(v, key, json_string(text));
    }
    *ret = v;
    return OK;
}

enum outcome asked_read(struct asked *ret, json_t *body, struct err *e)
{
    const char *scenario = json_string_value(json_object_get(body, "scenario"));
    enum outcome o = read_number(&ret->people, body, "people", 100000, 100, LIMIT_DRILL_PEOPLE, e);
    ret->scenario = scenario ? scenario : "county";
    if (!o)
        o = read_number(&ret->days, body, "days", 120, 1, LIMIT_DRILL_DAYS, e);
    if (!o)
        o = read_number(&ret->runs, body, "runs", 50, 1, LIMIT_DRILL_RUNS, e);
    if (!o)
        o = read_number(&ret->seed, body, "seed", 1, 0, INT32_MAX, e);
    if (!o)
        o = read_levers(&ret->set, body, "set", e);
    if (!o)
        o = read_levers(&ret->against_set, body, "against_set", e);
    if (!o && ret->people * ret->days > LIMIT_DRILL_PERSON_DAYS / ret->runs)
        o = err_set(e, REFUSED, "runs", "size", "people × days × runs may reach %lld",
                    "人数×天数×次数最多%lld", (long long)LIMIT_DRILL_PERSON_DAYS);
    return o;
}

static enum outcome set_all(struct drill_setup *s, json_t *levers, const char *field, struct err *e)
{
    json_t *value;
    const char *key;
    enum outcome o = OK;
    json_object_foreach(levers, key, value)
    {
        o = setup_set(s, key, json_string_value(value), "lever", FROM_OVERRIDE, e);
        if (o) {
            snprintf(e->field, sizeof e->field, "%s.%s", field, key);
            break;
        }
    }
    return o;
}

static enum outcome judge(const struct asked *asked, const struct plan *plan, bool is_second,
                          int64_t day, struct err *e)
{
    struct drill_setup s;
    bool known = false;
    for (int i = 0; setup_carried(i); i++)
        known |= !strcmp(setup_carried(i), asked->scenario);
    if (!known) /* a file of this machine is the command line's */
        return err_set(e, REFUSED, "scenario", "scenario", "there is no scenario %.60s",
                       "没有情景%.60s", asked->scenario);
    setup_init(&s);
    enum outcome o = setup_load(&s, asked->scenario, e);
    if (!o)
        o = setup_plan(&s, plan, day, e);
    if (!o)
        o = set_all(&s, asked->set, "set", e);
    if (!o && is_second)
        o = set_all(&s, asked->against_set, "against_set", e);
    setup_fini(&s);
    return o;
}

enum outcome asked_judge(const struct asked *asked, const struct plan *plan,
                         const struct plan *against, int64_t day, struct err *e)
{
    enum outcome o = judge(asked, plan, false, day, e);
    if (!o && (against || asked->against_set))
        o = judge(asked, against ? against : plan, true, day, e);
    return o;
}

char *asked_levers(struct arena *a, json_t *set)
{
    char *text = arena_dup(a, "");
    json_t *value;
    const char *key;
    json_object_foreach(set, key, value) text =
        arena_printf(a, "%s%s%s=%s", text, *text ? ";" : "", key, json_string_value(value));
    return text;
}

static void put_levers(struct buf *out, const char *name, json_t *set)
{
    json_t *value;
    const char *key;
    put_key(out, name);
    put_object(out);
    json_object_foreach(set, key, value)
    {
        put_key(out, key);
        put_str(out, json_string_value(value));
    }
    put_end_object(out);
}

void asked_json(struct buf *out, const struct asked *asked)
{
    const struct {
        const char *name;
        int64_t n;
    } numbers[] = {{"people", asked->people},
                   {"days", asked->days},
                   {"runs", asked->runs},
                   {"seed", asked->seed}};
    put_object(out);
    put_key(out, "scenario");
    put_str(out, asked->scenario);
    for (int i = 0; i < 4; i++) {
        put_key(out, numbers[i].name);
        put_int(out, numbers[i].n);
    }
    put_levers(out, "set", asked->set);
    put_levers(out, "against_set", asked->against_set);
    put_end_object(out);
}
