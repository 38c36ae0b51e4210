/* The files of a plan: found on disk or cut from one framed text. Private to plan/. */
#ifndef PLAN_SOURCE_H
#define PLAN_SOURCE_H
#include "plan/plan_int.h"

/* Fill r->files, first the plan's own, then each module's; tell what is missing. */
void source_open(struct reader *r, const char *path, const char *modules_dir);
void source_cut(struct reader *r, const char *text, size_t len);
/* plan->source and plan->digest from r->files. */
void source_keep(struct reader *r);
#endif
