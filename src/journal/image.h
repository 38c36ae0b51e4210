/* Row images: what a payload holds. After a change every row touched stands in the payload whole,
 * or as null when it was deleted; replaying the payloads in order rebuilds the tables.
 *
 *   {"rows":[{"table":"place","id":"123","row":{"parent":5,"name":"…"}},
 *            {"table":"place_name","id":"7","row":null}]}
 *
 * The id column is not repeated in row. Integers are JSON integers (63 bits), texts strings, blobs
 * {"hex":"…"}, absent values null. */
#ifndef JOURNAL_IMAGE_H
#define JOURNAL_IMAGE_H
#include "base/buf.h"
#include "base/err.h"
#include "journal/journal.h"

/* The same on a buffer that the caller keeps and has cleared: begin, rows, end. */
void image_begin(struct buf *b);
enum outcome image_end(struct buf *b, struct journal *j, struct db *db, struct entry *entry,
                       struct err *e);
void image_start(struct buf *b, size_t max);                  /* inits b */
void image_row(struct buf *b, const char *table, int64_t id); /* then columns, then image_row_end */
void image_int(struct buf *b, const char *column, int64_t n);
void image_text(struct buf *b, const char *column, const char *s); /* NULL writes null */
void image_value(struct buf *b, const char *column, struct value v);
void image_row_end(struct buf *b);
/* The row as it is in its table now, whole; deleted when it is not there. */
enum outcome image_of_row(struct buf *b, struct db *db, const char *table, int64_t id,
                          struct err *e);
void image_deleted(struct buf *b, const char *table, int64_t id);
/* Ends the payload, appends the entry, frees b. TOO_LARGE past max. */
enum outcome image_append(struct buf *b, struct journal *j, struct db *db, struct entry *entry,
                          struct err *e);
#endif
