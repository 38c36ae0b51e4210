/* Counters for /metrics in Prometheus' text form. Never a name, an id or an address of anybody. */
#include "http/http_int.h"

#define OPS_MAX 400
#define CLASSES 6 /* by hundreds of the status: 1xx … 5xx */

static const int64_t bounds_us[] = {500,   1000,   2000,   5000,   10000,  20000,
                                    50000, 100000, 200000, 500000, 1000000};
#define BOUNDS ((int)(sizeof(bounds_us) / sizeof(bounds_us[0])))

struct metrics {
    struct {
        atomic_llong count[CLASSES], took_us;
    } ops[OPS_MAX + 1]; /* the last: pages and unknown addresses */
    atomic_llong histogram[BOUNDS + 1], took_us, count;
};

struct metrics *metrics_new(void)
{
    struct metrics *m = calloc(1, sizeof(*m));
    if (!m)
        abort();
    return m;
}

void metrics_free(struct metrics *m)
{
    free(m);
}

int metrics_op_index(const struct op *op)
{
    int n, low = 0;
    const struct op *const *all = op_all(&n);
    int high = n - 1;
    while (low <= high) {
        int middle = (low + high) / 2, order = strcmp(all[middle]->name, op->name);
        if (!order)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle - 1;
    }
    return -1;
}

static void add(atomic_llong *counter, int64_t n)
{
    atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

static long long get(atomic_llong *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

void metrics_count(struct metrics *m, int op_index, int status, int64_t took_us)
{
    int at = op_index < 0 || op_index >= OPS_MAX ? OPS_MAX : op_index, bound = 0;
    int class = status / 100 < CLASSES ? status / 100 : CLASSES - 1;
    add(&m->ops[at].count[class], 1);
    add(&m->ops[at].took_us, took_us);
    while (bound < BOUNDS && took_us > bounds_us[bound])
        bound++;
    add(&m->histogram[bound], 1);
    add(&m->took_us, took_us);
    add(&m->count, 1);
}

static void head(struct buf *out, const char *name, const char *type, const char *help)
{
    buf_printf(out, "# HELP lianfang_%s %s\n# TYPE lianfang_%s %s\n", name, help, name, type);
}

static void one(struct buf *out, const char *name, const char *type, const char *help,
                long long value)
{
    head(out, name, type, help);
    buf_printf(out, "lianfang_%s %lld\n", name, value);
}

static void write_ops(struct metrics *m, struct buf *out)
{
    int n;
    const struct op *const *all = op_all(&n);
    head(out, "requests_total", "counter", "Answered requests by operation and class of status.");
    for (int i = 0; i <= OPS_MAX; i++)
        for (int class = 1; class < CLASSES; class ++)
            if (get(&m->ops[i].count[class]))
                buf_printf(out, "lianfang_requests_total{op=\"%s\",status=\"%dxx\"} %lld\n",
                           i < n ? all[i]->name : "page", class, get(&m->ops[i].count[class]));
}

static void write_histogram(struct metrics *m, struct buf *out)
{
    long long below = 0;
    head(out, "request_seconds", "histogram", "Time from the headers to the answer.");
    for (int i = 0; i <= BOUNDS; i++) {
        below += get(&m->histogram[i]);
        if (i < BOUNDS)
            buf_printf(out, "lianfang_request_seconds_bucket{le=\"%g\"} %lld\n",
                       (double)bounds_us[i] / 1e6, below);
        else
            buf_printf(out, "lianfang_request_seconds_bucket{le=\"+Inf\"} %lld\n", below);
    }
    buf_printf(out, "lianfang_request_seconds_sum %.6f\nlianfang_request_seconds_count %lld\n",
               (double)get(&m->took_us) / 1e6, get(&m->count));
}

void metrics_write(struct http *h, struct buf *out)
{
    struct writer_stats w = {0};
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
    if (h->app->writer)
        writer_stats(h->app->writer, &w);
    one(out, "uptime_seconds", "gauge", "Since the server was started.",
        (clock_now_ms(&h->app->clock) - h->started_ms) / 1000);
    one(out, "connections", "gauge", "Open connections.", info ? info->num_connections : 0);
    one(out, "streams", "gauge", "Clients of the stream of changes.", stream_clients(h->stream));
    one(out, "waiting", "gauge", "Requests with the writer or a worker.", atomic_load(&h->busy));
    one(out, "database_bytes", "gauge", "Size of the database.", store_size(h->app->store));
    one(out, "writer_jobs_total", "counter", "Jobs the writer ran.", w.jobs);
    one(out, "writer_groups_total", "counter", "Durable commits.", w.groups);
    one(out, "writer_refused_total", "counter", "Jobs refused by a rule.", w.refused);
    one(out, "writer_failed_total", "counter", "Jobs lost to a fault.", w.failed);
    one(out, "writer_queued", "gauge", "Jobs waiting.", w.queued);
    one(out, "writer_last_group_microseconds", "gauge", "Length of the last group.",
        w.last_group_us);
    one(out, "writer_longest_group_microseconds", "gauge", "Longest group so far.", w.max_group_us);
    write_ops(h->metrics, out);
    write_histogram(h->metrics, out);
}
