/* Fills the disk under a database, makes room by the given command, and goes on: see full_disk.
 *
 *   full_disk_test URL COMMAND */
#include <stdlib.h>
#include <string.h>
#include "base/clock.h"
#include "journal/image.h"
#include "journal/journal.h"
#include "store/writer.h"

static void must(bool is_good, const char *what, const struct err *e)
{
    if (is_good)
        return;
    fprintf(stderr, "full_disk_test: %s: %s %s\n", what, e ? e->rule : "", e ? e->en : "");
    exit(1);
}

struct job {
    struct journal *j;
    int64_t id;
};

static enum outcome job_run(struct db *db, void *arg, struct err *e)
{
    struct job *job = arg;
    struct buf image;
    char text[1500];
    struct entry entry = {.act = "record.create", .ledger = "thing", .record = job->id};
    memset(text, 'a' + (int)(job->id % 26), sizeof(text));
    text[sizeof(text) - 1] = '\0';
    image_start(&image, 1 << 20);
    image_row(&image, "l_thing", job->id);
    image_text(&image, "text", text);
    image_row_end(&image);
    enum outcome o = db_run(db, "INSERT INTO l_thing (id, text) VALUES ($1, $2)",
                            BIND(bind_int(job->id), bind_text(text)), e);
    if (!o)
        return image_append(&image, job->j, db, &entry, e);
    buf_fini(&image);
    return o;
}

static int64_t count(struct db *db)
{
    int64_t n = -1;
    struct err e;
    must(!db_int(&n, db, "SELECT count(*) FROM l_thing WHERE length(text) > 0", NO_BIND, &e),
         "a read on a full disk", &e);
    return n;
}

int main(int argc, char **argv)
{
    struct store *store;
    struct db *db, *reader;
    struct journal *j;
    struct writer *w;
    struct writer_hooks hooks;
    struct err e;
    if (argc != 3)
        return 2;
    must(!store_open(&store, argv[1], &e) && !store_migrate(store, &e), "open", &e);
    must(!db_open(&db, store, DB_WRITE, &e) && !db_open(&reader, store, DB_READ, &e), "open", &e);
    must(!db_script(db, "CREATE TABLE l_thing (id INTEGER PRIMARY KEY, text TEXT) STRICT;", &e),
         "table", &e);
    must(!journal_open(&j, store, NULL, &e), "journal", &e);
    journal_hooks(j, &hooks);
    must(!writer_start(&w, store, &hooks, &e), "writer", &e);
    int64_t good = 0, refused = 0;
    for (int64_t id = 1; id < 100000 && refused < 20; id++) {
        struct job job = {j, id};
        enum outcome o = writer_do(w, job_run, &job, &e);
        good += o == OK;
        if (o) {
            must(o == FAULT && !strcmp(e.rule, "storage_full"), "refusal", &e);
            refused++;
            must(count(reader) == good, "what was answered is there, and no more", NULL);
        }
    }
    must(refused == 20, "the disk never filled", NULL);
    must(system(argv[2]) == 0, argv[2], NULL);
    int64_t until = clock_monotonic_us() + 5000000;
    struct job job = {j, 200000};
    enum outcome o;
    while ((o = writer_do(w, job_run, &job, &e)) && clock_monotonic_us() < until)
        ;
    must(!o, "space is back, writing is not", &e);
    for (int64_t id = 200001; id < 200500; id++) {
        job.id = id;
        must(!writer_do(w, job_run, &job, &e), "writing after space returned", &e);
    }
    must(count(reader) == good + 500, "all answered records", NULL);
    writer_stop(w);
    struct journal_report report;
    must(!journal_verify(reader, &report, &e) && !report.broken_at, report.fault, &e);
    must(report.entries == good + 500, "entries", NULL);
    must(!journal_compare(reader, &report, &e) && !report.differing, report.fault, &e);
    must(!store_integrity(reader, &e), "integrity", &e);
    printf("%s: full after %lld records, %lld refused, 500 more when space returned\n",
           store_is_postgres(store) ? "postgresql" : "sqlite", (long long)good, (long long)refused);
    db_close(reader);
    db_close(db);
    journal_close(j);
    store_close(store);
    return 0;
}
