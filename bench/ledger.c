/* What one record costs: creation on the writer's thread, pages of lists, search, import, export.
 *   bench/ledger [records] [lists]     makes a county, times it, prints one line a figure.
 * CPU times of the writer's thread: what a loaded machine adds in waiting does not count. */
#include "base/clock.h"
#include "base/limits.h"
#include "ledger/edition.h"
#include "ledger/search.h"
#include "office.h"
#include "place/place.h"
#include <fcntl.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <unistd.h>

#define AHEAD 256

struct one {
    struct write_job job;
    struct office *o;
    struct arena arena;
    struct buf out;
    json_t *body;
    char key[37];
    sem_t *free;
    const struct plan *plan;
    struct actor *actor;
};
static _Atomic int64_t cpu_first, cpu_last, done_n, failed_n;

static int64_t cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static enum outcome run(struct db *db, void *arg, struct err *e)
{
    struct one *one = arg;
    struct call c = {.op = op_find("record.create"),
                     .app = &one->o->app,
                     .arena = &one->arena,
                     .plan = one->plan,
                     .actor = one->actor,
                     .db = db,
                     .now_ms = one->o->now_ms,
                     .out = &one->out,
                     .out_fd = -1,
                     .idempotency = one->key,
                     .if_match = -1,
                     .body = one->body,
                     .from = "",
                     .agent = ""};
    const char *values[OP_ARGS_MAX] = {0};
    int64_t zero = 0;
    if (!cpu_first)
        atomic_compare_exchange_strong(&cpu_first, &zero, cpu_us());
    values[op_arg(c.op, "ledger")] = "entry";
    c.values = values;
    arena_clear(&one->arena);
    enum outcome outcome = c.op->handler(&c, e);
    return outcome;
}

static void finished(void *arg, enum outcome outcome, const struct err *e)
{
    struct one *one = arg;
    if (outcome != OK && failed_n++ == 0)
        fprintf(stderr, "refused: %s %s\n", e->field, e->en);
    done_n++;
    if ((done_n & 255) == 0)
        cpu_last = cpu_us();
    sem_post(one->free);
}

