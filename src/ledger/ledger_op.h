/* Handlers of the operations in ledger_op.c's table, and what they share. */
#ifndef LEDGER_LEDGER_OP_H
#define LEDGER_LEDGER_OP_H
#include "ledger/ledger_int.h"

/* The ledger named by argument "ledger", when the caller has anything to do with it. */
enum outcome op_ledger(struct call *c, const struct ledger **ret, struct err *e);
/* Body {"fields":{…}} and nothing else; *ret NULL when there is no body. */
enum outcome op_fields(struct call *c, json_t **ret, struct err *e);
/* A place (id or code) that the caller may know of; NOT_FOUND otherwise. */
enum outcome op_place(struct call *c, const char *text, int64_t *ret, struct err *e);
/* Begins a change: the edition is still in force, the answer empty. The work lives in the arena. */
enum outcome op_work(struct call *c, struct work **ret, struct err *e);
/* Answers with the record and its warnings; app->changed after the commit. */
enum outcome op_answer(struct call *c, struct work *w, const struct record *r, struct err *e);

/* {"id":…} */
void op_put_id(struct call *c, int64_t id);

enum outcome do_plan_show(struct call *c, struct err *e);
enum outcome do_record_create(struct call *c, struct err *e);
enum outcome do_record_amend(struct call *c, struct err *e);
enum outcome do_record_move(struct call *c, struct err *e);
enum outcome do_record_show(struct call *c, struct err *e);
enum outcome do_record_list(struct call *c, struct err *e);
enum outcome do_record_history(struct call *c, struct err *e);
enum outcome do_record_changes(struct call *c, struct err *e);
enum outcome do_counts(struct call *c, struct err *e);
enum outcome do_bulk_create(struct call *c, struct err *e);
enum outcome do_bulk_move(struct call *c, struct err *e);
enum outcome do_bulk_amend(struct call *c, struct err *e);
enum outcome do_grid_show(struct call *c, struct err *e);
enum outcome do_import_changes(struct call *c, struct err *e);
enum outcome do_import(struct call *c, struct err *e);
enum outcome do_take_back(struct call *c, struct err *e);
enum outcome do_batch_list(struct call *c, struct err *e);
enum outcome do_batch_refused(struct call *c, struct err *e);
enum outcome do_batch_refused_xlsx(struct call *c, struct err *e);
enum outcome do_export_csv(struct call *c, struct err *e);
enum outcome do_export_json(struct call *c, struct err *e);
enum outcome do_export_xlsx(struct call *c, struct err *e);
enum outcome do_level_list(struct call *c, struct err *e);
enum outcome do_level_activate(struct call *c, struct err *e);
enum outcome do_level_end(struct call *c, struct err *e);
enum outcome do_edition_diff(struct call *c, struct err *e);
enum outcome do_edition_list(struct call *c, struct err *e);
enum outcome do_edition_activate(struct call *c, struct err *e);
enum outcome do_alert_list(struct call *c, struct err *e);
enum outcome do_alert_take(struct call *c, struct err *e);
enum outcome do_paste(struct call *c, struct err *e);
enum outcome do_pass_show(struct call *c, struct err *e);
enum outcome do_pass_key(struct call *c, struct err *e);
#endif
