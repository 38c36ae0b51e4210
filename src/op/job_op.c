/* Operations on long tasks: look, list, stop. Each caller sees the own ones, the owner all. */
#include "op/job.h"
#include "op/op.h"

static enum outcome get(struct call *c, struct err *e)
{
    int64_t id;
    enum outcome outcome = call_id(c, "id", &id, e);
    return outcome ? outcome : job_json(c->app->jobs, id, c->user, c->lang, c->out, e);
}

static enum outcome list(struct call *c, struct err *e)
{
    put_object(c->out);
    put_key(c->out, "rows");
    jobs_json(c->app->jobs, c->user, c->lang, c->out);
    put_end_object(c->out);
    return OK;
}

static enum outcome cancel(struct call *c, struct err *e)
{
    int64_t id;
    enum outcome outcome = call_id(c, "id", &id, e);
    if (!outcome)
        outcome = job_cancel(c->app->jobs, id, c->user, e);
    return outcome ? outcome : job_json(c->app->jobs, id, c->user, c->lang, c->out, e);
}

static const struct arg of_one[] = {
    {"id", ARG_ID, true, {"任务编号", "Number of the task"}},
    {0},
};
static const struct arg none[] = {{0}};

static const struct op rows[] = {
    {"job.cancel",
     "job cancel",
     "DELETE",
     "/api/jobs/{id}",
     of_one,
     NEED_USER,
     OP_READ,
     cancel,
     "Job",
     {"停止一项长任务", "Ask a long task to stop"}},
    {"job.get",
     "job show",
     "GET",
     "/api/jobs/{id}",
     of_one,
     NEED_USER,
     OP_READ,
     get,
     "Job",
     {"长任务的进度与结果", "Progress and result of a long task"}},
    {"job.list",
     "job list",
     "GET",
     "/api/jobs",
     none,
     NEED_USER,
     OP_READ,
     list,
     "JobList",
     {"本人的长任务", "One's long tasks"}},
};

const struct op *job_ops(int *ret_n)
{
    *ret_n = (int)(sizeof(rows) / sizeof(rows[0]));
    return rows;
}
