/* The server over real sockets with stand-ins below it: what is accepted, refused and answered. */
#include "../check.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "stand_in.h"

static struct app *app;
static struct http *server;

static int start(void **state)
{
    struct err e = {0};
    char folder[] = "/tmp/lianfang-http-XXXXXX";
    static char kept[64];
    snprintf(kept, sizeof(kept), "%s", mkdtemp(folder));
    app = stand_in_start(kept);
    struct http_options options = {.listen = "127.0.0.1:0", .rate = 0, .owner_token = OWNER_TOKEN};
    assert_int_equal(http_start(&server, app, &options, &e), OK);
    return 0;
}

static int stop(void **state)
{
    char command[128];
    http_stop(server);
    stand_in_stop(app);
    snprintf(command, sizeof(command), "rm -rf %s", app->data_dir);
    return system(command) || stand_in_held();
}

static int dial(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)http_port(server)),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval patience = {5, 0};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    return fd;
}

static void send_all(int fd, const char *data, size_t len)
{
    while (len) {
        ssize_t n = send(fd, data, len, MSG_NOSIGNAL);
        if (n <= 0)
            return; /* the server may refuse before it has read everything */
        data += n;
        len -= (size_t)n;
    }
}

/* Sends and reads until the server closes or `until` has come. */
static void talk(int fd, const char *request, size_t len, const char *until, char *out, size_t size)
{
    size_t got = 0;
    send_all(fd, request, len);
    for (;;) {
        ssize_t n = recv(fd, out + got, size - 1 - got, 0);
        if (n <= 0)
            break;
        got += (size_t)n;
        out[got] = 0;
        if (until && strstr(out, until))
            break;
    }
    out[got] = 0;
}

static char answer[1 << 16];

/* One request on a connection of its own; head: "GET /path" and further header lines. */
static const char *ask(const char *head, const char *body)
{
    char *request;
    int fd = dial();
    int len =
        *body ? asprintf(&request, "%s\r\nContent-Length: %zu\r\n\r\n%s", head, strlen(body), body)
              : asprintf(&request, "%s\r\n\r\n", head);
    talk(fd, request, (size_t)len, NULL, answer, sizeof(answer));
    close(fd);
    free(request);
    return answer;
}

#define H(line) "\r\n" line
#define BASE " HTTP/1.1" H("Host: here") H("Connection: close")
#define COOKIE H("Cookie: a=b; lianfang=" USER_TOKEN)
#define BEARER H("Authorization: Bearer " USER_TOKEN)
#define JSON H("Content-Type: application/json")
#define UUID "018f8c6e-0a5b-7cc0-8000-ABCDEF012345"

