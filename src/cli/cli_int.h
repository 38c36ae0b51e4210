/* Private to cli/: one run of the program and the verbs its commands share. */
#ifndef CLI_CLI_INT_H
#define CLI_CLI_INT_H
#include "cli/cli.h"
#include "guard/guard.h"
#include "store/store.h"
#include "store/writer.h"

#define OPTIONS_MAX 64
#define RULE_USAGE "usage" /* err.rule that makes the exit status 2 */

struct cli {
    const struct assembly *assembly;
    enum lang lang;
    bool is_json;
    const char *db, *data_dir; /* --db, --data */
    bool names_db;             /* the person named the database: it is not the default */
    /* what follows the command's words: */
    struct option {
        const char *name, *value;
    } options[OPTIONS_MAX];
    int options_n;
    const char *rest[OPTIONS_MAX];
    int rest_n;
};

struct command {
    const char *words, *usage;
    const char *flags; /* options without a value: " force dry-run " */
    const char *named; /* options with a value */
    enum outcome (*run)(struct cli *cli, struct err *e);
    struct label help;
};
const struct command *command_rows(int *ret_n);

/* args.c */
const char *cli_option(const struct cli *cli, const char *name); /* NULL when absent; "" a flag */
enum outcome cli_number(const struct cli *cli, const char *name, int64_t absent, int64_t *ret,
                        struct err *e);
enum outcome cli_usage(struct err *e, const char *en, const char *zh);
/* Tokens after the words into options and rest. flags: names without a value. */
enum outcome cli_split(struct cli *cli, char **tokens, int n, const char *flags, struct err *e);

/* instance.c: which process serves this database. */
struct instance {
    int lock_fd; /* held by us, -1 not */
    int port;    /* of the server that holds it, 0 none */
    bool is_tls;
    char host[64], token[65];
};
/* OK: either we hold the lock, or `port` says who serves. BUSY: another command holds it. */
enum outcome instance_take(struct instance *i, const struct app_options *options, struct err *e);
enum outcome instance_publish(const struct app_options *options, const char *host, int port,
                              bool is_tls, const char *token, struct err *e);
void instance_withdraw(const struct app_options *options);
void instance_release(struct instance *i);

/* operation.c: one operation from its words. */
enum outcome operation_run(struct cli *cli, const struct op *op, struct err *e);
/* The answer of one without arguments; json_decref it. */
enum outcome operation_ask(struct cli *cli, const char *name, json_t **ret, struct err *e);
/* remote.c: the same through the running server. */
struct request_line {
    const struct op *op;
    const char **values;
    json_t *body;
    const char *file_path;
};
/* *ret_fd ≥ 0: a large answer, in a file that is gone when closed. */
enum outcome remote_run(const struct instance *i, const struct request_line *line, enum lang lang,
                        struct arena *a, struct buf *out, const char **ret_type, int *ret_fd,
                        struct err *e);

/* touched.c: how many live records each row of a plan_diff() touches, from record.counts. */
struct plan;
void touched_add(json_t *rows, const struct plan *old, json_t *counts);

/* table.c: JSON for people. */
void table_print(FILE *to, json_t *answer, enum lang lang);
int table_width(const char *s); /* columns on a terminal: Chinese characters take two */

/* open.c */
struct app_options cli_app_options(const struct cli *cli);
enum outcome cli_has_database(const struct cli *cli, struct err *e); /* REFUSED when absent */
/* Lock, then the assembled program; refused when a server holds the database. */
enum outcome cli_open(struct app **ret, struct instance *i, struct cli *cli,
                      const struct app_options *options, struct err *e);
void cli_close(struct cli *cli, struct app *app, struct instance *i);
void cli_say(const struct cli *cli, const char *en, const char *zh, ...)
    __attribute__((format(printf, 2, 4), format(printf, 3, 4)));
void cli_progress(void *arg, int64_t done, int64_t total); /* arg: a text; on stderr */

/* The commands. */
enum outcome backup_command(struct cli *cli, struct err *e);
enum outcome ca_command(struct cli *cli, struct err *e);
enum outcome check_command(struct cli *cli, struct err *e);
enum outcome demo_command(struct cli *cli, struct err *e);
enum outcome drill_command(struct cli *cli, struct err *e);
enum outcome help_command(struct cli *cli, struct err *e);
enum outcome init_command(struct cli *cli, struct err *e);
enum outcome plan_check_command(struct cli *cli, struct err *e);
enum outcome plan_diff_command(struct cli *cli, struct err *e);
enum outcome plan_schema_command(struct cli *cli, struct err *e);
enum outcome plan_show_command(struct cli *cli, struct err *e);
enum outcome plan_words_command(struct cli *cli, struct err *e);
enum outcome restore_command(struct cli *cli, struct err *e);
enum outcome serve_command(struct cli *cli, struct err *e);
#endif
