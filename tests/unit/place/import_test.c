/* A3: official codes as CSV: cities without counties, municipalities, repeated names, rare
 * characters, units under areas; all or nothing; the same file again changes nothing. */
#include "place_world.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"

struct load {
    struct world w;
    struct writer *writer;
    struct buf errors;
    struct place_import im;
    char path[120];
};

static void load_open(struct load *l, struct test_store *t)
{
    struct err e;
    struct writer_hooks hooks;
    char key[100];
    *l = (struct load){.w.t = t};
    snprintf(key, sizeof(key), "%s/journal.key", t->folder);
    snprintf(l->path, sizeof(l->path), "%s/places.csv", t->folder);
    l->w.plan = world_plan();
    must(journal_open(&l->w.journal, t->store, key, &e));
    must(db_open(&l->w.db, t->store, DB_READ, &e));
    journal_hooks(l->w.journal, &hooks);
    must(writer_start(&l->writer, t->store, &hooks, &e));
    buf_init(&l->errors, 1 << 20);
}

static void load_close(struct load *l)
{
    writer_stop(l->writer);
    buf_fini(&l->errors);
    world_close(&l->w);
}

static enum outcome load(struct load *l, const char *csv, struct err *ret_e)
{
    struct err e;
    must(file_write(l->path, csv, strlen(csv), 0600, &e));
    buf_clear(&l->errors);
    l->im = (struct place_import){.store = l->w.t->store, .writer = l->writer,
                                  .journal = l->w.journal, .plan = l->w.plan, .user = -1,
                                  .now_ms = WORLD_NOW, .errors = &l->errors};
    return place_import(&l->im, l->path, ret_e);
}

static int64_t id_of(struct load *l, const char *code)
{
    struct err e;
    int64_t id;
    must(place_parse(&id, l->w.db, code, &e));
    return id;
}

static const char country[] =
    "code,name\n"
    "110000000000,北京市\n110100000000,市辖区\n110101000000,东城区\n110101001000,东华门街道\n"
    "110101001001,多福巷社区居委会\n110101001002,银闸社区居委会\n"
    "440000000000,广东省\n441900000000,东莞市\n441900000000,东莞市\n441900003000,东城街道\n"
    "441900003001,岗贝社区居民委员会\n441900003002,岗贝社区居民委员会\n"
    "420000000000,湖北省\n420600000000,襄阳市\n420602000000,襄城区\n420602006000,尹集乡\n"
    "420602006207,莫𡐓村委会\n"
    "460000000000,海南省\n469000000000,省直辖县级行政区划\n469001000000,五指山市\n";

static void the_official_list_goes_in(void **state)
{
    SIDE(t);
    struct load l;
    struct arena a;
    struct place p;
    arena_init(&a, 1 << 20);
    load_open(&l, t);
    must(load(&l, country, &e)); /* the second 441900… has no kind: the code says city */
    assert_int_equal(l.im.added, 19);
    assert_int_equal(l.im.passed_over, 1);
    assert_int_equal(place_parent(id_of(&l, "441900003000")), id_of(&l, "441900000000"));
    load_close(&l);
    test_store_close(t);
    test_store_open(t, t->side);
    load_open(&l, t);
    must(load(&l, "code,name,kind\n"
              "440000000000,广东省,province\n441900000000,东莞市,city\n441900000000,东莞市,county\n"
              "441900003000,东城街道,街道\n441900003001,岗贝社区,village\n"
              "441900003002,岗贝社区,village\n110000000000,北京市,\n110101000000,东城区,\n"
              "420000000000,湖北省,\n420600000000,襄阳市,\n420602000000,襄城区,\n"
              "420602006000,尹集乡,\n420602006207,莫𡐓村委会,\n", &e));
    assert_int_equal(l.im.added, 12);
    assert_int_equal(l.im.passed_over, 1);
    int64_t city = id_of(&l, "441900000000"), street = id_of(&l, "441900003000");
    assert_int_equal(place_parent(street), city);
    assert_int_equal(place_level(street), LEVEL_STREET);
    assert_int_equal(place_parent(id_of(&l, "110101000000")), id_of(&l, "110000000000"));
    must(place_get(&p, &a, l.w.db, id_of(&l, "420602006207"), &e));
    assert_string_equal(p.name, "莫𡐓村委会");
    must(place_get(&p, &a, l.w.db, id_of(&l, "441900003002"), &e));
    assert_string_equal(p.name, "岗贝社区");
    load_close(&l);
    arena_fini(&a);
}