/* Status, a text that must be there and one that must not ("" none). */
static const struct {
    const char *head, *body, *status, *has, *lacks;
} rows[] = {
    {"GET /healthz" BASE, "", "200", "\"status\":\"ok\"", ""},
    {"HEAD /healthz" BASE, "", "200", "Content-Length", "\"status\""},
    {"POST /healthz" BASE, "", "405", "Allow: GET", ""},
    {"GET /metrics" BASE, "", "200", "lianfang_requests_total", ""},
    {"GET /metrics" BASE H("X-Forwarded-For: 9.9.9.9"), "", "404", "", "lianfang_requests"},
    {"GET /" BASE, "", "200", "Content-Security-Policy: default-src 'self'; script-src 'self'",
     "unsafe-inline' 'self"},
    {"GET /" BASE, "", "200", "frame-ancestors 'none'", "script-src 'self' 'unsafe"},
    {"GET /api/docs" BASE, "", "200", "<script src=\"/api/docs/docs.js\">", ""},
    {"GET /api/docs/docs.js" BASE H("Accept-Encoding: gzip"), "", "200", "Content-Encoding: gzip",
     "use strict"},
    {"GET /api/openapi.json" BASE, "", "200", "\"openapi\":\"3.1.0\"", ""},
    {"GET /api/nothing" BASE, "", "404", "\"rule\":\"no_route\"", "<html"},
    {"GET /api/echo/5" BASE, "", "401", "WWW-Authenticate: Bearer", "\"text\""},
    {"GET /api/echo/5" BASE H("Accept-Language: en"), "", "401", "sign in first", "登录"},
    {"GET /api/echo/5" BASE H("Accept-Language: fr, zh-CN"), "", "401", "请先登录", "sign in"},
    {"GET /api/echo/5" BASE BEARER, "", "200", "\"id\":\"5\"", ""},
    {"GET /api/echo/5" BASE COOKIE, "", "200", "nosniff", ""},
    {"GET /api/echo/5" BASE H("Cookie: lianfang=wrong"), "", "401", "", ""},
    {"GET /api/open/5" BASE H("Cookie: lianfang=wrong"), "", "200", "", ""},
    {"GET /api/echo/x" BASE BEARER, "", "422", "argument_id", ""},
    {"GET /api/echo/5?text=a%20b%2Bc+d" BASE BEARER, "", "200", "\"a b+c d\"", ""},
    {"GET /api/echo/5?text=%E4%BD%A0" BASE BEARER, "", "200", "你", ""},
    {"GET /api/echo/5?text=%F0%A0%AE%B7" BASE BEARER, "", "200", "𠮷", ""},
    {"GET /api/echo/5?text=%00" BASE BEARER, "", "422", "query_encoding", ""},
    {"GET /api/echo/5?text=%ED%A0%80" BASE BEARER, "", "422", "query_encoding", ""},
    {"GET /api/echo/5?text=%4" BASE BEARER, "", "422", "query_encoding", ""},
    {"GET /api/echo/5?text=1&text=2" BASE BEARER, "", "422", "given_twice", ""},
    {"GET /api/echo/5?tekst=1" BASE BEARER, "", "422", "did you mean \\\"text\\\"", ""},
    {"GET /api/echo/5?on=2026-02-30" BASE BEARER, "", "422", "argument_date", ""},
    {"GET /api/echo/5" BASE BEARER H("If-Match: \"12\""), "", "200", "\"rev\":12", ""},
    {"GET /api/echo/5" BASE BEARER H("If-Match: yes"), "", "422", "if_match", ""},
    {"GET /api/echo/5" BASE BEARER H("Idempotency-Key: " UUID), "", "200", "abcdef012345",
     "ABCDEF"},
    {"GET /api/echo/5" BASE BEARER H("Idempotency-Key: 12"), "", "422", "idempotency_key", ""},
    {"GET /api/echo/5" BASE BEARER H("X-Purpose: %E6%B5%81%E8%B0%83"), "", "200", "流调", ""},
    {"GET /api/echo/5" BASE BEARER H("X-Purpose: %FF"), "", "422", "header_text", ""},
    {"PUT /api/echo/5" BASE BEARER, "", "405", "Allow: OPTIONS, GET, HEAD", ""},
    {"OPTIONS /api/echo/5" BASE, "", "204", "Allow: OPTIONS, GET, HEAD", ""},
    {"DELETE /index.html" BASE, "", "405", "", ""},
    {"GET /api/owner/5" BASE BEARER, "", "403", "", "\"id\""},
    {"GET /api/owner/5" BASE H("Authorization: Bearer " OWNER_TOKEN), "", "200", "\"id\"", ""},
    {"GET /api/owner/5" BASE H("Cookie: lianfang=" OWNER_TOKEN), "", "401", "", ""},
    {"GET /api/owner/5" BASE H("Authorization: Bearer " OWNER_TOKEN) H("X-Forwarded-For: 1.2.3.4"),
     "", "401", "", ""},
    /* writes */
    {"POST /api/persons" BASE BEARER JSON, "{\"name\":\"王\"}", "201",
     "\"id\":\"9223372036854775807\"", ""},
    {"POST /api/persons" BASE COOKIE JSON, "{\"name\":\"王\"}", "201", "ETag: \"1\"", ""},
    {"POST /api/persons" BASE COOKIE JSON, "{\"name\":\"王\"}", "201", "Location: /api/persons/",
     ""},
    {"POST /api/persons" BASE COOKIE, "{\"name\":\"王\"}", "403", "cross_site", ""},
    {"POST /api/persons" BASE COOKIE H("X-Lianfang: 1"), "{\"name\":\"王\"}", "201", "", ""},
    {"POST /api/persons" BASE COOKIE JSON H("Origin: http://evil"), "{\"name\":\"x\"}", "403", "",
     ""},
    {"POST /api/persons" BASE COOKIE JSON H("Origin: null"), "{\"name\":\"x\"}", "403", "", ""},
    {"POST /api/persons" BASE COOKIE JSON H("Origin: http://here"), "{\"name\":\"x\"}", "201", "",
     ""},
    {"POST /api/persons" BASE COOKIE JSON H("Sec-Fetch-Site: cross-site"), "{\"name\":\"x\"}",
     "403", "", ""},
    {"POST /api/persons" BASE BEARER H("Content-Type: text/xml"), "<x/>", "415", "", ""},
    {"POST /api/persons" BASE JSON, "{\"name\":\"x\"}", "401", "", ""},
    {"POST /api/persons" BASE BEARER JSON, "{}", "422", "\"field\":\"name\"", ""},
    {"POST /api/persons" BASE BEARER JSON, "{\"name\":", "422", "problem+json", ""},
    {"POST /api/persons" BASE BEARER JSON, "{\"name\":\"a\\u0000b\"}", "422", "", ""},
    {"POST /api/persons" BASE BEARER JSON, "{\"name\":\"\\ud800\"}", "422", "", ""},
    {"POST /api/persons" BASE BEARER JSON, "{\"name\":\"1\",\"name\":\"2\"}", "422", "", ""},
    {"POST /api/persons" BASE BEARER, "", "422", "required", ""},
    {"POST /api/persons/fail" BASE BEARER JSON, "{}", "409", "\"errors\":[{\"row\":2}]", ""},
    {"POST /api/session" BASE JSON, "{\"login\":\"a\",\"password\":\"b\"}", "200",
     "Set-Cookie: lianfang=" USER_TOKEN "; Path=/; HttpOnly; SameSite=Strict", "Secure"},
    {"POST /api/session" BASE JSON, "{\"login\":\"a\",\"password\":\"b\",\"x\":1}", "422",
     "unknown_argument", ""},
    {"POST /api/session" BASE JSON, "{\"login\":{}}", "422", "argument_type", ""},
    {"POST /api/files" BASE BEARER H("X-File-Name: a.csv"), "1234567890", "200",
     "{\"bytes\":10,\"name\":\"a.csv\"}", ""},
    {"POST /api/files?dry" BASE BEARER, "12", "200", "\"bytes\":2", ""},
    {"POST /api/files" BASE, "12", "401", "", ""},
    {"POST /api/files" BASE BEARER H("Content-Type: multipart/form-data; boundary=x"), "12", "415",
     "", ""},
};

