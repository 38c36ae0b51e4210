/* Operations on many records at once from files: import, its refused rows, taking back, export. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include "base/text.h"
#include "ledger/export.h"
#include "ledger/import.h"
#include "ledger/ledger_op.h"

static enum outcome put_job(struct call *c, int64_t job)
{
    put_object(c->out);
    put_key(c->out, "job"), put_id(c->out, job);
    put_end_object(c->out);
    c->status = 202;
    return OK;
}

enum outcome do_import(struct call *c, struct err *e)
{
    struct import_how how = {.dry_run = call_flag(c, "dry_run"), .partly = call_flag(c, "partly"),
                             .is_history = call_flag(c, "history"), .sheet = call_text(c, "sheet")};
    const struct ledger *l;
    int64_t job;
    enum outcome o = op_ledger(c, &l, e);
    if (o != OK)
        return o;
    if (!guard_may_somewhere(c->actor, how.is_history ? VERB_IMPORT_HISTORY : VERB_IMPORT, l))
        return err_set(e, DENIED, NULL, "not_allowed", "your posts do not import into %s",
                       "您的岗位不能向“%s”导入", l->name);
    if (!c->file_path)
        return err_set(e, REFUSED, "file", "required", "a file is required", "须选择文件");
    int fd = open(c->file_path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(e, REFUSED, "file", "file", "cannot read %.200s: %s", "无法读取 %.200s：%s",
                       c->file_name ? c->file_name : c->file_path, strerror(errno));
    o = import_start(c, l, fd, c->file_name, &how, &job, e);
    return o == OK ? put_job(c, job) : o;
}

enum outcome do_take_back(struct call *c, struct err *e)
{
    int64_t batch, job;
    enum outcome o = call_id(c, "id", &batch, e);
    if (o == OK)
        o = import_take_back(c, batch, &job, e);
    return o == OK ? put_job(c, job) : o;
}

enum outcome do_batch_list(struct call *c, struct err *e)
{
    const char *name = call_text(c, "ledger");
    const struct ledger *l = NULL;
    enum outcome o = name && *name ? op_ledger(c, &l, e) : OK;
    if (o != OK)
        return o;
    put_object(c->out);
    put_key(c->out, "rows");
    o = import_list_json(c, c->out, l, e);
    put_end_object(c->out);
    return o;
}

const char *import_refused_path(struct call *c, const char *token, const char *ending)
{
    uint8_t bytes[16];
    if (strlen(token) != 32 || !text_unhex(token, 32, bytes))
        return NULL;
    return arena_printf(c->arena, "%s/refused-%lld-%s.%s", c->app->data_dir,
                        (long long)c->actor->user, token, ending);
}

static enum outcome refused_as(struct call *c, const char *ending, const char *type, struct err *e)
{
    const char *token;
    enum outcome o = call_need_text(c, "token", &token, e);
    if (o != OK)
        return o;
    const char *path = import_refused_path(c, token, ending);
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0)
        return err_set(e, NOT_FOUND, NULL, "absent", "there is no such file", "没有这个文件");
    c->out_fd = fd;
    c->content_type = type;
    c->download_name = arena_printf(c->arena, "refused.%s", ending);
    return OK;
}

enum outcome do_batch_refused(struct call *c, struct err *e)
{
    return refused_as(c, "csv", "text/csv; charset=utf-8", e);
}
enum outcome do_batch_refused_xlsx(struct call *c, struct err *e)
{
    return refused_as(c, "xlsx", XLSX_TYPE, e);
}

static enum outcome export_as(struct call *c, enum export_format format, struct err *e)
{
    const struct ledger *l;
    enum outcome o = op_ledger(c, &l, e);
    if (o != OK)
        return o;
    if (!guard_may_somewhere(c->actor, VERB_EXPORT, l))
        return err_set(e, DENIED, NULL, "not_allowed", "your posts do not export %s",
                       "您的岗位不能导出“%s”", l->name);
    return export_run(c, l, format, e);
}

enum outcome do_export_csv(struct call *c, struct err *e) { return export_as(c, EXPORT_CSV, e); }
enum outcome do_export_json(struct call *c, struct err *e) { return export_as(c, EXPORT_JSON, e); }
enum outcome do_export_xlsx(struct call *c, struct err *e)
{
    return export_as(c, EXPORT_XLSX, e);
}
