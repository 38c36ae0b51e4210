/* `lianfang serve`: opens the program, answers until told to stop, finishes what it has begun. */
#include <signal.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "cli/cli_int.h"
#include "http/http.h"

#define RATE_DEFAULT 100 /* requests a second and user */

/* Threads inherit the mask: signals come only to the main thread's sigwait. */
static void block_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* The address by which this machine reaches what `listen` names. */
static void local_host(const char *listen, char *host, size_t size)
{
    size_t len = (size_t)(strrchr(listen, ':') - listen);
    bool is_any = !len || text_starts(listen, "0.0.0.0:") || text_starts(listen, "[::]:");
    if (is_any)
        snprintf(host, size, "127.0.0.1");
    else
        snprintf(host, size, "%.*s", (int)len, listen);
}

static void wait_for_end(struct cli *cli, struct app *app, const sigset_t *set)
{
    int got;
    const char *plan = cli_option(cli, "plan");
    while (!sigwait(set, &got) && got == SIGHUP) {
        struct err e = {0};
        if (!plan)
            log_line(LOG_WARN, "SIGHUP: started without --plan, nothing to read again");
        else if (cli->assembly->switch_plan(app, plan, &e))
            log_line(LOG_ERROR, "the plan in force stays: %s", err_text(&e, cli->lang));
        else
            log_line(LOG_INFO, "the plan was read again");
    }
}

static enum outcome answer(struct cli *cli, struct app *app, const struct app_options *options,
                           struct http_options *http, const sigset_t *set, struct err *e)
{
    uint8_t secret[32];
    char token[65], host[64];
    struct http *server = NULL;
    rng_secret(secret, sizeof(secret));
    text_hex(secret, sizeof(secret), token);
    http->owner_token = token;
    enum outcome outcome = http_start(&server, app, http, e);
    if (outcome)
        return outcome;
    local_host(http->listen, host, sizeof(host));
    outcome = instance_publish(options, host, http_port(server), http->cert_path, token, e);
    if (!outcome) {
        cli_say(cli, "Lianfang %s serves %s at %s://%s:%d", "联防 %s 正在服务 %s:%s://%s:%d",
                LIANFANG_VERSION, options->db, http->cert_path ? "https" : "http", host,
                http_port(server));
        fflush(stdout);
        wait_for_end(cli, app, set);
        log_line(LOG_INFO, "stopping");
    }
    instance_withdraw(options);
    http_stop(server);
    return outcome;
}

enum outcome serve_command(struct cli *cli, struct err *e)
{
    struct app_options options = cli_app_options(cli);
    struct http_options http = {.listen = cli_option(cli, "listen"),
                                .cert_path = cli_option(cli, "tls"),
                                .is_behind_proxy = cli_option(cli, "behind_proxy") != NULL,
                                .has_open_metrics = cli_option(cli, "open_metrics") != NULL};
    struct instance instance;
    struct app *app = NULL;
    sigset_t set;
    int64_t rate;
    enum outcome outcome = cli_number(cli, "rate", RATE_DEFAULT, &rate, e);
    if (outcome)
        return outcome;
    if (http.cert_path && cli->rest_n == 1) /* --tls CERT KEY */
        http.key_path = cli->rest[0];
    if (cli->rest_n != (http.cert_path ? 1 : 0) || rate < 0 || rate > 1000000)
        return cli_usage(e, "usage: see lianfang help serve", "用法:见 lianfang help serve");
    http.rate = (int)rate;
    if (!http.listen)
        http.listen = "127.0.0.1:8080";
    options.plan = cli_option(cli, "plan");
    options.is_server = true;
    if (!options.plan)
        outcome = cli_has_database(cli, e);
    if (outcome)
        return outcome;
    block_signals(&set);
    outcome = cli_open(&app, &instance, cli, &options, e);
    if (outcome)
        return outcome;
    outcome = answer(cli, app, &options, &http, &set, e);
    cli_close(cli, app, &instance);
    return outcome;
}