static void answers_each_request_as_it_should(void **state)
{
    for (size_t i = 0; i < ROWS(rows); i++) {
        const char *got = ask(rows[i].head, rows[i].body);
        char status[4] = "";
        if (strlen(got) > 12)
            memcpy(status, got + 9, 3);
        check_row_text(i, rows[i].head, status, rows[i].status);
        check_row(i, got, strstr(got, rows[i].has));
        check_row(i, got, !*rows[i].lacks || !strstr(got, rows[i].lacks));
    }
    assert_int_equal(stand_in_held(), 0);
}

static void refuses_a_body_past_its_limit(void **state)
{
    size_t len = 3u << 20;
    char *request = malloc(len + 400);
    int head = snprintf(
        request, 400, "POST /api/persons" BASE BEARER JSON "\r\nContent-Length: %zu\r\n\r\n", len);
    memset(request + head, 'a', len);
    int fd = dial();
    talk(fd, request, (size_t)head + len, NULL, answer, sizeof(answer));
    close(fd);
    free(request);
    /* Answered 413, or cut off while still sending: never read to the end. */
    assert_true(!answer[0] || strstr(answer, " 413 "));
}

static void refuses_a_chunked_body_past_its_limit(void **state)
{
    size_t chunk = 0x40000;
    char *request = malloc(chunk + 16);
    const char head[] =
        "POST /api/persons" BASE BEARER JSON H("Transfer-Encoding: chunked") "\r\n\r\n";
    int fd = dial();
    send_all(fd, head, sizeof(head) - 1);
    memcpy(request, "40000\r\n", 7);
    memset(request + 7, 'a', chunk);
    memcpy(request + 7 + chunk, "\r\n", 2);
    for (int i = 0; i < 12; i++)
        send_all(fd, request, chunk + 9);
    talk(fd, "0\r\n\r\n", 5, NULL, answer, sizeof(answer));
    close(fd);
    free(request);
    assert_non_null(strstr(answer, " 413 "));
}

