/* A3: places keep their position for good; names and codes are dated; what moves, merges or splits
 * names its successors. */
#include "place_world.h"

#include "value/place_id.h"

#define WORLD                                                                                      \
    SIDE(t);                                                                                       \
    struct world w;                                                                                \
    struct arena a;                                                                                \
    struct place p;                                                                                \
    arena_init(&a, 1 << 20);                                                                       \
    world_open(&w, t);                                                                             \
    struct place_change c = {w.db, w.journal, w.plan, 7, WORLD_NOW};                               \
    must(db_begin(w.db, &e))

#define END                                                                                        \
    must(db_commit(w.db, &e));                                                                     \
    (void)p;                                                                                       \
    (void)c;                                                                                       \
    world_close(&w);                                                                               \
    arena_fini(&a)

static void positions_nest(void **state)
{
    WORLD;
    assert_true(place_is_under(w.class_, w.school));
    assert_true(place_is_under(w.school, w.street));
    assert_int_equal(place_level(w.school), LEVEL_GRID);
    assert_int_equal(place_level(w.class_), LEVEL_SUB);
    assert_int_equal(place_parent(w.school), w.street);
    must(place_get(&p, &a, w.db, w.school, &e));
    assert_int_equal(p.parent, w.street);
    assert_string_equal(p.kind, "school");
    assert_int_equal(place_get(&p, &a, w.db, w.school + 1, &e), NOT_FOUND);
    END;
}

