/* The figures of the drill: time and memory of an uncontrolled outbreak, of one with a response,
 * of many small runs on one and two threads, and of a quiet day.
 *
 *   drill SCENARIO_FOLDER all | uncontrolled PEOPLE DAYS | response PEOPLE DAYS | runs | quiet
 *
 * Prints one JSON object a figure. */
#include <sys/resource.h>

#include "base/clock.h"
#include "base/text.h"
#include "drill/drill.h"

static double peak_mb(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)u.ru_maxrss / 1024;
}

static void load(struct drill_setup *s, const char *folder, const char *name)
{
    struct err e = {0};
    char path[500];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    setup_init(s);
    if (setup_load(s, path, &e)) {
        fprintf(stderr, "%s\n", err_text(&e, LANG_EN));
        exit(3);
    }
}

static void set(struct drill_setup *s, const char *name, const char *value)
{
    struct err e = {0};
    if (setup_set(s, name, value, "bench", FROM_OVERRIDE, &e)) {
        fprintf(stderr, "%s\n", err_text(&e, LANG_EN));
        exit(3);
    }
}

static double processor(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

/* Best of n, by processor time, since other work may share the machine; one thread, synthesis
 * included. */
static void one(const struct drill_setup *s, const char *what, uint32_t people, int days, int n)
{
    double best = 1e9, best_wall = 0, best_made = 0, attack = 0, events = 0, infections = 0, r0 = 0,
           bytes = 0;
    for (int i = 0; i < n; i++) {
        struct world *w;
        struct drill *d;
        struct err e = {0};
        int64_t begin = clock_monotonic_us();
        double from = processor();
        if (world_new(&w, &s->p, people, 1, NULL, 0, &e))
            exit(3);
        double made = processor() - from;
        if (drill_new(&d, w, days, 1, 1, 1, NULL, NULL, &e))
            exit(3);
        double took = processor() - from;
        if (took < best) {
            best = took;
            best_wall = (double)(clock_monotonic_us() - begin) / 1e6;
            best_made = made;
        }
        infections = d->runs[0].infections;
        attack = infections / people;
        events = d->runs[0].events;
        bytes = d->runs[0].bytes + (double)world_bytes(w);
        r0 = world_r0(w);
        drill_free(d);
        world_free(w);
    }
    printf("{\"figure\":\"%s\",\"people\":%u,\"days\":%d,\"processor_s\":%.3f,\"wall_s\":%.3f,"
           "\"synthesis\":%.3f,"
           "\"r0\":%.2f,\"attack\":%.4f,\"agent_days_per_s\":%.3g,\"ns_per_infection\":%.0f,"
           "\"attempts_per_infection\":%.2f,\"bytes_per_agent\":%.1f,\"peak_mb\":%.0f}\n",
           what, people, days, best, best_wall, best_made, r0, attack, people * (double)days / best,
           (best - best_made) / infections * 1e9, events / infections, bytes / people, peak_mb());
    fflush(stdout);
}

static double runs_seconds(const struct world *w, int threads)
{
    double best = 1e9;
    for (int i = 0; i < 5; i++) {
        struct drill *d;
        struct err e = {0};
        int64_t begin = clock_monotonic_us();
        if (drill_new(&d, w, 120, 100, 1, threads, NULL, NULL, &e))
            exit(3);
        double took = (double)(clock_monotonic_us() - begin) / 1e6;
        best = took < best ? took : best;
        drill_free(d);
    }
    return best;
}

static void runs(const struct drill_setup *s)
{
    struct world *w;
    struct err e = {0};
    int64_t begin = clock_monotonic_us();
    if (world_new(&w, &s->p, 100000, 1, NULL, 0, &e))
        exit(3);
    double made = (double)(clock_monotonic_us() - begin) / 1e6;
    double one_thread = runs_seconds(w, 1), two = runs_seconds(w, 2);
    printf("{\"figure\":\"runs\",\"people\":100000,\"days\":120,\"runs\":100,\"synthesis\":%.3f,"
           "\"one_thread\":%.3f,\"two_threads\":%.3f,\"ratio\":%.2f}\n",
           made, one_thread, two, one_thread / two);
    world_free(w);
}

/* R 1 keeps the number of infectious people about the same; the time of 50 more days over
 * that of the first is the time of a quiet day. */
static void quiet(struct drill_setup *s)
{
    struct world *w;
    struct err e = {0};
    double took[2] = {1e9, 1e9}, active[2] = {0, 0};
    set(s, "disease.r0", "1");
    set(s, "outbreak.seeds", "100");
    set(s, "disease.household", "0.1");
    if (world_new(&w, &s->p, 1000000, 1, NULL, 0, &e))
        exit(3);
    for (int i = 0; i < 10; i++)
        for (int k = 0; k < 2; k++) {
            struct drill *d;
            int days = k ? 60 : 10;
            int64_t begin = clock_monotonic_us();
            if (drill_new(&d, w, days, 1, 1, 1, NULL, NULL, &e))
                exit(3);
            double now = (double)(clock_monotonic_us() - begin) / 1e6;
            took[k] = now < took[k] ? now : took[k];
            active[k] = d->runs[0].infections;
            drill_free(d);
        }
    printf("{\"figure\":\"quiet\",\"people\":1000000,\"infections_of_50_days\":%.0f,"
           "\"us_per_day\":%.1f}\n",
           active[1] - active[0], (took[1] - took[0]) / 50 * 1e6);
    world_free(w);
}

int main(int argc, char **argv)
{
    struct drill_setup s;
    int64_t people = 1000000, days = 100;
    if (argc < 3 || (argc > 3 && !text_int(argv[3], strlen(argv[3]), &people)) ||
        (argc > 4 && !text_int(argv[4], strlen(argv[4]), &days)))
        return 2;
    bool all = !strcmp(argv[2], "all");
    if (all || !strcmp(argv[2], "uncontrolled")) {
        load(&s, argv[1], "openabm.csv");
        one(&s, "uncontrolled", (uint32_t)people, (int)days, people > 2000000 ? 1 : 5);
        setup_fini(&s);
    }
    if (all || !strcmp(argv[2], "response")) {
        load(&s, argv[1], "openabm.csv");
        set(&s, "response.on", "1");
        one(&s, "response", (uint32_t)people, (int)days, 3);
        setup_fini(&s);
    }
    if (all || !strcmp(argv[2], "runs")) {
        load(&s, argv[1], "contained.csv");
        runs(&s);
        setup_fini(&s);
    }
    if (all || !strcmp(argv[2], "quiet")) {
        load(&s, argv[1], "openabm.csv");
        quiet(&s);
        setup_fini(&s);
    }
    return 0;
}