static void keeps_a_connection_for_many_requests(void **state)
{
    static const char read[] = "GET /api/echo/5 HTTP/1.1\r\nHost: h" BEARER "\r\n\r\n";
    static const char write[] = "POST /api/persons HTTP/1.1\r\nHost: h" BEARER JSON
                                "\r\nContent-Length: 12\r\n\r\n{\"name\":\"b\"}";
    int fd = dial();
    for (int i = 0; i < 50; i++) {
        talk(fd, read, sizeof(read) - 1, "\"rev\":-1}", answer, sizeof(answer));
        assert_non_null(strstr(answer, "200 OK"));
        talk(fd, write, sizeof(write) - 1, "\"b\"}", answer, sizeof(answer));
        assert_non_null(strstr(answer, "201 Created"));
    }
    close(fd);
}

static void answers_pipelined_requests_in_order(void **state)
{
    static const char two[] = "GET /api/echo/1 HTTP/1.1\r\nHost: h" BEARER "\r\n\r\n"
                              "GET /api/echo/2 HTTP/1.1\r\nHost: h" BEARER "\r\n\r\n";
    int fd = dial();
    talk(fd, two, sizeof(two) - 1, "\"id\":\"2\"", answer, sizeof(answer));
    assert_non_null(strstr(answer, "\"id\":\"1\""));
    assert_true(strstr(answer, "\"id\":\"1\"") < strstr(answer, "\"id\":\"2\""));
    close(fd);
}

static void leaves_when_the_client_leaves_in_the_middle(void **state)
{
    static const char half[] = "POST /api/persons HTTP/1.1\r\nHost: h" BEARER JSON
                               "\r\nContent-Length: 100\r\n\r\n{\"name";
    for (int i = 0; i < 20; i++) {
        int fd = dial();
        send_all(fd, half, sizeof(half) - 1);
        close(fd);
    }
    /* Some are noticed only by the idle time-out; stop() sees that none is kept after that. */
    assert_non_null(strstr(ask("GET /healthz" BASE, ""), "\"ok\""));
}

static void cuts_off_a_refused_body_without_end(void **state)
{
    static const char head[] =
        "POST /api/persons" BASE JSON H("Transfer-Encoding: chunked") "\r\n\r\n";
    size_t chunk = 0x40000;
    char *request = malloc(chunk + 16);
    int fd = dial(), sent = 0;
    send_all(fd, head, sizeof(head) - 1); /* nobody: refused before the body */
    memcpy(request, "40000\r\n", 7);
    memset(request + 7, 'a', chunk);
    memcpy(request + 7 + chunk, "\r\n", 2);
    while (sent < 400 && send(fd, request, chunk + 9, MSG_NOSIGNAL) > 0)
        sent++;
    assert_true(sent < 400);
    close(fd);
    free(request);
}