static void wrong_places_are_refused(void **state)
{
    WORLD;
    const struct { int64_t parent; const char *kind, *code, *name, *rule; } rows[] = {
        {w.street, "county", "", "县", "place_under"},
        {w.school, "village", "", "村", "place_under"},
        {w.grid, "school", "", "校", "place_under"},
        {w.village, "class", "", "班", "place_under"},
        {0, "school", "", "校", "place_under"},
        {w.county, "castle", "", "堡", "unknown_kind"},
        {w.county, "street", "610526001000", "重", "place_code_taken"},
        {w.county, "street", "x y", "空", "place_code"},
        {w.county, "street", "", "  ", "required"},
        {w.county + 12345, "street", "", "无", "no_place"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        int64_t id;
        struct place_new n = {.parent = rows[i].parent, .kind = rows[i].kind,
                              .code = rows[i].code, .name = rows[i].name};
        check_row(i, rows[i].rule,
                  place_add(&id, w.db, w.journal, w.plan, &n, WORLD_NOW, &e) != OK);
        check_row_text(i, rows[i].name, e.rule, rows[i].rule);
    }
    END;
}

static void codes_and_ids_are_found(void **state)
{
    WORLD;
    int64_t id;
    char text[32];
    snprintf(text, sizeof(text), "%lld", (long long)w.village);
    must(place_parse(&id, w.db, text, &e));
    assert_int_equal(id, w.village);
    must(place_parse(&id, w.db, "610526001001", &e));
    assert_int_equal(id, w.village);
    must(place_parse(&id, w.db, "610526", &e));
    assert_int_equal(id, w.county);
    assert_int_equal(place_parse(&id, w.db, "999999", &e), NOT_FOUND);
    assert_int_equal(place_parse(&id, w.db, "", &e), NOT_FOUND);
    assert_int_equal(place_parse(&id, w.db, "'; DROP TABLE place; --", &e), NOT_FOUND);
    END;
}

static void names_and_codes_are_dated(void **state)
{
    WORLD;
    const char *name;
    int n;
    struct place_amend am = {.name = "东关社区", .code = "610526001901", .sort = -1};
    must(place_amend(&c, w.village, &am, &e));
    must(place_get(&p, &a, w.db, w.village, &e));
    assert_string_equal(p.name, "东关社区");
    must(place_name_on(&name, &a, w.db, w.village, WORLD_TODAY - 1, &e));
    assert_string_equal(name, "东街社区");
    must(place_by_code(&p, &a, w.db, "610526001001", &e)); /* the earlier code still finds it */
    assert_int_equal(p.id, w.village);
    am = (struct place_amend){.name = "东门社区", .sort = -1, .from = WORLD_TODAY + 5};
    must(place_amend(&c, w.village, &am, &e)); /* announced */
    must(place_get(&p, &a, w.db, w.village, &e));
    assert_string_equal(p.name, "东关社区");
    must(place_apply_due(&c, &n, &e));
    assert_int_equal(n, 0);
    c.now_ms += 5 * 86400000LL;
    must(place_apply_due(&c, &n, &e));
    assert_int_equal(n, 1);
    must(place_get(&p, &a, w.db, w.village, &e));
    assert_string_equal(p.name, "东门社区");
    must(place_name_on(&name, &a, w.db, w.village, WORLD_TODAY + 4, &e));
    assert_string_equal(name, "东关社区");
    END;
}

static void fields_follow_their_type(void **state)
{
    WORLD;
    struct value v;
    json_t *fields = json_pack("{s:i,s:s}", "pupils", 820, "opened", "1987-09-01");
    struct place_amend am = {.fields = fields, .sort = -1};
    must(place_amend(&c, w.school, &am, &e));
    json_decref(fields);
    must(place_field_of(&v, &a, w.db, w.plan, w.school, "pupils", &e));
    assert_int_equal(v.type, V_INTEGER);
    assert_int_equal(v.n, 820);
    must(place_field_of(&v, &a, w.db, w.plan, w.school, "opened", &e));
    assert_int_equal(v.type, V_DATE);
    must(place_field(&v, &a, w.db, w.school, "kind", &e));
    assert_string_equal(v.s, "school");
    must(place_field(&v, &a, w.db, w.school, "motto", &e));
    assert_true(value_is_null(v));
    am.fields = json_pack("{s:i}", "pupils", -1);
    assert_int_equal(place_amend(&c, w.school, &am, &e), REFUSED);
    assert_string_equal(e.field, "pupils");
    json_decref(am.fields);
    am.fields = json_pack("{s:i}", "pupil", 1);
    assert_int_equal(place_amend(&c, w.school, &am, &e), REFUSED);
    json_decref(am.fields);
    END;
}

static void a_moved_place_takes_all_along(void **state)
{
    WORLD;
    int64_t moved, live;
    must(place_move(&c, w.school, w.other_street, &moved, &e));
    assert_true(place_is_under(moved, w.other_street));
    must(place_live(&live, w.db, w.class_, &e));
    assert_true(place_is_under(live, moved));
    must(place_get(&p, &a, w.db, w.school, &e));
    assert_int_equal(p.successor, moved);
    assert_int_equal(p.retired_on, WORLD_TODAY);
    assert_int_equal(place_move(&c, w.school, w.street, &moved, &e), REFUSED); /* retired */
    assert_int_equal(place_move(&c, w.county, w.street, &moved, &e), REFUSED); /* into itself */
    assert_int_equal(place_move(&c, w.village, w.street, &moved, &e), REFUSED); /* is there */
    END;
}

static void merging_keeps_the_trail(void **state)
{
    WORLD;
    int64_t live;
    must(place_merge(&c, w.village, w.other_village, &e));
    must(place_live(&live, w.db, w.village, &e));
    assert_int_equal(live, w.other_village);
    must(place_live(&live, w.db, w.grid, &e));
    assert_true(place_is_under(live, w.other_village));
    must(place_by_code(&p, &a, w.db, "610526001001", &e));
    assert_int_equal(p.id, w.village);
    assert_int_equal(place_merge(&c, w.street, w.county, &e), REFUSED);
    END;
}

static void splitting_names_every_part(void **state)
{
    WORLD;
    int64_t north = world_add(&w, w.street, "village", "", "东街北社区");
    int64_t south = world_add(&w, w.street, "village", "", "东街南社区");
    struct place_child_to to[] = {{w.grid, north}};
    int64_t parts[] = {north, south}, live;
    assert_int_equal(place_split(&c, w.village, parts, 2, NULL, 0, 0, &e), REFUSED); /* the grid */
    must(place_split(&c, w.village, parts, 2, to, 1, 0, &e));
    must(place_live(&live, w.db, w.grid, &e));
    assert_true(place_is_under(live, north));
    assert_int_equal(place_live(&live, w.db, w.village, &e), NOT_FOUND); /* nobody took it over */
    END;
}

static void retiring_wants_it_empty(void **state)
{
    WORLD;
    assert_int_equal(place_retire(&c, w.village, &e), REFUSED);
    assert_string_equal(e.rule, "place_has_children");
    must(place_retire(&c, w.grid, &e));
    must(place_retire(&c, w.village, &e));
    END;
}

static void children_are_listed_with_counts(void **state)
{
    WORLD;
    struct buf b;
    buf_init(&b, 1 << 16);
    must(place_children_json(&b, w.db, w.street, false, &e));
    json_t *list = json_loads(b.data, 0, NULL);
    assert_int_equal(json_array_size(list), 3);
    json_t *first = json_array_get(list, 0);
    assert_string_equal(json_string_value(json_object_get(first, "name")), "东街社区");
    assert_int_equal(json_integer_value(json_object_get(first, "children")), 1);
    json_decref(list);
    buf_fini(&b);
    END;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIDES(positions_nest), SIDES(wrong_places_are_refused), SIDES(codes_and_ids_are_found),
        SIDES(names_and_codes_are_dated), SIDES(fields_follow_their_type),
        SIDES(a_moved_place_takes_all_along), SIDES(merging_keeps_the_trail),
        SIDES(splitting_names_every_part), SIDES(retiring_wants_it_empty),
        SIDES(children_are_listed_with_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
