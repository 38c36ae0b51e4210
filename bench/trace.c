/* Who met whom: the net against a plain loop over sorted arrays, on the same stays, in one run.
 *   trace VISITS ZIPF [CSV]   10000000 1.0: people VISITS/10, 20,000 places, 14 days; CSV: also
 *                             written there for other peers (bench/trace-peers)
 * Prints "name value" lines. The plain loop knows the longest stay and nothing of guard. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "trace/net.h"
#include "value/value.h"

#define T0 1790000000ll
#define DAYS 14
#define PLACES 20000
#define CASES 100
#define LEAST 600
#define ROUNDS 7

struct visit {
    uint32_t start, end, person, place;
};
struct bench {
    struct visit *visits, *by_person;
    uint32_t n, people, longest;
    uint32_t *place_at, *person_at; /* first of each */
    struct net *net;
    int64_t cases[CASES];
};

static int by_place_start(const void *x, const void *y)
{
    const struct visit *a = x, *b = y;
    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    return a->start < b->start ? -1 : a->start > b->start;
}

static int by_person(const void *x, const void *y)
{
    const struct visit *a = x, *b = y;
    return a->person < b->person ? -1 : a->person > b->person;
}

static int by_double(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return a < b ? -1 : a > b;
}

static void generate(struct bench *b, uint32_t n, double zipf)
{
    struct rng r;
    double *sum = malloc(sizeof *sum * PLACES), total = 0;
    rng_init(&r, 1);
    for (int i = 0; i < PLACES; i++)
        sum[i] = total += pow(i + 1, -zipf);
    b->n = n;
    b->people = n / 10;
    b->visits = malloc(sizeof *b->visits * n);
    for (uint32_t i = 0; i < n; i++) {
        double u = rng_unit(&r) * total;
        int low = 0, high = PLACES - 1;
        while (low < high) {
            int mid = (low + high) / 2;
            if (sum[mid] < u)
                low = mid + 1;
            else
                high = mid;
        }
        uint32_t start = (uint32_t)rng_below(&r, DAYS * 1440) * 60;
        uint32_t minutes = 5 + (uint32_t)rng_below(&r, rng_below(&r, 10) ? 90 : 480);
        b->visits[i] = (struct visit){start, start + minutes * 60,
                                      (uint32_t)rng_below(&r, b->people), (uint32_t)low};
        if (minutes * 60 > b->longest)
            b->longest = minutes * 60;
    }
    for (int i = 0; i < CASES; i++)
        b->cases[i] = 1 + (int64_t)rng_below(&r, b->people);
    free(sum);
}

static int64_t place_id(uint32_t place)
{
    return 148689156447409299ll + place * 4096ll;
}

static void feed(struct bench *b)
{
    struct net_size size;
    struct err e;
    struct net_stamp stamp = {1, 1, 1};
    int64_t began = clock_monotonic_us();
    const char *path = "trace.bench.net";
    b->net = net_new();
    for (uint32_t i = 0; i < b->n; i++) {
        const struct visit *v = &b->visits[i];
        net_add(b->net, &(struct stay){1 + (int64_t)v->person, place_id(v->place), T0 + v->start,
                                       T0 + v->end, 0});
    }
    printf("add_in_any_order_ns %.0f\n", (double)(clock_monotonic_us() - began) * 1000 / b->n);
    began = clock_monotonic_us();
    if (net_save(b->net, path, &stamp, &e))
        exit(3);
    printf("save_s %.2f\n", (double)(clock_monotonic_us() - began) / 1e6);
    net_free(b->net);
    began = clock_monotonic_us();
    if (net_load(&b->net, path, 1, &stamp, &e))
        exit(3);
    printf("load_s %.2f\n", (double)(clock_monotonic_us() - began) / 1e6);
    unlink(path);
    net_size(b->net, &size);
    printf("bytes_a_visit %.1f\n", (double)size.bytes / (double)size.stays);
}

static void sort(struct bench *b)
{
    b->by_person = malloc(sizeof *b->by_person * b->n);
    memcpy(b->by_person, b->visits, sizeof *b->visits * b->n);
    qsort(b->by_person, b->n, sizeof *b->visits, by_person);
    qsort(b->visits, b->n, sizeof *b->visits, by_place_start);
    b->place_at = calloc(PLACES + 1, sizeof *b->place_at);
    b->person_at = calloc(b->people + 1, sizeof *b->person_at);
    for (uint32_t i = 0; i < b->n; i++) {
        b->place_at[b->visits[i].place + 1] = i + 1;
        b->person_at[b->by_person[i].person + 1] = i + 1;
    }
    for (uint32_t i = 1; i <= PLACES; i++)
        if (b->place_at[i] < b->place_at[i - 1])
            b->place_at[i] = b->place_at[i - 1];
    for (uint32_t i = 1; i <= b->people; i++)
        if (b->person_at[i] < b->person_at[i - 1])
            b->person_at[i] = b->person_at[i - 1];
}

struct result {
    int64_t pairs, persons, longest;
};

