/* Records: create, show, amend, move, refusals, consequences, teams. Rows A3, B1, C4, K1. */
#include "base/limits.h"
#include "ledger/edition.h"
#include "office.h"

#define OFFICE                                                                                     \
    SIDE(t);                                                                                       \
    struct office *o = malloc(sizeof *o);                                                          \
    office_open(o, t);                                                                             \
    (void)e;
#define OFFICE_END                                                                                 \
    office_close(o);                                                                               \
    free(o);

static const char *arg_id(int64_t id)
{
    static _Thread_local char text[4][40];
    static _Thread_local int at;
    at = (at + 1) % 4;
    snprintf(text[at], sizeof text[at], "id=%lld", (long long)id);
    return text[at];
}

static void a_record_is_created_and_shown(void **state)
{
    OFFICE
    int64_t house = office_house(o, "3-2-501");
    assert_int_equal(o->status, 201);
    assert_string_equal(office_text(o, "key"), "H00001");
    assert_string_equal(office_text(o, "title"), "3-2-501");
    assert_string_equal(office_text(o, "state"), "living");
    assert_string_equal(office_text(o, "fields.heads"), "2");
    assert_string_equal(office_text(o, "place.title"), "第一网格");
    assert_int_equal(o->announced, 1);
    must(office_call(o, o->community, "record.show", NULL, "ledger=house", arg_id(house), NULL));
    assert_string_equal(office_text(o, "rev"), "1");
    /* Another village does not learn that it exists. */
    assert_int_equal(office_call(o, o->other_community, "record.show", NULL, "ledger=house",
                                 arg_id(house), NULL),
                     NOT_FOUND);
    OFFICE_END
}

static void a_small_number_is_kept_as_it_was_sent(void **state)
{
    OFFICE
    char body[200];
    static const char *const sent[][2] = {
        {"0.00001", "0.00001"}, {"\"0.00001\"", "0.00001"}, {"1e-5", "0.00001"}, {"0.1", "0.1"},
        {"120", "120"},
    };
    for (size_t i = 0; i < ROWS(sent); i++) {
        snprintf(body, sizeof body, "{\"fields\":{\"at\":\"%lld\",\"door\":\"%zu\",\"area\":%s}}",
                 (long long)o->grid, i, sent[i][0]);
        must(office_call(o, o->community, "record.create", body, "ledger=house", NULL));
        check_row_text(i, sent[i][0], office_text(o, "fields.area"), sent[i][1]);
    }
    OFFICE_END
}

