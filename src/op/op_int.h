/* Private to op/: what its files share. */
#ifndef OP_OP_INT_H
#define OP_OP_INT_H
#include "op/op.h"

#define QUERY_PAIRS_MAX 60

/* One argument kind, told to people, OpenAPI and TypeScript. */
struct arg_row {
    enum arg_kind kind;
    const char *word;   /* on the command line: --limit NUMBER */
    const char *schema; /* JSON Schema */
    const char *typescript;
};
const struct arg_row *arg_row(enum arg_kind kind);

int op_arg_n(const struct op *op, const char *name, size_t len);
enum outcome op_check_arg(struct call *c, int i, struct err *e);

/* The interfaces of answers.ts.in as JSON Schemas: members "Name": {…} of an open object. */
void op_answer_schemas(struct buf *out);
bool op_has_answer(const char *name);
const char *op_need_text(enum op_need need, enum lang lang);
#endif
