/* The peers that figures stand beside, measured in the same run on the same disk.
 *
 *   peers sqlite DB ROWS      rows of the checkpoint book, each committed alone (WAL, FULL)
 *   peers append DIR COUNT    one 300-byte append and fdatasync: growing, then preallocated
 *   peers echo PORT FILE      libmicrohttpd answering FILE's bytes to anything (epoll, 2 threads)
 *   peers bytes FROM TO       copying a file's bytes, then fsync
 *
 * Prints one JSON object. No project code: only the same libraries. */
#include <fcntl.h>
#include <microhttpd.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static long number(const char *s)
{
    long n = 0;
    while (*s >= '0' && *s <= '9')
        n = n * 10 + (*s++ - '0');
    return n;
}

static void must(sqlite3 *db, const char *sql)
{
    char *why = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK) {
        fprintf(stderr, "%s: %s\n", sql, why);
        exit(3);
    }
}

static int peer_sqlite(const char *path, long rows)
{
    sqlite3 *db;
    if (sqlite3_open(path, &db) != SQLITE_OK)
        return 3;
    must(db, "PRAGMA journal_mode = WAL");
    must(db, "PRAGMA synchronous = FULL");
    must(db, "CREATE TABLE IF NOT EXISTS entry (id INTEGER PRIMARY KEY, rev INTEGER, state TEXT,"
             " title TEXT, place INTEGER, created_at INTEGER, created_by INTEGER, at INTEGER,"
             " direction TEXT, vehicle TEXT, plate TEXT, people INTEGER, driver TEXT, phone BLOB,"
             " phone_eq INTEGER, origin_class TEXT, temperature INTEGER, decision TEXT) STRICT");
    must(db, "CREATE INDEX IF NOT EXISTS entry_place ON entry (place, id)");
    must(db, "CREATE TABLE IF NOT EXISTS journal (seq INTEGER PRIMARY KEY, at_ms INTEGER, act TEXT,"
             " record INTEGER, digest BLOB, hash BLOB, payload TEXT) STRICT");
    must(db, "CREATE TABLE IF NOT EXISTS request_key (key BLOB PRIMARY KEY, record INTEGER)"
             " WITHOUT ROWID, STRICT");
    sqlite3_stmt *entry, *journal, *key, *begin, *commit;
    sqlite3_prepare_v2(db, "INSERT INTO entry VALUES ($1, 1, 'recorded', '陕EA1234 王伟', $2, 1, 2,"
                           " $1, 'inbound', 'car', '陕EA1234', 2, '王伟', zeroblob(60), $3,"
                           " 'local', 36500000, 'pass')", -1, &entry, NULL);
    sqlite3_prepare_v2(db, "INSERT INTO journal VALUES ($1, $1, 'record.create', $1, zeroblob(32),"
                           " zeroblob(32), $2)", -1, &journal, NULL);
    sqlite3_prepare_v2(db, "INSERT INTO request_key VALUES ($1, $2)", -1, &key, NULL);
    sqlite3_prepare_v2(db, "BEGIN IMMEDIATE", -1, &begin, NULL);
    sqlite3_prepare_v2(db, "COMMIT", -1, &commit, NULL);
    char payload[600];
    memset(payload, 'x', sizeof payload);
    double from = seconds();
    for (long i = 1; i <= rows; i++) {
        uint8_t uuid[16] = {0};
        for (int b = 0; b < 8; b++)
            uuid[b] = (uint8_t)((uint64_t)i >> (56 - 8 * b));
        sqlite3_step(begin), sqlite3_reset(begin);
        sqlite3_bind_int64(entry, 1, i);
        sqlite3_bind_int64(entry, 2, i % 10);
        sqlite3_bind_int64(entry, 3, i * 2654435761);
        sqlite3_step(entry), sqlite3_reset(entry);
        sqlite3_bind_int64(journal, 1, i);
        sqlite3_bind_text(journal, 2, payload, sizeof payload, SQLITE_STATIC);
        sqlite3_step(journal), sqlite3_reset(journal);
        sqlite3_bind_blob(key, 1, uuid, 16, SQLITE_STATIC);
        sqlite3_bind_int64(key, 2, i);
        sqlite3_step(key), sqlite3_reset(key);
        if (sqlite3_step(commit) != SQLITE_DONE)
            return 3;
        sqlite3_reset(commit);
    }
    double took = seconds() - from;
    printf("{\"rows\":%ld,\"per_second\":%.0f}\n", rows, (double)rows / took);
    return 0;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double append_median(const char *dir, long count, int preallocated)
{
    char path[500], block[300];
    snprintf(path, sizeof path, "%s/append.bin", dir);
    memset(block, 'x', sizeof block);
    int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    if (fd < 0)
        exit(3);
    if (preallocated) {
        static char zero[1 << 20];
        for (long done = 0; done < count * 300; done += (long)sizeof zero)
            if (write(fd, zero, sizeof zero) < 0)
                exit(3);
        fsync(fd);
        lseek(fd, 0, SEEK_SET);
    }
    double *took = malloc((size_t)count * sizeof *took);
    for (long i = 0; i < count; i++) {
        double from = seconds();
        if (write(fd, block, sizeof block) != sizeof block || fdatasync(fd) != 0)
            exit(3);
        took[i] = seconds() - from;
    }
    close(fd);
    unlink(path);
    qsort(took, (size_t)count, sizeof *took, by_size);
    double median = took[count / 2];
    free(took);
    return median;
}

static int peer_append(const char *dir, long count)
{
    double growing = append_median(dir, count, 0), kept = append_median(dir, count, 1);
    printf("{\"count\":%ld,\"growing_us\":%.0f,\"preallocated_us\":%.0f}\n", count, growing * 1e6,
           kept * 1e6);
    return 0;
}

struct body {
    char *data;
    size_t len;
};

static enum MHD_Result answer(void *cls, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_len, void **state)
{
    static int seen;
    struct body *body = cls;
    if (!*state) {
        *state = &seen;
        return MHD_YES;
    }
    if (*upload_len) {
        *upload_len = 0;
        return MHD_YES;
    }
    struct MHD_Response *response =
        MHD_create_response_from_buffer(body->len, body->data, MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(response, "Content-Type", "application/json");
    enum MHD_Result result = MHD_queue_response(connection, 200, response);
    MHD_destroy_response(response);
    return result;
}

static int peer_echo(long port, const char *path)
{
    static struct body body;
    FILE *file = fopen(path, "rb");
    if (!file)
        return 3;
    body.data = malloc(1 << 20);
    body.len = fread(body.data, 1, 1 << 20, file);
    fclose(file);
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG, (uint16_t)port, NULL, NULL, answer,
        &body, MHD_OPTION_THREAD_POOL_SIZE, 2u, MHD_OPTION_CONNECTION_LIMIT, 1000u,
        MHD_OPTION_END);
    if (!daemon)
        return 3;
    sigset_t wait;
    sigemptyset(&wait);
    sigaddset(&wait, SIGTERM);
    sigprocmask(SIG_BLOCK, &wait, NULL);
    int got;
    sigwait(&wait, &got);
    MHD_stop_daemon(daemon);
    return 0;
}

static int peer_bytes(const char *from_path, const char *to_path)
{
    static char block[1 << 16];
    int from = open(from_path, O_RDONLY), to = open(to_path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    if (from < 0 || to < 0)
        return 3;
    double start = seconds();
    long total = 0;
    for (ssize_t n; (n = read(from, block, sizeof block)) > 0; total += n)
        if (write(to, block, (size_t)n) != n)
            return 3;
    fsync(to);
    printf("{\"bytes\":%ld,\"seconds\":%.3f}\n", total, seconds() - start);
    unlink(to_path);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "sqlite") == 0)
        return peer_sqlite(argv[2], number(argv[3]));
    if (argc == 4 && strcmp(argv[1], "append") == 0)
        return peer_append(argv[2], number(argv[3]));
    if (argc == 4 && strcmp(argv[1], "echo") == 0)
        return peer_echo(number(argv[2]), argv[3]);
    if (argc == 4 && strcmp(argv[1], "bytes") == 0)
        return peer_bytes(argv[2], argv[3]);
    fprintf(stderr, "usage: peers sqlite DB ROWS | append DIR COUNT | echo PORT FILE |"
                    " bytes FROM TO\n");
    return 2;
}
