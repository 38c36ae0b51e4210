/* Alarms delivered by a real SMTP server and signed webhooks; a relay that is down, a hook that
 * fails once, a hook that hangs; nothing twice. */
#include <signal.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "duty/duty.h"
#include "duty/outbox.h"
#include "office.h"
#include "value/time.h"

static const struct hook *const hooks[] = {&duty_hook};

struct relay_process {
    FILE *out;
    int pid, smtp, hook, hang;
    char folder[64];
};

static void relay_open(struct relay_process *r)
{
    char command[300];
    snprintf(r->folder, sizeof r->folder, "/tmp/lianfang-relay-XXXXXX");
    assert_non_null(mkdtemp(r->folder));
    snprintf(command, sizeof command, "exec python3 %s %s 2>/dev/null", RELAY_SCRIPT, r->folder);
    r->out = popen(command, "r");
    assert_non_null(r->out);
    assert_int_equal(fscanf(r->out, "%d %d %d %d", &r->pid, &r->smtp, &r->hook, &r->hang), 4);
}

static void relay_close(struct relay_process *r)
{
    char command[200];
    kill(r->pid, SIGTERM);
    pclose(r->out);
    snprintf(command, sizeof command, "rm -r %s", r->folder);
    assert_int_not_equal(system(command), -1);
}

static bool got(const struct relay_process *r, const char *name, const char *part)
{
    char path[120], *text;
    size_t len;
    struct err e;
    snprintf(path, sizeof path, "%s/%s", r->folder, name);
    if (file_read(&text, &len, path, 1 << 20, &e) != OK)
        return false;
    bool has = !part || strstr(text, part);
    free(text);
    return has;
}

static void open_late(struct office *o, struct test_store *t)
{
    int n;
    struct err e;
    int64_t at;
    if (!op_find("duty.list")) {
        const struct op *rows = duty_ops(&n);
        op_register(rows, n);
    }
    office_open(o, t);
    ledger_hooks(&o->app, hooks, 1);
    office_add(o, o->community, "home_order", "\"at\":\"%lld\",\"name\":\"甲\"",
               (long long)o->grid);
    assert_true(datetime_parse("2026-11-24T15:01", 16, 8 * 3600, &at));
    o->now_ms = at * 1000;
    (void)e;
}

static int64_t count_of(struct office *o, const char *sql)
{
    struct db *db;
    struct err e;
    int64_t n;
    must(db_open(&db, o->t->store, DB_READ, &e));
    must(db_int(&n, db, sql, NO_BIND, &e));
    db_close(db);
    return n;
}

static void round_of(struct office *o)
{
    struct err e;
    int n;
    must(sender_round(&o->app, &n, &e));
}

static enum outcome write_plain(struct db *db, void *arg, struct err *e)
{
    (void)arg;
    enum outcome o = db_run(db, "UPDATE outlet SET secret = '0123456789abcdef'", NO_BIND, e);
    return o ? o
             : db_run(db, "UPDATE duty_setting SET value = 'hush-hush'"
                          " WHERE name = 'smtp_password'", NO_BIND, e);
}

static void an_alarm_reaches_its_people_once(void **state)
{
    SIDE(t);
    struct office o;
    struct relay_process r;
    char url[80], place[60], address[80];
    relay_open(&r);
    open_late(&o, t);
    snprintf(url, sizeof url, "url=smtp://127.0.0.1:%d", r.smtp);
    snprintf(place, sizeof place, "place=%lld", (long long)o.county);
    snprintf(address, sizeof address, "address=http://127.0.0.1:%d/ok", r.hook);
    assert_int_equal(office_call(&o, 0, "alarm.relay", NULL, url, "from=duty@lianfang.test", NULL),
                     OK);
    assert_int_equal(office_call(&o, o.community, "alarm.outlet_add", NULL,
                                 "address=wang@lianfang.test", NULL), OK);
    assert_int_equal(office_call(&o, o.command, "alarm.outlet_add", NULL, address, place,
                                 "secret=short", NULL), REFUSED);
    assert_int_equal(office_call(&o, o.community, "alarm.outlet_add", NULL, address, place,
                                 "secret=0123456789abcdef", NULL), DENIED);
    assert_int_equal(office_call(&o, o.command, "alarm.outlet_add", NULL, address, place,
                                 "secret=0123456789abcdef", NULL), OK);
    must(duty_tick(&o.app, &e));
    assert_int_equal(count_of(&o, "SELECT count(*) FROM outbox WHERE state = 'waiting'"), 2);
    round_of(&o);
    round_of(&o);
    assert_int_equal(count_of(&o, "SELECT count(*) FROM outbox WHERE state = 'sent'"), 2);
    assert_true(got(&r, "mail.1", "duty@lianfang.test wang@lianfang.test"));
    assert_true(got(&r, "hook.1", "home_order.visit"));
    assert_true(got(&r, "hook.1", "signed sha256="));
    assert_false(got(&r, "mail.2", NULL));
    assert_false(got(&r, "hook.2", NULL));
    office_close(&o);
    relay_close(&r);
}

