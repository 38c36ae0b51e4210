/* Lists: scope, filters, sorts, pages, search. Rows B1, B3. */
#include "office.h"

#define OFFICE                                                                                     \
    SIDE(t);                                                                                       \
    struct office *o = malloc(sizeof *o);                                                          \
    office_open(o, t);                                                                             \
    (void)e;
#define OFFICE_END                                                                                 \
    office_close(o);                                                                               \
    free(o);

static int64_t add_person(struct office *o, int64_t house, const char *name, const char *born)
{
    if (!born)
        return office_person(o, house, name);
    return office_add(o, o->community, "person",
                      "\"house\":\"%lld\",\"name\":\"%s\",\"born_on\":\"%s\"", (long long)house,
                      name, born);
}

static void fill(struct office *o)
{
    int64_t house = office_house(o, "1");
    add_person(o, house, "张三", "1990-01-01");
    add_person(o, house, "李四", "1980-01-01");
    add_person(o, house, "王小明", NULL);
    add_person(o, house, "李小红", "2000-01-01");
    add_person(o, house, "赵六", NULL);
}

/* All pages, joined. */
static const char *all_pages(struct office *o, const char *sort, const char *limit)
{
    static char text[1000];
    char after[600] = "";
    text[0] = '\0';
    for (int i = 0; i < 20; i++) {
        if (office_call(o, o->community, "record.list", NULL, "ledger=person", sort, limit,
                        after[0] ? after : "mine=", NULL) != OK)
            fail_msg("page %d: %s", i, o->e.en);
        size_t n = strlen(text);
        const char *titles = office_titles(o);
        snprintf(text + n, sizeof text - n, "%s%s", n && *titles ? "|" : "", titles);
        if (!*office_text(o, "next"))
            return text;
        snprintf(after, sizeof after, "after=%s", office_text(o, "next"));
    }
    return "endless";
}

