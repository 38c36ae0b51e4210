/* The tree of places: areas from the country to a room, and units of every kind.
 * Ids are positions (value/place_id.h); codes and names are dated; nothing is deleted: what ends,
 * moves or is merged is retired and names its successor. */
#ifndef PLACE_PLACE_H
#define PLACE_PLACE_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "op/op.h"
#include "plan/plan.h"
#include "store/store.h"
#include "store/writer.h"
#include <stdbool.h>
#include <stdint.h>

struct place {
    int64_t id, parent;
    const char *kind;   /* name in the plan */
    const char *code;   /* official code today, "" when none */
    const char *name;   /* today */
    int64_t successor;  /* where it went when retired, else 0 */
    int64_t retired_on; /* date, 0 while live */
    int64_t sort;
    const char *how;    /* "" moved merged split closed */
    const char *fields; /* JSON object: texts, and numbers in the unit of their type */
};

enum outcome place_get(struct place *ret, struct arena *a, struct db *db, int64_t id,
                       struct err *e);
/* The live place of that code; else the last one that had it. */
enum outcome place_by_code(struct place *ret, struct arena *a, struct db *db, const char *code,
                           struct err *e);
/* "…id…" or code, as arguments and CSV give it. Official codes may leave out trailing zeros. */
enum outcome place_parse(int64_t *ret, struct db *db, const char *text, struct err *e);
/* Follows successors to the live place (itself when live). NOT_FOUND when it ended for good. */
enum outcome place_live(int64_t *ret, struct db *db, int64_t id, struct err *e);
/* kind, name, code, or a field of the kind: null when there is none. Without a plan numbers come as
 * V_INTEGER in the unit of their type (the expression knows it); place_field_of retags them. */
enum outcome place_field(struct value *ret, struct arena *a, struct db *db, int64_t id,
                         const char *name, struct err *e);
enum outcome place_field_of(struct value *ret, struct arena *a, struct db *db,
                            const struct plan *plan, int64_t id, const char *name, struct err *e);
/* Name in force on a day, for papers of the past. */
enum outcome place_name_on(const char **ret, struct arena *a, struct db *db, int64_t id,
                           int64_t day, struct err *e);

struct journal;
/* All changes below: in a writer's job, journalled. day: the first day on which it holds. */
struct place_change {
    struct db *db;
    struct journal *journal;
    const struct plan *plan;
    int64_t user, now_ms;
};

/* Position: the next free number below the parent, given once. */
struct place_new {
    int64_t parent;
    const char *kind, *code, *name;
    int64_t from;
    const char *fields_json;
    int64_t user;
};
enum outcome place_add(int64_t *ret, struct db *db, struct journal *j, const struct plan *plan,
                       const struct place_new *p, int64_t now_ms, struct err *e);
/* NULL leaves as it is; code "" takes the code away; fields: a JSON object whose members replace.
 * A day after today announces a name or code; place_apply_due() makes it the one in force. */
struct place_amend {
    const char *name, *code;
    json_t *fields;
    int64_t sort; /* -1 as it is */
    int64_t from;
};
enum outcome place_amend(struct place_change *c, int64_t id, const struct place_amend *a,
                         struct err *e);
/* With everything below it: each gets a new position and is retired with that as its successor. */
enum outcome place_move(struct place_change *c, int64_t id, int64_t parent, int64_t *ret,
                        struct err *e);
enum outcome place_merge(struct place_change *c, int64_t id, int64_t into,
                         struct err *e); /* children go along */
/* parts: live siblings (made before by place_add); children: pairs child → part. heir 0 or the part
 * that takes over old records. */
struct place_child_to {
    int64_t child, part;
};
enum outcome place_split(struct place_change *c, int64_t id, const int64_t *parts, int n,
                         const struct place_child_to *to, int to_n, int64_t heir, struct err *e);
enum outcome place_retire(struct place_change *c, int64_t id,
                          struct err *e); /* nothing live may be below it */
/* Once a day: names and codes announced for today or before. *ret_n counts them. */
enum outcome place_apply_due(struct place_change *c, int *ret_n, struct err *e);

/* Children with counts, for trees: JSON array [{id,name,code,kind,children}], in the tree's order.
 */
enum outcome place_children_json(struct buf *out, struct db *db, int64_t parent, bool with_retired,
                                 struct err *e);

/* CSV: code,name[,kind][,parent] with a header in either language; a kind not given follows from a
 * 12-digit code. Checked as a whole first, then written in slices between live requests, parents
 * before children: a reader sees a smaller tree, never a broken one. Rows known by code and
 * unchanged are passed over, so the same file can be loaded again. */
struct place_import {
    struct store *store;
    struct writer *writer;
    struct journal *journal;
    const struct plan *plan;
    int64_t user, now_ms, under; /* new places only at or below `under`; 0 anywhere */
    bool dry_run;
    void (*progress)(void *arg, int64_t done, int64_t total);
    void *progress_arg; /* may be NULL */
    /* told */
    int64_t rows, added, renamed, unchanged, passed_over, refused;
    struct buf *errors; /* JSON array of the first PLACE_IMPORT_ERRORS problems; may be NULL */
};
#define PLACE_IMPORT_ERRORS 100
enum outcome place_import(struct place_import *im, const char *path, struct err *e);

const struct op *place_ops(int *ret_n); /* rows of place_op.c */
#endif