static void bad_input_is_refused_and_named(void **state)
{
    OFFICE
    int64_t house = office_house(o, "1");
    static const struct {
        const char *ledger, *fields, *rule, *field;
    } rows[] = {
        {"house", "\"at\":\"%lld\"", "required", "door"},
        {"house", "\"at\":\"%lld\",\"door\":\"2\",\"haeds\":1", "unknown_field", "haeds"},
        {"house", "\"at\":\"%lld\",\"door\":\"2\",\"heads\":61", "max", "heads"},
        {"house", "\"at\":\"%lld\",\"door\":\"2\",\"heads\":\"many\"", NULL, "heads"},
        {"house", "\"at\":\"%lld\",\"door\":\"2\",\"heads\":[1]", "wrong_type", "heads"},
        {"house", "\"at\":\"%lld\",\"door\":\"2\",\"phone\":\"12\"", NULL, "phone"},
        {"house", "\"at\":null,\"door\":\"2\"", NULL, "at"},
        {"person", "\"house\":\"%lld\",\"name\":\"李\",\"born_on\":\"2026-02-30\"", NULL,
         "born_on"},
        {"person", "\"house\":\"%lld\",\"name\":\"李\",\"born_on\":\"2027-01-01\"",
         "born_in_future", "born_on"},
        {"person", "\"house\":\"%lld\",\"name\":\"李\",\"age_now\":3", "computed", "age_now"},
        {"person", "\"house\":\"%lld\",\"name\":\"李\",\"has_card\":true", "required", "id_number"},
        {"person", "\"house\":\"%lld\",\"name\":\"李\",\"id_number\":\"110101199003077758\"",
         "not_asked", "id_number"},
        {"person", "\"house\":\"77\",\"name\":\"李\"", "reference", "house"},
        {"person", "\"house\":\"%lld\",\"name\":\"李\",\"sex\":\"other\"", NULL, "sex"},
        {"person", "\"house\":\"%lld\",\"name\":\"\"", "required", "name"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        char format[300], body[400], ledger[40];
        bool is_person = rows[i].ledger[0] == 'p';
        snprintf(format, sizeof format, "{\"fields\":{%s}}", rows[i].fields);
        const char *at = strstr(format, "%lld");
        snprintf(body, sizeof body, "%.*s%lld%s", at ? (int)(at - format) : 0, format,
                 (long long)(is_person ? house : o->grid), at ? at + 4 : "");
        snprintf(ledger, sizeof ledger, "ledger=%s", rows[i].ledger);
        enum outcome got =
            office_call(o, o->community, "record.create", at ? body : format, ledger, NULL);
        check_row(i, rows[i].fields, got == REFUSED);
        if (rows[i].rule)
            check_row_text(i, rows[i].fields, o->e.rule, rows[i].rule);
        check_row_text(i, rows[i].fields, o->e.field, rows[i].field);
    }
    /* A grid worker may not add people; staff of a checkpoint has nothing to do with the ledger. */
    assert_int_equal(office_call(o, o->grid_worker, "record.create",
                                 "{\"fields\":{\"name\":\"x\"}}", "ledger=person", NULL),
                     REFUSED);
    assert_int_equal(office_call(o, o->staff, "record.list", NULL, "ledger=person", NULL),
                     NOT_FOUND);
    assert_int_equal(
        office_call(o, o->community, "record.create", "{\"field\":{}}", "ledger=person", NULL),
        REFUSED);
    OFFICE_END
}

static void the_same_key_gives_the_same_answer(void **state)
{
    OFFICE
    char body[200];
    snprintf(body, sizeof body, "{\"fields\":{\"at\":\"%lld\",\"door\":\"9\"}}",
             (long long)o->grid);
    o->idempotency = "01933e2a-7c00-7abc-8def-0123456789ab";
    must(office_call(o, o->community, "record.create", body, "ledger=house", NULL));
    int64_t first = office_id(o);
    must(office_call(o, o->community, "record.create", body, "ledger=house", NULL));
    assert_int_equal(office_id(o), first);
    assert_int_equal(o->announced, 0);
    assert_int_equal(office_call(o, o->community, "record.create", "{\"fields\":{\"door\":\"10\"}}",
                                 "ledger=house", NULL),
                     CONFLICT);
    assert_int_equal(office_call(o, o->command, "record.create", body, "ledger=house", NULL),
                     CONFLICT);
    char at[40];
    snprintf(at, sizeof at, "id=%lld", (long long)first);
    o->idempotency = "01933e2a-7c00-7abc-8def-0123456789ac";
    for (int i = 0; i < 2;
         i++) { /* the second finds it done: neither stale nor in the wrong state */
        o->if_match = 1;
        must(office_call(o, o->community, "record.amend", "{\"fields\":{\"heads\":4}}",
                         "ledger=house", at, NULL));
        assert_string_equal(office_text(o, "rev"), "2");
    }
    o->if_match = -1;
    assert_int_equal(office_call(o, o->community, "record.move", NULL, "ledger=house", at,
                                 "move=move_away", NULL),
                     CONFLICT);
    o->idempotency = "01933e2a-7c00-7abc-8def-0123456789ad";
    for (int i = 0; i < 2; i++) {
        must(office_call(o, o->community, "record.move", NULL, "ledger=house", at, "move=move_away",
                         NULL));
        assert_string_equal(office_text(o, "rev"), "3");
    }
    o->idempotency = "no uuid";
    assert_int_equal(office_call(o, o->community, "record.create", body, "ledger=house", NULL),
                     REFUSED);
    OFFICE_END
}

static void an_amendment_needs_the_revision_seen(void **state)
{
    OFFICE
    int64_t house = office_house(o, "1"), person = office_person(o, house, "张三");
    assert_string_equal(office_text(o, "fields.sex"), "unknown");
    assert_string_equal(office_text(o, "fields.house.title"), "1");
    assert_int_equal(office_call(o, o->community, "record.amend",
                                 "{\"fields\":{\"name\":\"张四\"}}", "ledger=person",
                                 arg_id(person), NULL),
                     REFUSED);
    o->if_match = 1;
    must(office_call(
        o, o->community, "record.amend",
        "{\"fields\":{\"name\":\"张四\",\"born_on\":\"1990-03-07\",\"needs\":[\"alone\"]}}",
        "ledger=person", arg_id(person), NULL));
    assert_string_equal(office_text(o, "rev"), "2");
    assert_string_equal(office_text(o, "title"), "张四");
    assert_string_equal(office_text(o, "fields.age_now"), "36");
    assert_string_equal(office_text(o, "fields.needs"), "[\"alone\"]");
    assert_int_equal(office_call(o, o->community, "record.amend",
                                 "{\"fields\":{\"name\":\"张五\"}}", "ledger=person",
                                 arg_id(person), NULL),
                     CONFLICT);
    assert_string_equal(o->e.rule, "stale");
    o->if_match = 2; /* nothing changes: no new revision */
    must(office_call(o, o->community, "record.amend", "{\"fields\":{\"name\":\"张四\"}}",
                     "ledger=person", arg_id(person), NULL));
    assert_string_equal(office_text(o, "rev"), "2");
    assert_int_equal(office_call(o, o->grid_worker, "record.amend", "{\"fields\":{\"name\":\"x\"}}",
                                 "ledger=person", arg_id(person), NULL),
                     DENIED);
    must(office_call(o, o->community, "record.amend", "{\"fields\":{\"born_on\":\"1900-01-01\"}}",
                     "ledger=person", arg_id(person), NULL));
    assert_string_equal(office_text(o, "warnings.0.rule"), "very_old");
    OFFICE_END
}

static void sealed_fields_are_masked_and_unique(void **state)
{
    OFFICE
    int64_t house = office_house(o, "1");
    const char *card = "\"has_card\":true,\"id_number\":\"110101199003077774\"";
    int64_t person = office_add(o, o->community, "person",
                                "\"house\":\"%lld\",\"name\":\"李四\",%s", (long long)house, card);
    assert_string_equal(office_text(o, "masked"), "[\"id_number\"]");
    assert_null(strstr(office_text(o, "fields.id_number"), "19900307"));
    assert_non_null(strstr(office_text(o, "fields.id_number"), "7774"));
    char body[300];
    snprintf(body, sizeof body, "{\"fields\":{\"house\":\"%lld\",\"name\":\"王五\",%s}}",
             (long long)house, card);
    assert_int_equal(office_call(o, o->community, "record.create", body, "ledger=person", NULL),
                     CONFLICT);
    assert_non_null(strstr(o->e.en, "李四")); /* he may see the other one */
    /* Command may unmask it when it states a purpose; that is told in the journal. */
    must(office_call(o, o->command, "record.show", NULL, "ledger=person", arg_id(person), NULL));
    assert_string_equal(office_text(o, "masked"), "[\"id_number\"]");
    o->purpose = "case investigation 12";
    must(office_call(o, o->command, "record.show", NULL, "ledger=person", arg_id(person), NULL));
    assert_string_equal(office_text(o, "fields.id_number"), "110101199003077774");
    int64_t told;
    must(db_int(&told, o->db, "SELECT count(*) FROM disclosure", NO_BIND, &e));
    assert_int_equal(told, 1);
    o->purpose = NULL;
    /* The reason goes, what it asked for goes. */
    o->if_match = 1;
    must(office_call(o, o->community, "record.amend", "{\"fields\":{\"has_card\":false}}",
                     "ledger=person", arg_id(person), NULL));
    assert_string_equal(office_text(o, "fields.id_number"), "");
    must(office_call(o, o->community, "record.create", body, "ledger=person", NULL));
    OFFICE_END
}

static int64_t disclosures(struct office *o)
{
    int64_t n;
    struct err e;
    must(db_int(&n, o->db, "SELECT count(*) FROM disclosure", NO_BIND, &e));
    return n;
}

static bool sees_phone(struct office *o, int64_t house)
{
    struct err e;
    must(office_call(o, o->community, "record.show", NULL, "ledger=house", arg_id(house), NULL));
    return !strcmp(office_text(o, "fields.phone"), "13812345678");
}

/* What a post sees anyway is seen one by one, told in the journal, and not by the hundred. */
static void looks_of_an_hour_are_counted_together(void **state)
{
    OFFICE
    int64_t houses[LIMIT_DISCLOSE + 2];
    for (int i = 0; i < LIMIT_DISCLOSE + 2; i++)
        houses[i] = office_add(o, o->community, "house",
                               "\"at\":\"%lld\",\"door\":\"%d\",\"phone\":\"13812345678\"",
                               (long long)o->grid, i);
    assert_true(sees_phone(o, houses[0]));
    assert_string_equal(office_text(o, "masked"), "[]");
    assert_int_equal(disclosures(o), 1);
    int64_t n;
    must(db_int(&n, o->db, "SELECT count(*) FROM disclosure WHERE purpose = 'post community'",
                NO_BIND, &e));
    assert_int_equal(n, 1);
    assert_true(sees_phone(o, houses[0])); /* again: the entry is there */
    assert_int_equal(disclosures(o), 1);
    must(office_call(o, o->community, "record.list", NULL, "ledger=house", NULL)); /* masked */
    assert_null(strstr(o->out.data, "13812345678"));
    assert_int_equal(disclosures(o), 1);
    for (int i = 1; i < LIMIT_DISCLOSE; i++)
        check_row((size_t)i, "phone", sees_phone(o, houses[i]));
    assert_false(sees_phone(o, houses[LIMIT_DISCLOSE])); /* the record, but not the phone */
    assert_string_equal(office_text(o, "masked"), "[\"phone\"]");
    assert_true(sees_phone(o, houses[3])); /* seen before */
    o->purpose = "回访";                   /* a purpose does not make more of them */
    assert_int_equal(office_call(o, o->community, "record.show", NULL, "ledger=house",
                                 arg_id(houses[LIMIT_DISCLOSE]), NULL),
                     DENIED);
    assert_string_equal(o->e.rule, "needs_approval");
    assert_int_equal(
        office_call(o, o->community, "record.list", NULL, "ledger=house", "limit=2", NULL), DENIED);
    o->purpose = NULL;
    o->now_ms += LIMIT_DISCLOSE_S * 1000 + 60000;
    assert_true(sees_phone(o, houses[LIMIT_DISCLOSE + 1]));
    /* What a list masks is not to be found out by asking for it. */
    const char *asked[] = {"where=phone = \"13812345678\"", "where=phone is null",
                           "where=neighbour.phone = \"13812345678\"", "where=neighbour.heads > 1"};
    for (size_t i = 0; i < ROWS(asked); i++)
        check_row(i, asked[i],
                  office_call(o, o->community, "record.list", NULL, "ledger=house", asked[i],
                              NULL) == REFUSED);
    OFFICE_END
}

static void a_closed_record_stays_as_it_is(void **state)
{
    OFFICE
    int64_t house = office_house(o, "1"), person = office_person(o, house, "张三");
    must(office_call(o, o->community, "record.move", NULL, "ledger=person", arg_id(person),
                     "move=move_out", NULL));
    o->if_match = 2;
    must(office_call(o, o->community, "record.amend", "{\"fields\":{\"name\":\"张四\"}}",
                     "ledger=person", arg_id(person), NULL)); /* the plan says amend: true */
    o->if_match = -1;
    must(office_call(o, o->community, "record.move", NULL, "ledger=house", arg_id(house),
                     "move=move_away", NULL));
    assert_null(strstr(office_text(o, "may"), "amend"));
    o->if_match = 2;
    assert_int_equal(office_call(o, o->community, "record.amend", "{\"fields\":{\"heads\":2}}",
                                 "ledger=house", arg_id(house), NULL),
                     CONFLICT);
    assert_string_equal(o->e.rule, "final");
    OFFICE_END
}

static enum outcome tell(struct office *o, const char *ledger, int n, const char *more)
{
    char body[300], arg[60];
    snprintf(body, sizeof body, "{\"fields\":{\"at\":\"%lld\",\"words\":\"%d\"%s}}",
             (long long)o->grid, n, more);
    snprintf(arg, sizeof arg, "ledger=%s", ledger);
    return office_call(o, 0, "record.create", body, arg, NULL);
}

static enum outcome make_door(struct db *db, void *arg, struct err *e)
{
    struct office *o = arg;
    return guard_door_new(o->app.guard, db, o->app.journal, DOOR_HOUSEHOLD_QR, "request", o->grid,
                          0, -1, o->now_ms, o->door, e);
}

static void a_door_takes_so_many_an_hour(void **state)
{
    OFFICE
    struct arena a;
    struct actor *door;
    arena_init(&a, 1 << 20);
    const struct plan *plan = editions_hold(o->app.editions);
    o->as = actor_nobody(&a, plan);
    assert_int_equal(tell(o, "tip", 0, ",\"trust\":1"), REFUSED); /* not asked for at the door */
    assert_int_equal(tell(o, "tip", 0, ",\"nothing\":1"), REFUSED);
    must(tell(o, "tip", 1, ""));
    must(tell(o, "tip", 2, ""));
    assert_int_equal(tell(o, "tip", 3, ""), BUSY);
    assert_string_equal(o->e.rule, "door_limit");
    assert_int_not_equal(tell(o, "house", 4, ""), OK);
    assert_int_not_equal(tell(o, "request", 5, ""), OK); /* that door needs its code */
    /* A household's code: its one ledger, its one place, its own count. */
    must(writer_do(o->app.writer, make_door, o, &e));
    must(guard_actor(o->app.guard, &a, o->db, plan, o->door, &door, &e));
    o->as = door;
    must(tell(o, "request", 6, ""));
    must(tell(o, "request", 7, ""));
    assert_int_equal(tell(o, "request", 8, ""), BUSY);
    assert_int_not_equal(tell(o, "house", 9, ""), OK);
    o->now_ms += 3600000;
    int64_t grid = o->grid;
    o->grid = o->other_village;
    assert_int_not_equal(tell(o, "request", 10, ""), OK); /* another place */
    o->grid = grid;
    must(tell(o, "request", 11, ""));
    office_call(o, 0, "record.list", NULL, "ledger=request", NULL); /* it reads nothing back */
    assert_string_equal(office_text(o, "rows.0.id"), "");
    o->as = NULL;
    editions_release(o->app.editions, plan);
    arena_fini(&a);
    OFFICE_END
}

static void moves_follow_states_and_posts(void **state)
{
    OFFICE
    int64_t house = office_house(o, "1"), person = office_person(o, house, "张三");
    assert_string_equal(office_text(o, "moves"), "[\"move_out\"]");
    assert_int_equal(office_call(o, o->grid_worker, "record.move", NULL, "ledger=person",
                                 arg_id(person), "move=move_out", NULL),
                     DENIED);
    must(office_call(o, o->community, "record.move", NULL, "ledger=person", arg_id(person),
                     "move=move_out", NULL));
    assert_string_equal(office_text(o, "state"), "gone");
    assert_string_not_equal(office_text(o, "closed_at"), "");
    assert_int_equal(office_call(o, o->community, "record.move", NULL, "ledger=person",
                                 arg_id(person), "move=move_out", NULL),
                     CONFLICT);
    assert_int_equal(office_call(o, o->community, "record.move", NULL, "ledger=person",
                                 arg_id(person), "move=fly", NULL),
                     NOT_FOUND);
    OFFICE_END
}

static void people_move_with_their_house(void **state)
{
    OFFICE
    int64_t house = office_house(o, "1"), person = office_person(o, house, "张三");
    char body[200];
    snprintf(body, sizeof body, "{\"fields\":{\"at\":\"%lld\"}}", (long long)o->village);
    o->if_match = 1;
    must(office_call(o, o->community, "record.amend", body, "ledger=house", arg_id(house), NULL));
    must(office_call(o, o->community, "record.show", NULL, "ledger=person", arg_id(person), NULL));
    assert_string_equal(office_text(o, "place.title"), "东街社区");
    assert_string_equal(office_text(o, "rev"), "2");
    OFFICE_END
}

static void lines_are_judged_row_by_row(void **state)
{
    OFFICE
    office_add(
        o, o->community, "team",
        "\"serves\":\"%lld\",\"name\":\"四包一\",\"members\":[{\"role\":\"leader\",\"name\":\"甲\","
        "\"user\":\"%lld\"},{\"role\":\"medic\",\"name\":\"乙\"}]",
        (long long)o->village, (long long)o->grid_worker);
    int64_t members;
    must(db_int(&members, o->db, "SELECT count(*) FROM team_member", NO_BIND, &e));
    assert_int_equal(members, 1);
    assert_string_equal(office_text(o, "fields.members.1.name"), "乙");
    char body[300];
    snprintf(body, sizeof body,
             "{\"fields\":{\"serves\":\"%lld\",\"name\":\"x\",\"members\":[{\"role\":\"leader\","
             "\"name\":\"甲\"},"
             "{\"role\":\"medic\"}]}}",
             (long long)o->village);
    assert_int_equal(office_call(o, o->community, "record.create", body, "ledger=team", NULL),
                     REFUSED);
    assert_int_equal(o->e.row, 2);
    assert_string_equal(o->e.field, "members.name");
    OFFICE_END
}

static void history_tells_differences(void **state)
{
    OFFICE
    int64_t house = office_house(o, "1"), person = office_person(o, house, "张三");
    o->if_match = 1;
    must(office_call(o, o->community, "record.amend", "{\"fields\":{\"name\":\"张四\"}}",
                     "ledger=person", arg_id(person), NULL));
    o->if_match = -1;
    must(office_call(o, o->community, "record.move", NULL, "ledger=person", arg_id(person),
                     "move=move_out", NULL));
    must(office_call(o, o->community, "record.history", NULL, "ledger=person", arg_id(person),
                     NULL));
    assert_string_equal(office_text(o, "rows.0.move"), "move_out");
    assert_string_equal(office_text(o, "rows.0.state"), "gone");
    assert_string_equal(office_text(o, "rows.1.changes.0.field"), "name");
    assert_string_equal(office_text(o, "rows.1.changes.0.before"), "张三");
    assert_string_equal(office_text(o, "rows.1.changes.0.after"), "张四");
    assert_string_equal(office_text(o, "rows.1.user.title"), "community");
    assert_string_equal(office_text(o, "rows.2.act"), "record.create");
    assert_int_equal(office_call(o, o->grid_worker, "record.history", NULL, "ledger=person",
                                 arg_id(person), NULL),
                     DENIED);
    must(office_call(o, o->community, "record.changes", NULL, NULL));
    assert_string_equal(office_text(o, "rows.0.title"), "张四");
    must(office_call(o, o->other_community, "record.changes", NULL, NULL));
    assert_string_equal(office_text(o, "rows"), "[]");
    OFFICE_END
}

static void a_bulk_sheet_is_all_or_nothing(void **state)
{
    OFFICE
    char body[600];
    snprintf(
        body, sizeof body,
        "{\"rows\":[{\"fields\":{\"at\":\"%lld\",\"door\":\"1\"}},{\"fields\":{\"at\":\"%lld\"}},"
        "{\"fields\":{\"at\":\"%lld\",\"door\":\"3\",\"heads\":99}}]}",
        (long long)o->grid, (long long)o->grid, (long long)o->grid);
    assert_int_equal(office_call(o, o->community, "record.bulk_create", body, "ledger=house", NULL),
                     REFUSED);
    assert_int_equal(o->e.row, 2);
    assert_non_null(strstr(o->out.data, "\"row\":3"));
    must(office_call(o, o->community, "record.list", NULL, "ledger=house", NULL));
    assert_string_equal(office_titles(o), "");
    snprintf(body, sizeof body,
             "{\"rows\":[{\"fields\":{\"at\":\"%lld\",\"door\":\"1\"}},{\"fields\":{\"at\":\"%"
             "lld\",\"door\":\"2\"}}]}",
             (long long)o->grid, (long long)o->grid);
    o->idempotency = "01933e2a-7c00-7abc-8def-0123456789ae";
    must(office_call(o, o->community, "record.bulk_create", body, "ledger=house", NULL));
    assert_string_equal(office_text(o, "count"), "2");
    assert_int_equal(o->announced, 2);
    must(office_call(o, o->community, "record.bulk_create", body, "ledger=house", NULL));
    assert_string_equal(office_text(o, "count"), "2"); /* sent again: the same two */
    assert_int_equal(o->announced, 0);
    o->idempotency = NULL;
    char ids[200];
    snprintf(ids, sizeof ids, "{\"ids\":[\"%s\",\"%s\"]}", office_text(o, "rows.0.id"),
             office_text(o, "rows.1.id"));
    must(office_call(o, o->community, "record.bulk_move", ids, "ledger=house", "move=move_away",
                     NULL));
    assert_int_equal(office_call(o, o->community, "record.bulk_move", ids, "ledger=house",
                                 "move=move_away", NULL),
                     CONFLICT);
    must(office_call(o, o->community, "record.counts", NULL, "ledger=house", NULL));
    assert_string_equal(office_text(o, "rows.0.count"), "0");
    assert_string_equal(office_text(o, "rows.1.count"), "2");
    OFFICE_END
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIDES(a_record_is_created_and_shown),
        SIDES(a_small_number_is_kept_as_it_was_sent),
        SIDES(bad_input_is_refused_and_named),
        SIDES(the_same_key_gives_the_same_answer),
        SIDES(an_amendment_needs_the_revision_seen),
        SIDES(sealed_fields_are_masked_and_unique),
        SIDES(moves_follow_states_and_posts),
        SIDES(looks_of_an_hour_are_counted_together),
        SIDES(a_closed_record_stays_as_it_is),
        SIDES(a_door_takes_so_many_an_hour),
        SIDES(people_move_with_their_house),
        SIDES(lines_are_judged_row_by_row),
        SIDES(history_tells_differences),
        SIDES(a_bulk_sheet_is_all_or_nothing),
    };
    return cmocka_run_group_tests_name("ledger record", tests, NULL, NULL);
}