static void pages_go_on_where_they_stopped(void **state)
{
    OFFICE
    fill(o);
    static const struct {
        const char *sort, *wanted;
    } rows[] = {
        {"sort=", "赵六|李小红|王小明|李四|张三"},
        {"sort=id", "张三|李四|王小明|李小红|赵六"},
        {"sort=born_on", "李四|张三|李小红|王小明|赵六"},
        {"sort=-born_on", "李小红|张三|李四|赵六|王小明"},
        {"sort=name", "张三|李四|李小红|王小明|赵六"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        static const char *const limits[] = {"limit=1", "limit=2", "limit=3", "limit=50"};
        for (size_t k = 0; k < ROWS(limits); k++)
            check_row_text(i, limits[k], all_pages(o, rows[i].sort, limits[k]), rows[i].wanted);
    }
    assert_int_equal(
        office_call(o, o->community, "record.list", NULL, "ledger=person", "sort=sex", NULL),
        REFUSED);
    assert_int_equal(
        office_call(o, o->community, "record.list", NULL, "ledger=person", "after=1.2", NULL),
        REFUSED);
    OFFICE_END
}

static void filters_choose_and_keep_secrets(void **state)
{
    OFFICE
    fill(o);
    must(office_call(o, o->community, "record.list", NULL, "ledger=person",
                     "where=born_on < 1995-01-01 and name != '张三'", NULL));
    assert_string_equal(office_titles(o), "李四");
    must(office_call(o, o->community, "record.list", NULL, "ledger=person",
                     "where=not known(born_on)", "sort=id", "count=true", NULL));
    assert_string_equal(office_titles(o), "王小明|赵六");
    assert_string_equal(office_text(o, "count"), "");
    static const char *const refused[] = {
        "where=id_number = '110101199003077774'", "where=house.phone = '13812345678'",
        "where=count(house where heads > 1) > 0", "where=nothing",
        "where='; DROP TABLE l_person; --'",
    };
    for (size_t i = 0; i < ROWS(refused); i++)
        check_row(i, refused[i],
                  office_call(o, o->community, "record.list", NULL, "ledger=person", refused[i],
                              NULL) == REFUSED);
    must(office_call(o, o->community, "record.list", NULL, "ledger=person", "state=gone", NULL));
    assert_string_equal(office_titles(o), "");
    must(office_call(o, o->community, "record.list", NULL, "ledger=person", "state=open",
                     "count=true", NULL));
    assert_string_equal(office_text(o, "count"), "5");
    must(office_call(o, o->other_community, "record.list", NULL, "ledger=person", "count=true",
                     NULL));
    assert_string_equal(office_titles(o), "");
    assert_string_equal(office_text(o, "count"), "0");
    char place[60];
    snprintf(place, sizeof place, "place=%lld", (long long)o->other_village);
    assert_int_equal(
        office_call(o, o->community, "record.list", NULL, "ledger=person", place, NULL), NOT_FOUND);
    must(office_call(o, o->command, "record.list", NULL, "ledger=person", place, NULL));
    assert_string_equal(office_titles(o), "");
    OFFICE_END
}

static void search_finds_by_one_or_two_characters(void **state)
{
    OFFICE
    fill(o);
    int64_t house = office_add(o, o->community, "house",
                               "\"at\":\"%lld\",\"door\":\"东巷12号\",\"phone\":\"13812345678\"",
                               (long long)o->grid);
    (void)house;
    office_add(o, o->staff, "entry",
               "\"station\":\"%lld\",\"plate\":\"陕E12345\",\"driver\":\"李强\"",
               (long long)o->checkpoint);
    office_tick(o);
    static const struct {
        const char *ledger, *q, *wanted;
    } rows[] = {
        {"ledger=person", "q=李", "李小红|李四"},
        {"ledger=person", "q=李小红", "李小红"},
        {"ledger=person", "q=小", "李小红|王小明"},
        {"ledger=person", "q=小明", "王小明"},
        {"ledger=person", "q=明小", ""},
        {"ledger=person", "q=P202600001", "张三"},
        {"ledger=house", "q=13812345678", "东巷12号"},
        {"ledger=house", "q=5678", ""},
        {"ledger=house", "q=东巷", "东巷12号"},
        {"ledger=house", "q=12", "东巷12号"},
        {"ledger=house", "q=巷\" OR 1", ""},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        must(office_call(o, o->community, "record.list", NULL, rows[i].ledger, rows[i].q, NULL));
        check_row_text(i, rows[i].q, office_titles(o), rows[i].wanted);
    }
    static const char *const plates[] = {"q=陕E12345", "q=12345", "q=2345", "q=e12345", "q=李强"};
    for (size_t i = 0; i < ROWS(plates); i++) {
        must(office_call(o, o->staff, "record.list", NULL, "ledger=entry", plates[i], NULL));
        check_row_text(i, plates[i], office_titles(o), "陕E12345 李强");
    }
    must(office_call(o, o->other_community, "record.list", NULL, "ledger=person", "q=李", NULL));
    assert_string_equal(office_titles(o), "");
    OFFICE_END
}

static void waiting_postings_survive_a_restart(void **state)
{
    OFFICE
    fill(o);
    office_restart(o); /* nothing was flushed */
    struct err ignored;
    (void)ignored;
    office_replay(o);
    must(office_call(o, o->community, "record.list", NULL, "ledger=person", "q=李", NULL));
    assert_string_equal(office_titles(o), "李小红|李四");
    int64_t house = office_house(o, "2"); /* numbers go on */
    (void)house;
    assert_string_equal(office_text(o, "key"), "H00002");
    OFFICE_END
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIDES(pages_go_on_where_they_stopped),
        SIDES(filters_choose_and_keep_secrets),
        SIDES(search_finds_by_one_or_two_characters),
        SIDES(waiting_postings_survive_a_restart),
    };
    return cmocka_run_group_tests_name("ledger list", tests, NULL, NULL);
}
