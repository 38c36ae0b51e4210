/* An error as the problem document of RFC 9457, for HTTP answers and `--json` on the command line.
 */
#include "op/op.h"

#include "op/op_int.h"

void op_problem(struct buf *out, const struct err *e, int status, enum lang lang,
                const char *errors, size_t len)
{
    char type[64];
    snprintf(type, sizeof(type), "urn:lianfang:%s", e->rule[0] ? e->rule : "fault");
    put_object(out);
    put_key(out, "type");
    put_str(out, type);
    put_key(out, "title");
    put_str(out, outcome_word(e->outcome));
    put_key(out, "status");
    put_int(out, status ? status : err_http(e));
    put_key(out, "detail");
    put_str(out, err_text(e, lang));
    put_key(out, "rule");
    put_str(out, e->rule);
    put_key(out, "field");
    put_str(out, e->field[0] ? e->field : NULL);
    put_key(out, "row");
    e->row ? put_int(out, e->row) : put_null(out);
    if (e->file[0]) {
        put_key(out, "file");
        put_str(out, e->file);
        put_key(out, "line");
        put_int(out, e->line);
        put_key(out, "column");
        put_int(out, e->column);
    }
    put_key(out, "errors");
    if (errors && len && errors[0] == '[')
        put_raw(out, errors, len);
    else
        put_raw(out, "[]", 2);
    put_end_object(out);
}