static void limits_how_often_somebody_asks(void **state)
{
    struct http_options options = {.listen = "127.0.0.1:0", .rate = 2};
    struct http *free_one = server;
    struct app before = *app; /* a second server takes the stream and gives it up again */
    struct err e = {0};
    int limited = 0;
    assert_int_equal(http_start(&server, app, &options, &e), OK);
    for (int i = 0; i < 14; i++)
        limited += strstr(ask("GET /api/echo/5" BASE BEARER, ""), " 429 ") != NULL;
    assert_in_range(limited, 2, 4); /* ten at once, two a second */
    assert_non_null(strstr(answer, "Retry-After: 1"));
    limited = 0;
    for (int i = 0; i < 14; i++)
        limited +=
            strstr(ask("POST /api/session" BASE JSON, "{\"login\":\"a\",\"password\":\"b\"}"),
                   " 429 ") != NULL;
    assert_in_range(limited, 3, 4); /* ten tries of one name */
    http_stop(server);
    server = free_one;
    *app = before;
    assert_null(strstr(ask("GET /api/echo/5" BASE BEARER, ""), " 429 "));
}

static void streams_only_changes_in_scope(void **state)
{
    int fd = dial();
    static const char listen[] = "GET /api/stream HTTP/1.1\r\nHost: h" COOKIE "\r\n\r\n";
    struct timespec pause = {1, 300000000};
    talk(fd, listen, sizeof(listen) - 1, "retry:", answer, sizeof(answer));
    assert_non_null(strstr(answer, "text/event-stream"));
    nanosleep(&pause, NULL); /* the stream's thread has looked the actor up */
    ask("POST /api/persons" BASE BEARER JSON, "{\"name\":\"a\",\"place\":2}");
    ask("POST /api/persons" BASE BEARER JSON, "{\"name\":\"a\",\"place\":1}");
    talk(fd, "", 0, "\n\n", answer, sizeof(answer));
    assert_non_null(
        strstr(answer, "data: {\"ledger\":\"person\",\"id\":\"42\",\"act\":\"create\"}"));
    close(fd);
    assert_non_null(strstr(ask("GET /api/stream" BASE, ""), " 401 "));
}

/* What was taken away is not told any more, and the stream says so within a second. */
static void a_stream_ends_with_the_post(void **state)
{
    static const char listen[] = "GET /api/stream HTTP/1.1\r\nHost: h" COOKIE "\r\n\r\n";
    static const char *const told[] = {NULL, "event: lost", "event: signed-out"};
    struct timespec pause = {1, 300000000};
    for (int what = 1; what <= 2; what++) {
        int fd = dial();
        talk(fd, listen, sizeof(listen) - 1, "retry:", answer, sizeof(answer));
        nanosleep(&pause, NULL);
        stand_in_lose(what);
        int64_t start = clock_monotonic_us();
        ask("POST /api/persons" BASE BEARER JSON, "{\"name\":\"a\",\"place\":1}");
        talk(fd, "", 0, told[what], answer, sizeof(answer));
        check_row((size_t)what, "told", strstr(answer, told[what]) != NULL);
        check_row((size_t)what, "no change told", strstr(answer, "event: change") == NULL);
        check_row((size_t)what, "soon", clock_monotonic_us() - start < 5000000);
        stand_in_lose(0);
        close(fd);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_each_request_as_it_should),
        cmocka_unit_test(answers_pipelined_requests_in_order),
        cmocka_unit_test(cuts_off_a_refused_body_without_end),
        cmocka_unit_test(keeps_a_connection_for_many_requests),
        cmocka_unit_test(leaves_when_the_client_leaves_in_the_middle),
        cmocka_unit_test(limits_how_often_somebody_asks),
        cmocka_unit_test(refuses_a_body_past_its_limit),
        cmocka_unit_test(refuses_a_chunked_body_past_its_limit),
        cmocka_unit_test(streams_only_changes_in_scope),
        cmocka_unit_test(a_stream_ends_with_the_post),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
