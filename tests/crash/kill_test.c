/* Kills the writing process with SIGKILL at random moments and looks at what is left.
 *
 *   kill_test [ROUNDS] [URL]      default: 20 rounds (200 with LIANFANG_LONG=1) on a new SQLite
 * file
 *
 * Each round a child writes from 12 threads through the writer: a record, its two parts and a
 * journal entry, every eighth one refused after writing. It notes an id in a file only after the
 * writer has answered OK. After the kill: every noted id is there, no record lacks a part, the
 * chain is whole, a replay gives the tables. Exit status 0 when all rounds hold. */
#include "base/clock.h"
#include "base/log.h"
#include "journal/image.h"
#include "journal/journal.h"
#include "store/writer.h"
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define THREADS 12

static void stop(const char *what, const struct err *e)
{
    fprintf(stderr, "kill_test: %s: %s\n", what, e ? e->en : "");
    exit(1);
}

static void must(enum outcome o, const char *what, const struct err *e)
{
    if (o)
        stop(what, e);
}

/* ---- the child
 * ------------------------------------------------------------------------------------ */

struct child {
    struct writer *w;
    struct journal *j;
    int acks;
    _Atomic int64_t next;
};

struct job {
    struct journal *j;
    int64_t id;
};

static enum outcome part_put(struct db *db, struct buf *image, int64_t id, int64_t whole,
                             struct err *e)
{
    image_row(image, "l_part", id);
    image_int(image, "whole", whole);
    image_row_end(image);
    return db_run(db, "INSERT INTO l_part (id, whole) VALUES ($1, $2)",
                  BIND(bind_int(id), bind_int(whole)), e);
}

static enum outcome job_run(struct db *db, void *arg, struct err *e)
{
    struct job *job = arg;
    struct buf image;
    char text[200];
    struct entry entry = {
        .at_ms = job->id, .act = "record.create", .ledger = "whole", .record = job->id};
    snprintf(text, sizeof(text), "record %lld of the crash test, long enough to fill some pages",
             (long long)job->id);
    image_start(&image, 1 << 20);
    image_row(&image, "l_whole", job->id);
    image_text(&image, "text", text);
    image_row_end(&image);
    enum outcome o = db_run(db, "INSERT INTO l_whole (id, text) VALUES ($1, $2)",
                            BIND(bind_int(job->id), bind_text(text)), e);
    if (!o)
        o = part_put(db, &image, 2 * job->id, job->id, e);
    if (!o)
        o = part_put(db, &image, 2 * job->id + 1, job->id, e);
    if (o) {
        buf_fini(&image);
        return o;
    }
    o = image_append(&image, job->j, db, &entry, e);
    if (!o && job->id % 8 == 0)
        o = err_set(e, REFUSED, NULL, "test", "refused after writing", "写入后被拒");
    return o;
}

static void *child_thread(void *arg)
{
    struct child *c = arg;
    for (;;) {
        struct err e;
        struct job job = {.j = c->j, .id = atomic_fetch_add(&c->next, 1)};
        enum outcome o = writer_do(c->w, job_run, &job, &e);
        if (o == OK && write(c->acks, &job.id, sizeof(job.id)) != sizeof(job.id))
            stop("cannot note an answer", NULL);
        if (o != OK && o != REFUSED)
            stop("a write failed", &e);
    }
    return NULL;
}

static void child_main(const char *url, const char *key_path, const char *acks)
{
    struct child c = {.acks = open(acks, O_WRONLY | O_CREAT | O_APPEND, 0600)};
    struct store *store;
    struct db *db;
    struct err e;
    struct writer_hooks hooks;
    int64_t last = 0;
    must(store_open(&store, url, &e), "open", &e);
    must(db_open(&db, store, DB_READ, &e), "open", &e);
    must(db_int(&last, db, "SELECT coalesce(max(id), 0) FROM l_whole", NO_BIND, &e), "max", &e);
    db_close(db);
    c.next = last + 1 + last % 3; /* gaps, so that numbers of refused records come again */
    must(store_take_over(store, &e), "take over", &e);
    must(journal_open(&c.j, store, key_path, &e), "journal", &e);
    journal_hooks(c.j, &hooks);
    must(writer_start(&c.w, store, &hooks, &e), "writer", &e);
    for (int i = 1; i < THREADS; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, child_thread, &c);
    }
    child_thread(&c);
}

/* ---- the parent
 * ------------------------------------------------------------------------------------ */

