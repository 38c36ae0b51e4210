/* A journal beside a table l_person, and the two writes most tests need. */
#ifndef JOURNAL_BOOK_H
#define JOURNAL_BOOK_H
#include "sides.h"
#include "journal/image.h"
#include "journal/journal.h"

struct book {
    struct db *db;
    struct journal *j;
    char key_path[100];
};

static inline void book_open(struct book *b, struct test_store *t)
{
    struct err e;
    snprintf(b->key_path, sizeof(b->key_path), "%s/journal.keys", t->folder);
    must(db_open(&b->db, t->store, DB_WRITE, &e));
    if (!schema_has_table(b->db, "l_person"))
        must(db_script(b->db,
                       "CREATE TABLE l_person (id INTEGER PRIMARY KEY, rev INTEGER NOT NULL,"
                       " f_name TEXT, f_sealed BLOB) STRICT;",
                       &e));
    must(journal_open(&b->j, t->store, b->key_path, &e));
}

static inline void book_close(struct book *b)
{
    journal_close(b->j);
    db_close(b->db);
}

static inline void person_image(struct buf *p, int64_t id, int64_t rev, const char *name)
{
    image_row(p, "l_person", id);
    image_int(p, "rev", rev);
    image_text(p, "f_name", name);
    image_value(p, "f_sealed", value_blob("\x01\x00\xff", 3));
    image_row_end(p);
}

static inline enum outcome person_write(struct db *db, int64_t id, int64_t rev, const char *name,
                                        struct err *e)
{
    return db_run(db,
                  "INSERT INTO l_person (id, rev, f_name, f_sealed) VALUES ($1, $2, $3, $4)"
                  " ON CONFLICT (id) DO UPDATE SET rev = excluded.rev, f_name = excluded.f_name",
                  BIND(bind_int(id), bind_int(rev), bind_text(name), bind_blob("\x01\x00\xff", 3)),
                  e);
}

/* Row and entry, in the transaction that is open. */
static inline enum outcome person_put(struct db *db, struct journal *j, int64_t id, int64_t rev,
                                      const char *name, struct err *e)
{
    struct buf p;
    struct entry entry = {.at_ms = 1000 + rev, .user = 7, .act = "record.create",
                          .ledger = "person", .record = id, .place = 42};
    enum outcome o = person_write(db, id, rev, name, e);
    if (o)
        return o;
    image_start(&p, 100000);
    person_image(&p, id, rev, name);
    return image_append(&p, j, db, &entry, e);
}

static inline void person_put_now(struct book *b, int64_t id, int64_t rev, const char *name)
{
    struct err e;
    must(db_begin(b->db, &e));
    must(person_put(b->db, b->j, id, rev, name, &e));
    must(db_commit(b->db, &e));
}

static inline struct journal_report verified(struct book *b)
{
    struct journal_report report;
    struct err e;
    must(journal_verify(b->db, &report, &e));
    return report;
}

static inline struct journal_report compared(struct book *b)
{
    struct journal_report report;
    struct err e;
    must(journal_compare(b->db, &report, &e));
    return report;
}
#endif
