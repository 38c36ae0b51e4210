/* The command line: `lianfang serve`, a few commands written by hand, and every operation that has
 * words, read from its row. Exit status: 0 done, 1 refused, 2 usage, 3 fault. */
#ifndef CLI_CLI_H
#define CLI_CLI_H
#include "op/op.h"

struct app_options {
    const char *db;       /* a file, or postgresql://… */
    const char *plan;     /* a plan to put in force; NULL: the edition in the database */
    const char *data_dir; /* keys, lock, attachments; NULL: beside the database file */
    bool is_server;       /* takes the database over, runs the ticks */
};

/* Where a thing that belongs to the database lies: suffix ".keys", ".lock" … */
const char *app_path(struct arena *a, const struct app_options *options, const char *suffix);

/* How a program is put together: given by assemble.c, which knows every module. */
struct assembly {
    void (*register_ops)(void);
    enum outcome (*open)(struct app **ret, const struct app_options *options, struct err *e);
    void (*close)(struct app *app);
    enum outcome (*switch_plan)(struct app *app, const char *path, struct err *e);
};

int cli_main(const struct assembly *assembly, int argc, char **argv); /* the exit status */
#endif