static void prepare(const char *url)
{
    struct store *store;
    struct db *db;
    struct err e;
    must(store_open(&store, url, &e), "open", &e);
    must(store_migrate(store, &e), "migrate", &e);
    must(db_open(&db, store, DB_WRITE, &e), "open", &e);
    must(db_script(db,
                   "CREATE TABLE l_whole (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;"
                   "CREATE TABLE l_part (id INTEGER PRIMARY KEY, whole INTEGER NOT NULL) STRICT;",
                   &e),
         "tables", &e);
    db_close(db);
    store_close(store);
}

static int64_t number(struct db *db, const char *sql)
{
    int64_t n = -1;
    struct err e;
    must(db_int(&n, db, sql, NO_BIND, &e), sql, &e);
    return n;
}

/* Reads the answers of this round and asks for each one. */
static int64_t check_answered(struct db *db, const char *acks, off_t *from)
{
    int fd = open(acks, O_RDONLY);
    int64_t id, n = 0;
    struct err e;
    while (pread(fd, &id, sizeof(id), *from) == sizeof(id)) {
        int64_t found = 0;
        *from += (off_t)sizeof(id);
        must(db_int(&found, db, "SELECT count(*) FROM l_whole WHERE id = $1", BIND(bind_int(id)),
                    &e),
             "look up", &e);
        if (found != 1) {
            fprintf(stderr, "kill_test: record %lld was answered and is gone\n", (long long)id);
            exit(1);
        }
        n++;
    }
    close(fd);
    return n;
}

static void check(const char *url, const char *acks, off_t *from, int round, bool is_thorough)
{
    struct store *store;
    struct db *db;
    struct err e;
    struct journal_report report;
    must(store_open(&store, url, &e), "open after the kill", &e);
    must(db_open(&db, store, DB_READ, &e), "open after the kill", &e);
    int64_t answered = check_answered(db, acks, from);
    if (number(db, "SELECT count(*) FROM l_part") !=
            2 * number(db, "SELECT count(*) FROM l_whole") ||
        number(db, "SELECT count(*) FROM l_whole w WHERE id % 8 = 0") != 0 ||
        number(db, "SELECT count(*) FROM l_whole w WHERE (SELECT count(*) FROM l_part p"
                   " WHERE p.id IN (2 * w.id, 2 * w.id + 1) AND p.whole = w.id) <> 2") != 0)
        stop("a record is half done", NULL);
    must(journal_verify(db, &report, &e), "verify", &e);
    if (report.broken_at)
        stop(report.fault, NULL);
    if (report.entries != number(db, "SELECT count(*) FROM l_whole"))
        stop("journal and records do not count the same", NULL);
    if (is_thorough) {
        must(journal_compare(db, &report, &e), "compare", &e);
        if (report.differing)
            stop(report.fault, NULL);
        must(store_integrity(db, &e), "integrity", &e);
    }
    printf("round %d: %lld answered, %lld in all\n", round, (long long)answered,
           (long long)report.entries);
    fflush(stdout);
    db_close(db);
    store_close(store);
}

/* Until the child has noted an answer: 10 s at most. */
static void wait_for_answers(const char *acks, off_t from)
{
    struct stat st;
    for (int i = 0; i < 2000 && (stat(acks, &st) || st.st_size <= from); i++)
        usleep(5000);
}

int main(int argc, char **argv)
{
    int64_t wanted = getenv("LIANFANG_LONG") ? 200 : 20;
    char folder[] = "/tmp/lianfang-crash-XXXXXX", url[300], key[80], acks[80], command[120];
    struct rng rng;
    off_t from = 0;
    if (argc > 1)
        sscanf(argv[1], "%ld", &wanted);
    if (!mkdtemp(folder))
        stop(folder, NULL);
    snprintf(url, sizeof(url), "%s/crash.db", folder);
    if (argc > 2)
        snprintf(url, sizeof(url), "%s", argv[2]);
    snprintf(key, sizeof(key), "%s/journal.keys", folder);
    snprintf(acks, sizeof(acks), "%s/answered", folder);
    close(open(acks, O_WRONLY | O_CREAT, 0600));
    uint64_t seed = (uint64_t)getpid() * 1000003;
    rng_init(&rng, seed);
    printf("seed %llu, %s\n", (unsigned long long)seed, folder);
    fflush(stdout);
    prepare(url);
    for (int round = 1; round <= wanted; round++) {
        pid_t pid = fork();
        if (pid == 0)
            child_main(url, key, acks);
        int status;
        if (round % 5) /* every fifth is killed wherever it is, while starting perhaps */
            wait_for_answers(acks, from);
        usleep((useconds_t)rng_below(&rng, 250000));
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
        if (!WIFSIGNALED(status))
            stop("the child ended by itself", NULL);
        check(url, acks, &from, round, round % 10 == 0 || round == wanted);
    }
    snprintf(command, sizeof(command), "rm -rf '%s'", folder);
    return system(command) != 0;
}