static void the_same_file_changes_nothing(void **state)
{
    SIDE(t);
    struct load l;
    const char *csv = "代码,名称\n610000000000,陕西省\n610500000000,渭南市\n610526000000,蒲城县\n"
                      "610526001000,城关街道\n";
    load_open(&l, t);
    must(load(&l, csv, &e));
    int64_t county = id_of(&l, "610526000000");
    must(load(&l, csv, &e));
    assert_int_equal(l.im.added, 0);
    assert_int_equal(l.im.unchanged, 4);
    must(load(&l, "\xef\xbb\xbf名称;代码\n城关镇;610526001000\n紫荆街道;610526002000\n", &e));
    assert_int_equal(l.im.renamed, 1);
    assert_int_equal(l.im.added, 1);
    assert_int_equal(place_number(id_of(&l, "610526002000"), LEVEL_STREET), 2);
    assert_int_equal(id_of(&l, "610526000000"), county);
    must(load(&l, "code,name,kind,parent\n,第二小学,school,610526001000\n,二年级,class,\n", &e) == REFUSED
             ? OK : FAULT);
    must(load(&l, "code,name,kind,parent\nC-1,一年级,class,S-2\nS-2,第二小学,学校,610526001000\n", &e));
    assert_int_equal(place_parent(id_of(&l, "C-1")), id_of(&l, "S-2"));
    assert_int_equal(place_parent(id_of(&l, "S-2")), id_of(&l, "610526001000"));
    load_close(&l);
}

static void bad_rows_are_all_told_and_nothing_is_written(void **state)
{
    SIDE(t);
    struct load l;
    int64_t n;
    load_open(&l, t);
    const struct { const char *csv, *rule; long refused; } rows[] = {
        {"code,name\n610000000000,陕西省\n610526001000,无上级\n610526002000,\n", "required", 1},
        {"code,name\n610526001000,城关\n", "no_parent", 1},
        {"code,name\n61,陕西省\n", "unknown_kind", 1},
        {"code,name,kind\n610000000000,陕西省,castle\n", "unknown_kind", 1},
        {"code,name,kind,parent\nA,甲,school,B\nB,乙,school,A\n", "parent_cycle", 2},
        {"code,name\n610000000000,陕西省\n610000000000,陕西\n", "code_twice", 1},
        {"code,name,kind,parent\n610000000000,陕西省,,\nV,村,class,610000000000\n", "place_under", 1},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        check_row(i, rows[i].rule, load(&l, rows[i].csv, &e) == REFUSED);
        check_row(i, l.errors.data, l.im.refused == rows[i].refused);
        check_row(i, l.errors.data, strstr(l.errors.data, rows[i].rule) != NULL);
    }
    assert_int_equal(load(&l, "x,y\n1,2\n", &e), REFUSED);
    assert_string_equal(e.rule, "csv_header");
    assert_int_equal(load(&l, "", &e), REFUSED);
    assert_int_equal(load(&l, "code,name\n\"610000000000,陕西省\n", &e), REFUSED);
    must(db_int(&n, l.w.db, "SELECT COUNT(*) FROM place", NO_BIND, &e));
    assert_int_equal(n, 0);
    load_close(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIDES(the_official_list_goes_in), SIDES(the_same_file_changes_nothing),
        SIDES(bad_rows_are_all_told_and_nothing_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
