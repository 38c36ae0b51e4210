/* See given.h. A mistake in a test's own text ends the test. */
#include "given.h"

#include <stdio.h>
#include <string.h>

static void must(enum outcome outcome, const struct err *e)
{
    if (outcome) {
        fprintf(stderr, "%s\n", err_text(e, LANG_EN));
        abort();
    }
}

void given(struct drill_setup *s, const char *text)
{
    struct err e = {0};
    char copy[2000], *at = copy;
    setup_init(s);
    must(setup_set(s, "response.on", "0", "test", FROM_FILE, &e), &e);
    snprintf(copy, sizeof copy, "%s", text);
    while (*at) {
        char *end = at + strcspn(at, ";"), *equals = strchr(at, '=');
        bool more = *end == ';';
        *end = 0;
        if (!equals)
            abort();
        *equals = 0;
        must(setup_set(s, at, equals + 1, "test", FROM_FILE, &e), &e);
        at = end + more;
    }
}

struct world *given_world(const struct drill_setup *s, uint32_t people)
{
    struct world *w = NULL;
    struct err e = {0};
    must(world_new(&w, &s->p, people, 7, NULL, 0, &e), &e);
    return w;
}

struct drill *given_runs(const struct world *w, int days, int runs, uint64_t seed, int threads)
{
    struct drill *d = NULL;
    struct err e = {0};
    must(drill_new(&d, w, days, runs, seed, threads, NULL, NULL, &e), &e);
    return d;
}

double given_total(const struct drill *d, int run, enum series series)
{
    double sum = 0;
    for (int day = 0; day < d->days; day++)
        sum += d->runs[run].series[(size_t)series * (size_t)d->days + (size_t)day];
    return sum;
}

int given_repeats(int usual, int extended)
{
    return getenv("LIANFANG_LONG") ? extended : usual;
}
