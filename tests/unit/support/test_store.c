/* See test_store.h. */
#include "test_store.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char server_url[300];
static bool is_own, is_asked;

static void stop_own(void)
{
    char command[700];
    snprintf(command, sizeof(command), "'%s/pg/stop' '%s'", TESTS_FOLDER, server_url);
    if (system(command))
        fprintf(stderr, "tests: the private PostgreSQL did not stop\n");
}

static bool server_find(void)
{
    if (is_asked)
        return server_url[0];
    is_asked = true;
    const char *given = getenv("LIANFANG_TEST_PG");
    if (given && *given) {
        snprintf(server_url, sizeof(server_url), "%s", given);
        return true;
    }
    char owner[16];
    snprintf(owner, sizeof(owner), "%d", (int)getpid());
    setenv("LIANFANG_PG_FSYNC", "off", 0);
    setenv("LIANFANG_PG_OWNER", owner, 1); /* also after an abort */
    FILE *f = popen("'" TESTS_FOLDER "/pg/start'", "r");
    if (!f || !fgets(server_url, sizeof(server_url), f))
        server_url[0] = '\0';
    if (f)
        pclose(f);
    server_url[strcspn(server_url, "\n")] = '\0';
    if (server_url[0]) {
        is_own = true;
        atexit(stop_own);
    }
    return server_url[0];
}

bool test_store_has(enum test_side side) { return side == TEST_SQLITE || server_find(); }

const char *test_side_word(enum test_side side)
{
    return side == TEST_SQLITE ? "sqlite" : "postgresql";
}

static void server_say(const char *sql)
{
    PGconn *conn = PQconnectdb(server_url);
    if (PQstatus(conn) != CONNECTION_OK) {
        fprintf(stderr, "tests: %s", PQerrorMessage(conn));
        abort();
    }
    PQclear(PQexec(conn, "SET client_min_messages = warning"));
    PGresult *r = PQexec(conn, sql);
    if (PQresultStatus(r) != PGRES_COMMAND_OK) {
        fprintf(stderr, "tests: %s: %s\n", sql, PQerrorMessage(conn));
        abort();
    }
    PQclear(r);
    PQfinish(conn);
}

static void must(enum outcome o, const struct err *e)
{
    if (o) {
        fprintf(stderr, "tests: %s: %s\n", e->rule, e->en);
        abort();
    }
}

void test_store_open(struct test_store *t, enum test_side side)
{
    static int counter;
    struct err e;
    memset(t, 0, sizeof(*t));
    t->side = side;
    snprintf(t->folder, sizeof(t->folder), "/tmp/lianfang-test-XXXXXX");
    if (!mkdtemp(t->folder) || !test_store_has(side))
        abort();
    if (side == TEST_SQLITE) {
        snprintf(t->url, sizeof(t->url), "%s/test.db", t->folder);
    } else {
        char sql[100];
        snprintf(t->schema, sizeof(t->schema), "t%d_%d", (int)getpid(), ++counter);
        snprintf(sql, sizeof(sql), "CREATE SCHEMA %s", t->schema);
        server_say(sql);
        snprintf(t->url, sizeof(t->url), "%s%soptions=-csearch_path%%3D%s", server_url,
                 strchr(server_url, '?') ? "&" : "?", t->schema);
    }
    must(store_open(&t->store, t->url, &e), &e);
    must(store_migrate(t->store, &e), &e);
}

void test_store_reopen(struct test_store *t)
{
    struct err e;
    store_close(t->store);
    must(store_open(&t->store, t->url, &e), &e);
}

void test_store_close(struct test_store *t)
{
    store_close(t->store);
    char command[128];
    if (t->side == TEST_POSTGRES) {
        snprintf(command, sizeof(command), "DROP SCHEMA %s CASCADE", t->schema);
        server_say(command);
    }
    snprintf(command, sizeof(command), "rm -rf '%s'", t->folder);
    if (system(command))
        fprintf(stderr, "tests: %s remains\n", t->folder);
}
