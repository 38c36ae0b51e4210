/* Following a long task to its end: a command that starts one is over when the task is. */

#include "cli/follow.h"
#include "base/text.h"

#define POLL_MS 100

static bool has_ended(const char *state)
{
    return text_same(state, "done") || text_same(state, "refused") || text_same(state, "cancelled");
}

static enum outcome outcome_of_word(const char *word)
{
    for (int i = 1; i < OUTCOMES; i++)
        if (text_same(outcome_word((enum outcome)i), word))
            return (enum outcome)i;
    return REFUSED;
}

static enum outcome tell_problem(json_t *job, struct err *e)
{
    json_t *problem = json_object_get(job, "problem");
    const char *detail = json_string_value(json_object_get(problem, "detail"));
    const char *rule = json_string_value(json_object_get(problem, "rule"));
    enum outcome outcome = outcome_of_word(json_string_value(json_object_get(problem, "title")));
    return err_set(e, outcome, NULL, rule ? rule : "job", "%s", "%s", detail ? detail : "");
}

/* What the task found stands for the whole. */
static void keep_result(json_t *result, struct buf *out)
{
    char *text = json_is_object(result) ? json_dumps(result, JSON_COMPACT) : NULL;
    if (!text)
        return;
    buf_clear(out);
    buf_text(out, text);
    free(text);
}

enum outcome follow_job(const char *id,
                        enum outcome (*look)(void *arg, const char *id, struct buf *out,
                                             struct err *e),
                        void *arg, struct buf *out, struct err *e)
{
    struct timespec pause = {0, POLL_MS * 1000000L};
    char kind[40] = "";
    for (int64_t waited = 0;; waited += POLL_MS) {
        json_t *job = NULL;
        buf_clear(out);
        enum outcome outcome = look(arg, id, out, e);
        if (!outcome)
            outcome = json_parse(&job, out->data, out->len, e);
        if (outcome)
            return outcome;
        const char *state = json_string_value(json_object_get(job, "state"));
        int64_t done = json_integer_value(json_object_get(job, "done"));
        int64_t total = json_integer_value(json_object_get(job, "total"));
        bool ended = has_ended(state), good = text_same(state, "done");
        snprintf(kind, sizeof(kind), "%s", json_string_value(json_object_get(job, "kind")));
        if (waited >= 1000)
            cli_progress(kind, done, total);
        if (ended && !good)
            outcome = tell_problem(job, e);
        else if (ended)
            keep_result(json_object_get(job, "result"), out);
        json_decref(job);
        if (ended)
            return outcome;
        nanosleep(&pause, NULL);
    }
}

const char *followed_job(struct arena *a, const struct buf *out)
{
    struct err ignored;
    json_t *answer = NULL;
    const char *id = NULL;
    if (!out->len || json_parse(&answer, out->data, out->len, &ignored))
        return NULL;
    if (json_object_size(answer) == 1)
        id = arena_dup(a, json_string_value(json_object_get(answer, "job")));
    json_decref(answer);
    return id;
}