static struct result plain(const struct bench *b)
{
    struct result ret = {0};
    uint64_t *seen = calloc(b->people / 64 + 1, sizeof *seen);
    for (int c = 0; c < CASES; c++) {
        uint32_t who = (uint32_t)b->cases[c] - 1;
        for (uint32_t k = b->person_at[who]; k < b->person_at[who + 1]; k++) {
            const struct visit *v = &b->by_person[k];
            uint32_t low = b->place_at[v->place], high = b->place_at[v->place + 1], stop = high;
            uint32_t earliest = v->start > b->longest ? v->start - b->longest : 0;
            while (low < high) {
                uint32_t mid = low + (high - low) / 2;
                if (b->visits[mid].start < earliest)
                    low = mid + 1;
                else
                    high = mid;
            }
            for (uint32_t i = low; i < stop && b->visits[i].start + LEAST <= v->end; i++) {
                const struct visit *w = &b->visits[i];
                uint32_t from = w->start > v->start ? w->start : v->start;
                uint32_t until = w->end < v->end ? w->end : v->end;
                if (until < from + LEAST || w->person == who)
                    continue;
                ret.pairs++;
                ret.persons += !(seen[w->person >> 6] >> (w->person & 63) & 1);
                seen[w->person >> 6] |= (uint64_t)1 << (w->person & 63);
                if (until - from > ret.longest)
                    ret.longest = until - from;
            }
        }
    }
    free(seen);
    return ret;
}

static bool sees_all(void *arg, int source, int64_t place)
{
    (*(int64_t *)arg)++;
    return place > 0;
}

static struct result ours(const struct bench *b, const int64_t *cases, int n, int hops, int most)
{
    struct net_answer got;
    int64_t asked = 0;
    struct net_ask ask = {.persons = cases,
                          .persons_n = n,
                          .from = T0 - 86400,
                          .until = T0 + (DAYS + 2) * 86400,
                          .least_s = LEAST,
                          .hops = hops,
                          .crowd = 200,
                          .most = most,
                          .sees = sees_all,
                          .arg = &asked};
    net_contacts(b->net, &ask, &got);
    struct result ret = {got.pairs, got.persons, got.longest_s};
    net_answer_fini(&got);
    return ret;
}

static double best(double *t)
{
    qsort(t, ROUNDS, sizeof *t, by_double);
    return t[ROUNDS / 2];
}

static void compare(const struct bench *b)
{
    double theirs[ROUNDS], mine[ROUNDS];
    struct result p = {0}, o = {0};
    for (int i = 0; i < ROUNDS; i++) {
        int64_t began = clock_monotonic_us();
        p = plain(b);
        theirs[i] = (double)(clock_monotonic_us() - began) / 1000;
        began = clock_monotonic_us();
        o = ours(b, b->cases, CASES, 1, 0);
        mine[i] = (double)(clock_monotonic_us() - began) / 1000;
    }
    printf("pairs %lld\npersons %lld\nlongest_s %lld\n", (long long)o.pairs, (long long)o.persons,
           (long long)o.longest);
    printf("agree %d\n", p.pairs == o.pairs && p.persons == o.persons && p.longest == o.longest);
    int64_t began = clock_monotonic_us();
    ours(b, b->cases, CASES, 1, 20000);
    printf("plain_ms %.3f\nours_ms %.3f\nours_with_contacts_told_ms %.3f\n", best(theirs),
           best(mine), (double)(clock_monotonic_us() - began) / 1000);
}

static void one_case(const struct bench *b)
{
    double t[200];
    for (int i = 0; i < 200; i++) {
        int64_t who = 1 + (int64_t)i * (b->people / 200);
        int64_t began = clock_monotonic_us();
        ours(b, &who, 1, 2, 2000);
        t[i] = (double)(clock_monotonic_us() - began) / 1000;
    }
    qsort(t, 200, sizeof *t, by_double);
    printf("one_case_two_hops_p50_ms %.2f\none_case_two_hops_p95_ms %.2f\n", t[100], t[190]);
}

static void write_csv(const struct bench *b, const char *path)
{
    FILE *f = fopen(path, "w");
    if (!f)
        exit(3);
    for (uint32_t i = 0; i < b->n; i++)
        fprintf(f, "%u,%u,%u,%u\n", b->visits[i].place, b->visits[i].person + 1, b->visits[i].start,
                b->visits[i].end);
    fclose(f);
    char cases[4096];
    snprintf(cases, sizeof cases, "%s.cases", path);
    f = fopen(cases, "w");
    if (!f)
        exit(3);
    for (int i = 0; i < CASES; i++)
        fprintf(f, "%lld\n", (long long)b->cases[i]);
    fclose(f);
}

int main(int argc, char **argv)
{
    struct bench b = {0};
    if (argc < 3)
        return 2;
    int64_t n, zipf;
    if (!decimal_parse(argv[1], strlen(argv[1]), 0, &n) ||
        !decimal_parse(argv[2], strlen(argv[2]), 6, &zipf))
        return 2;
    generate(&b, (uint32_t)n, (double)zipf / NUMBER_ONE);
    feed(&b);
    sort(&b);
    if (argc > 3)
        write_csv(&b, argv[3]);
    compare(&b);
    one_case(&b);
    return 0;
}