static const char *const surnames[] = {"李", "王", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"};
static const char *const given[] = {"伟", "芳", "娜", "敏", "静", "强",
                                    "磊", "洋", "艳", "勇", "军", "杰"};

static json_t *fields_of(struct office *o, int64_t n, int64_t station)
{
    char text[600];
    struct err e;
    json_t *j;
    snprintf(text, sizeof text,
             "{\"fields\":{\"station\":\"%lld\",\"vehicle\":\"car\",\"plate\":\"陕E%05lld\","
             "\"people\":%lld,"
             "\"driver\":\"%s%s%s\",\"origin\":\"local\",\"temperature\":\"36.%lld\",\"decision\":"
             "\"pass\"}}",
             (long long)station, (long long)(n * 7919 % 100000), (long long)(n % 4 + 1),
             surnames[n * 31 % 10], given[n * 17 % 12], given[n * 13 / 7 % 12], (long long)(n % 9));
    must(json_parse(&j, text, strlen(text), &e));
    (void)o;
    return j;
}

static void uuid7(char out[37], int64_t now_ms, int64_t n)
{
    snprintf(out, 37, "%08llx-%04llx-7%03llx-8000-%012llx", (unsigned long long)(now_ms >> 16),
             (unsigned long long)(now_ms & 0xffff), (unsigned long long)(n & 0xfff),
             (unsigned long long)n);
}

struct stations {
    struct office *o;
    int64_t ids[300];
    int n;
};

static enum outcome add_stations(struct db *db, void *arg, struct err *e)
{
    struct stations *s = arg;
    const struct plan *plan = editions_hold(s->o->app.editions);
    enum outcome outcome = OK;
    for (int i = 0; outcome == OK && i < 290; i++) {
        char name[40];
        int64_t village;
        snprintf(name, sizeof name, "%d村", i);
        struct place_new p = {.parent = s->o->street, .kind = "village", .code = "", .name = name};
        outcome = place_add(&village, db, s->o->app.journal, plan, &p, s->o->now_ms, e);
        p = (struct place_new){.parent = village, .kind = "checkpoint", .code = "", .name = name};
        if (outcome == OK)
            outcome = place_add(&s->ids[s->n++], db, s->o->app.journal, plan, &p, s->o->now_ms, e);
    }
    editions_release(s->o->app.editions, plan);
    return outcome;
}

static void create(struct office *o, const struct stations *s, int64_t from, int64_t n)
{
    static struct one ring[AHEAD];
    static bool ready;
    sem_t free_slots;
    const struct plan *plan = editions_hold(o->app.editions);
    struct arena a;
    arena_init(&a, LIMIT_ARENA);
    struct actor *actor = actor_system(&a, plan);
    cpu_first = done_n = 0;
    sem_init(&free_slots, 0, AHEAD);
    int64_t start = clock_monotonic_us();
    for (int64_t i = 0; i < n; i++) {
        struct one *one = &ring[i % AHEAD];
        sem_wait(&free_slots);
        if (!ready) {
            arena_init(&one->arena, LIMIT_ARENA);
            buf_init(&one->out, LIMIT_RESPONSE);
            ready = i == AHEAD - 1;
        }
        json_decref(one->body);
        o->now_ms += 1;
        one->o = o;
        one->plan = plan;
        one->actor = actor;
        one->free = &free_slots;
        one->body = fields_of(o, from + i, s->ids[(from + i) * 7 % s->n]);
        uuid7(one->key, o->now_ms, from + i);
        one->job = (struct write_job){.run = run, .done = finished, .arg = one};
        writer_push(o->app.writer, &one->job);
    }
    while (done_n < n)
        usleep(1000);
    int64_t wall = clock_monotonic_us() - start;
    printf("create: %lld records, %.1f us CPU of the writer each, %.1f us wall\n", (long long)n,
           (double)(cpu_last - cpu_first) / (double)n, (double)wall / (double)n);
    start = clock_monotonic_us();
    search_flush(&o->app);
    while (search_waiting(o->app.search) > 0)
        usleep(1000);
    printf("postings of these: %.1f us wall each\n",
           (double)(clock_monotonic_us() - start) / (double)n);
    arena_fini(&a);
    editions_release(o->app.editions, plan);
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void time_list(struct office *o, const char *name, const char *a, const char *b,
                      const char *c2)
{
    int64_t us[60];
    int rows = 0;
    char after[700] = "mine=";
    for (int i = 0; i < 60; i++) {
        int64_t start = clock_monotonic_us();
        if (office_call(o, 0, "record.list", NULL, "ledger=entry", a, b, c2, after, NULL) != OK)
            printf("%s: %s\n", name, o->e.en);
        us[i] = clock_monotonic_us() - start;
        rows = (int)json_array_size(json_object_get(o->body, "rows"));
        if (i % 2 && *office_text(o, "next"))
            snprintf(after, sizeof after, "after=%s", office_text(o, "next"));
    }
    qsort(us, 60, sizeof *us, by_size);
    printf("list %-34s p50 %6.2f ms  p95 %6.2f ms  (%d rows)\n", name, (double)us[30] / 1000,
           (double)us[57] / 1000, rows);
}

int main(int argc, char **argv)
{
    static struct office o;
    static struct test_store t;
    static struct stations s;
    struct err e;
    int64_t n = argc > 1 ? strtoll(argv[1], NULL, 10) : 20000;
    test_store_open(&t, TEST_SQLITE);
    office_open(&o, &t);
    s.o = &o;
    must(writer_do(o.app.writer, add_stations, &s, &e));
    create(&o, &s, 0, 2000);
    create(&o, &s, 2000, n);
    if (argc > 2) {
        char village[60], street[60];
        snprintf(village, sizeof village, "place=%lld",
                 (long long)place_at(s.ids[7], LEVEL_VILLAGE));
        snprintf(street, sizeof street, "place=%lld", (long long)o.county);
        time_list(&o, "county, newest", street, "limit=50", "sort=");
        time_list(&o, "county, by time", street, "limit=50", "sort=at");
        time_list(&o, "county, by -time, filtered", street, "sort=-at", "where=temperature > 36.7");
        time_list(&o, "county, rare filter", street, "sort=-at", "where=temperature > 40");
        time_list(&o, "county, state none", street, "sort=-at", "state=voided");
        time_list(&o, "village, newest", village, "limit=50", "sort=");
        time_list(&o, "village, by time", village, "limit=50", "sort=at");
        time_list(&o, "village, by -time, filtered", village, "sort=-at",
                  "where=temperature > 36.7");
        time_list(&o, "search one character", street, "q=李", "limit=50");
        time_list(&o, "search two characters", street, "q=李伟", "limit=50");
        time_list(&o, "search one, village", village, "q=李", "limit=50");
        time_list(&o, "search plate", street, "q=12345", "limit=50");
        int64_t start = clock_monotonic_us();
        if (office_call(&o, 0, "ledger.export", NULL, "ledger=entry", NULL) == OK)
            printf("export csv: %.2f s, %zu bytes\n", (double)(clock_monotonic_us() - start) / 1e6,
                   o.out.len);
        start = clock_monotonic_us();
        if (office_call(&o, 0, "record.counts", NULL, street, NULL) == OK)
            printf("counts: %.2f ms\n", (double)(clock_monotonic_us() - start) / 1e3);
    }
    office_close(&o);
    test_store_close(&t);
    return 0;
}