static void what_fails_is_tried_again_later(void **state)
{
    SIDE(t);
    struct office o;
    struct relay_process r;
    char place[60], address[80];
    relay_open(&r);
    open_late(&o, t);
    snprintf(place, sizeof place, "place=%lld", (long long)o.county);
    snprintf(address, sizeof address, "address=http://127.0.0.1:%d/fails", r.hook);
    /* Nobody listens at port 1: the relay is down. */
    assert_int_equal(office_call(&o, 0, "alarm.relay", NULL, "url=smtp://127.0.0.1:1",
                                 "from=duty@lianfang.test", NULL), OK);
    assert_int_equal(office_call(&o, o.community, "alarm.outlet_add", NULL,
                                 "address=wang@lianfang.test", NULL), OK);
    assert_int_equal(office_call(&o, o.command, "alarm.outlet_add", NULL, address, place,
                                 "secret=0123456789abcdef", NULL), OK);
    must(duty_tick(&o.app, &e));
    round_of(&o);
    assert_int_equal(count_of(&o, "SELECT count(*) FROM outbox WHERE state = 'waiting'"
                                  " AND tries = 1 AND answer <> ''"), 2);
    round_of(&o); /* too soon */
    assert_int_equal(count_of(&o, "SELECT max(tries) FROM outbox"), 1);
    char url[80];
    snprintf(url, sizeof url, "url=smtp://127.0.0.1:%d", r.smtp);
    assert_int_equal(office_call(&o, 0, "alarm.relay", NULL, url, "from=duty@lianfang.test", NULL),
                     OK);
    o.now_ms += 31000;
    round_of(&o);
    assert_int_equal(count_of(&o, "SELECT count(*) FROM outbox WHERE state = 'sent'"), 2);
    assert_true(got(&r, "hook.1", NULL));
    assert_true(got(&r, "mail.1", NULL));
    office_close(&o);
    relay_close(&r);
}

static void a_hook_that_hangs_holds_up_nobody(void **state)
{
    SIDE(t);
    struct office o;
    struct relay_process r;
    struct sender *sender = NULL;
    char place[60], address[80];
    relay_open(&r);
    open_late(&o, t);
    snprintf(place, sizeof place, "place=%lld", (long long)o.county);
    snprintf(address, sizeof address, "address=http://127.0.0.1:%d/", r.hang);
    assert_int_equal(office_call(&o, o.command, "alarm.outlet_add", NULL, address, place,
                                 "secret=0123456789abcdef", NULL), OK);
    must(duty_tick(&o.app, &e));
    must(sender_start(&sender, &o.app, &e));
    for (int i = 0; i < 100 && !count_of(&o, "SELECT count(*) FROM outbox"
                                             " WHERE state = 'sending'"); i++)
        usleep(50000);
    /* While it hangs, people work on. */
    office_add(&o, o.community, "home_order", "\"at\":\"%lld\",\"name\":\"乙\"",
               (long long)o.grid);
    assert_int_equal(count_of(&o, "SELECT count(*) FROM outbox WHERE state = 'sending'"), 1);
    sender_stop(sender); /* after its time is up */
    assert_int_equal(count_of(&o, "SELECT count(*) FROM outbox WHERE state = 'waiting'"
                                  " AND tries = 1"), 1);
    office_close(&o);
    relay_close(&r);
}

static void secrets_stand_in_the_database_sealed_only(void **state)
{
    SIDE(t);
    struct office o;
    struct sender *sender = NULL;
    char place[60];
    const char *plain = "SELECT (SELECT count(*) FROM outlet"
                        " WHERE secret LIKE '%0123456789abcdef%') + (SELECT count(*)"
                        " FROM duty_setting WHERE value LIKE '%hush-hush%')";
    open_late(&o, t);
    snprintf(place, sizeof place, "place=%lld", (long long)o.county);
    assert_int_equal(office_call(&o, o.command, "alarm.outlet_add", NULL,
                                 "address=http://127.0.0.1:1/ok", place, "secret=0123456789abcdef",
                                 NULL), OK);
    assert_int_equal(office_call(&o, 0, "alarm.relay", NULL, "url=smtp://127.0.0.1:1",
                                 "from=duty@lianfang.test", "password=hush-hush", NULL), OK);
    assert_int_equal(count_of(&o, plain), 0);
    assert_int_equal(count_of(&o, "SELECT count(*) FROM outlet WHERE secret LIKE 'sealed:%'"), 1);
    /* What an older program left in plain is sealed when the sender starts. */
    must(writer_do(o.app.writer, write_plain, NULL, &e));
    assert_int_equal(count_of(&o, plain), 2);
    must(sender_start(&sender, &o.app, &e));
    sender_stop(sender);
    assert_int_equal(count_of(&o, plain), 0);
    struct relay relay;
    struct arena arena;
    struct db *db;
    arena_init(&arena, LIMIT_ARENA);
    must(db_open(&db, t->store, DB_READ, &e));
    must(relay_load(o.app.guard, db, &arena, &relay, &e));
    assert_string_equal(relay.password, "hush-hush");
    db_close(db);
    arena_fini(&arena);
    office_close(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIDES(an_alarm_reaches_its_people_once),
        SIDES(what_fails_is_tried_again_later),
        SIDES(a_hook_that_hangs_holds_up_nobody),
        SIDES(secrets_stand_in_the_database_sealed_only),
    };
    return cmocka_run_group_tests_name("mission A4: delivery of alarms", tests, NULL, NULL);
}
