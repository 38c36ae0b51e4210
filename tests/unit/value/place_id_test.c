/* Places as ranges of integers. Mission: A3. */
#include "../check.h"

#include "base/clock.h"
#include "value/place_id.h"

static void builds_and_takes_apart(void **state)
{
    int64_t id = PLACE_COUNTRY;
    for (int level = LEVEL_PROVINCE; level < LEVELS; level++) {
        int64_t child = place_child(id, (enum level)level, place_capacity((enum level)level));
        check_row(level, "child", child > id && place_is_valid(child));
        check_row(level, "level", place_level(child) == (enum level)level);
        check_row(level, "parent", place_parent(child) == id);
        check_row(level, "under", place_is_under(child, id) && !place_is_under(id, child));
        check_row(level, "number",
                  place_number(child, (enum level)level) == place_capacity((enum level)level));
        check_row(level, "too many",
                  place_child(id, (enum level)level, place_capacity((enum level)level) + 1) == 0);
        check_row(level, "none", place_child(id, (enum level)level, 0) == 0);
        check_row(level, "same level", place_child(child, (enum level)level, 1) == 0);
        id = child;
    }
    assert_int_equal(id, INT64_MAX);
    assert_int_equal(place_last(PLACE_COUNTRY), INT64_MAX);
    assert_int_equal(place_level(PLACE_COUNTRY), LEVEL_COUNTRY);
    assert_int_equal(place_parent(PLACE_COUNTRY), PLACE_COUNTRY);
    assert_false(place_is_valid(-1));
}

static void a_unit_may_hang_at_any_height(void **state)
{
    int64_t county = place_child(place_child(place_child(0, LEVEL_PROVINCE, 61), LEVEL_CITY, 5),
                                 LEVEL_COUNTY, 26);
    int64_t hospital = place_child(county, LEVEL_GRID, 3),
            ward = place_child(hospital, LEVEL_SUB, 9);
    int64_t street = place_child(county, LEVEL_STREET, 1);
    assert_int_equal(place_parent(hospital), county);
    assert_int_equal(place_at(ward, LEVEL_VILLAGE), county);
    assert_int_equal(place_at(ward, LEVEL_GRID), hospital);
    assert_int_equal(place_at(county, LEVEL_ROOM), county);
    assert_true(place_is_under(ward, county));
    assert_false(place_is_under(ward, street));
    assert_true(place_is_under(county, county));
    assert_int_equal(place_county(ward), county);
    assert_int_equal(place_at(ward, LEVEL_COUNTRY), PLACE_COUNTRY);
}

/* On random ids: the subtree range holds exactly the places whose ancestor this is. */
static void ranges_agree_with_masks(void **state)
{
    struct rng r;
    rng_init(&r, 3);
    for (size_t i = 0; i < 200000; i++) {
        int64_t id = 0, other = 0;
        for (int level = LEVEL_PROVINCE; level < LEVELS; level++) {
            uint64_t most = rng_below(&r, 3); /* few numbers, so that relatives are met */
            if (most > 0 && rng_below(&r, 2))
                id = place_child(id, (enum level)level, (int)most);
            most = rng_below(&r, 3);
            if (most > 0 && rng_below(&r, 2))
                other = place_child(other, (enum level)level, (int)most);
        }
        bool is_under = place_at(id, place_level(other)) == other;
        check_row(i, "under", place_is_under(id, other) == is_under);
        check_row(i, "parent", place_is_under(id, place_parent(id)));
    }
}

static void a_record_carries_its_county(void **state)
{
    int64_t county = place_child(place_child(place_child(0, LEVEL_PROVINCE, 63), LEVEL_CITY, 31),
                                 LEVEL_COUNTY, 63);
    int64_t room = place_child(county, LEVEL_ROOM, 127);
    int64_t last = ((int64_t)1 << RECORD_SEQ_BITS) - 1;
    int64_t record = record_id(room, last);
    assert_int_equal(record, INT64_MAX);
    assert_int_equal(record_seq(record), last);
    assert_int_equal(place_county(record), county);
    assert_int_equal(record_id(PLACE_COUNTRY, 1), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(builds_and_takes_apart),
        cmocka_unit_test(a_unit_may_hang_at_any_height),
        cmocka_unit_test(ranges_agree_with_masks),
        cmocka_unit_test(a_record_carries_its_county),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
