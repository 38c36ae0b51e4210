/* Care, "erased for real": sealed values open only with their subject's key, in their own field;
 * a destroyed key blanks them for good; numbers are given out once. */
#include "../place/place_world.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "guard/guard_int.h"

struct keyed {
    struct guard *guard;
    struct arena a;
    char path[100];
    int64_t now_ms;
};

static void keyed_open(struct keyed *k, struct test_store *t)
{
    struct err e;
    snprintf(k->path, sizeof(k->path), "%s/people.keys", t->folder);
    k->now_ms = WORLD_NOW;
    arena_init(&k->a, 1 << 20);
    must(guard_open(&k->guard, t->store, k->path, clock_fixed(&k->now_ms), &e));
}

static void keyed_close(struct keyed *k)
{
    guard_close(k->guard);
    arena_fini(&k->a);
}

static void values_come_back(void **state)
{
    SIDE(t);
    struct keyed k;
    struct value sealed, plain;
    int64_t key;
    keyed_open(&k, t);
    must(seal_new_key(k.guard, &key, &e));
    const struct value rows[] = {value_text("13800138000"),         value_text("𡐓村 莫"),
                                 value_text_n(V_TEXT, "", 0),       value_int(V_INTEGER, INT64_MIN),
                                 value_int(V_DATE, 20780),          value_int(V_NUMBER, 37300000),
                                 value_text_n(V_CODE, "crisis", 6), value_null()};
    for (size_t i = 0; i < ROWS(rows); i++) {
        must(seal_close_value(k.guard, &k.a, key, "person.phone", rows[i], &sealed, &e));
        must(seal_open_value(k.guard, &k.a, key, "person.phone", sealed, &plain, &e));
        check_row(i, "value", value_same(plain, rows[i]));
    }
    must(seal_close_value(k.guard, &k.a, key, "person.phone", rows[0], &sealed, &e));
    assert_int_equal(seal_open_value(k.guard, &k.a, key, "person.name", sealed, &plain, &e), FAULT);
    assert_int_equal(seal_open_value(k.guard, &k.a, key + 1, "person.phone", sealed, &plain, &e),
                     FAULT);
    ((char *)sealed.s)[40] ^= 1;
    assert_int_equal(seal_open_value(k.guard, &k.a, key, "person.phone", sealed, &plain, &e),
                     FAULT);
    keyed_close(&k);
}

static bool file_holds(const char *path, const void *what, size_t len)
{
    char *data;
    size_t size;
    struct err e;
    must(file_read(&data, &size, path, 64 << 20, &e));
    bool found = memmem(data, size, what, len) != NULL;
    free(data);
    return found;
}

static void a_destroyed_key_blanks(void **state)
{
    SIDE(t);
    struct keyed k;
    struct value sealed, other, plain;
    int64_t key, second;
    uint8_t bytes[SLOT];
    bool is_gone;
    keyed_open(&k, t);
    must(seal_new_key(k.guard, &key, &e));
    must(seal_new_key(k.guard, &second, &e));
    must(seal_close_value(k.guard, &k.a, key, "p.f", value_text("secret"), &sealed, &e));
    must(seal_close_value(k.guard, &k.a, second, "p.f", value_text("kept"), &other, &e));
    must(keys_read(&k.guard->keys, key, bytes, &is_gone, &e));
    assert_true(file_holds(k.path, bytes, SLOT));
    must(seal_destroy_key(k.guard, key, &e));
    must(seal_destroy_key(k.guard, key, &e)); /* twice does no harm */
    assert_false(file_holds(k.path, bytes, SLOT));
    must(seal_open_value(k.guard, &k.a, key, "p.f", sealed, &plain, &e));
    assert_true(value_is_null(plain));
    must(seal_open_value(k.guard, &k.a, second, "p.f", other, &plain, &e));
    assert_string_equal(plain.s, "kept");
    assert_int_equal(seal_close_value(k.guard, &k.a, key, "p.f", value_text("x"), &sealed, &e),
                     CONFLICT);
    keyed_close(&k);
}

static void numbers_are_given_once(void **state)
{
    SIDE(t);
    struct keyed k, beside;
    int64_t last = 0, key, other;
    keyed_open(&k, t);
    keyed_open(&beside, t); /* a command beside the server */
    for (int i = 0; i < 500; i++) {
        must(seal_new_key(k.guard, &key, &e));
        must(seal_new_key(beside.guard, &other, &e));
        assert_int_not_equal(key, other);
        assert_true(key > last);
        last = key;
    }
    last = key > other ? key : other;
    keyed_close(&beside);
    keyed_close(&k);
    keyed_open(&k, t); /* after a crash nothing is given out twice */
    must(seal_new_key(k.guard, &key, &e));
    assert_true(key > last);
    keyed_close(&k);
    struct stat st;
    assert_int_equal(stat(k.path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

static void marked_keys_are_destroyed_at_the_next_start(void **state)
{
    SIDE(t);
    struct keyed k;
    struct db *db;
    struct value sealed, plain;
    int64_t key;
    keyed_open(&k, t);
    must(seal_new_key(k.guard, &key, &e));
    must(seal_close_value(k.guard, &k.a, key, "p.f", value_text("secret"), &sealed, &e));
    must(db_open(&db, t->store, DB_WRITE, &e));
    must(db_begin(db, &e));
    must(seal_mark_destroyed(db, key, k.now_ms, &e));
    must(db_commit(db, &e));
    db_close(db);
    guard_close(k.guard); /* the process ends before seal_destroy_key() */
    must(guard_open(&k.guard, t->store, k.path, clock_fixed(&k.now_ms), &e));
    must(seal_open_value(k.guard, &k.a, key, "p.f", sealed, &plain, &e));
    assert_true(value_is_null(plain));
    keyed_close(&k);
}

static void a_torn_header_is_survived(void **state)
{
    SIDE(t);
    struct keyed k;
    int64_t key, again;
    keyed_open(&k, t);
    must(seal_new_key(k.guard, &key, &e));
    keyed_close(&k);
    FILE *f = fopen(k.path, "r+");
    assert_non_null(f);
    fseek(f, 20, SEEK_SET);
    fputs("torn torn torn", f);
    fclose(f);
    keyed_open(&k, t);
    must(seal_new_key(k.guard, &again, &e));
    assert_true(again > key);
    keyed_close(&k);
    assert_int_equal(truncate(k.path, 100), 0);
    struct guard *none;
    assert_int_equal(guard_open(&none, t->store, k.path, clock_fixed(&k.now_ms), &e), FAULT);
    assert_string_equal(e.rule, "key_file");
}

static void equality_needs_the_key(void **state)
{
    SIDE(t);
    struct keyed k;
    keyed_open(&k, t);
    int64_t one = seal_equal_hash(k.guard, "person.phone", "13800138000", 11);
    assert_int_equal(one, seal_equal_hash(k.guard, "person.phone", "13800138000", 11));
    assert_int_not_equal(one, seal_equal_hash(k.guard, "case.phone", "13800138000", 11));
    assert_int_not_equal(one, seal_equal_hash(k.guard, "person.phone", "13800138001", 11));
    assert_int_equal(unlink(k.path), 0);
    guard_close(k.guard);
    must(guard_open(&k.guard, t->store, k.path, clock_fixed(&k.now_ms), &e)); /* other keys */
    assert_int_not_equal(one, seal_equal_hash(k.guard, "person.phone", "13800138000", 11));
    keyed_close(&k);
}

static void masks_show_little(void **state)
{
    const struct {
        enum field_type type;
        enum seal seal;
        const char *plain, *shown;
    } rows[] = {
        {F_PHONE, SEAL_LAST4, "13812341234", "138****1234"},
        {F_PHONE, SEAL_NONE, "13812341234", "138****1234"},
        {F_PHONE, SEAL_LAST4, "7212345", "•••"},
        {F_PHONE, SEAL_FULL, "13812341234", "•••"},
        {F_ID_NUMBER, SEAL_LAST4, "610526199001011234", "610***********1234"},
        {F_TEXT, SEAL_LAST4, "G12345678", "*****5678"},
        {F_TEXT, SEAL_LAST4, "G123", "•••"},
        {F_TEXT, SEAL_LAST4, "北京市海淀区某路八号", "******某路八号"},
        {F_TEXT, SEAL_NONE, "北京市海淀区某路八号", "•••"},
        {F_TEXT, SEAL_FULL, "", "•••"},
    };
    struct buf b;
    buf_init(&b, 1000);
    for (size_t i = 0; i < ROWS(rows); i++) {
        buf_clear(&b);
        seal_mask(&b, rows[i].type, rows[i].seal, rows[i].plain, strlen(rows[i].plain));
        check_row_text(i, rows[i].plain, b.data, rows[i].shown);
    }
    buf_fini(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIDES(values_come_back),
        SIDES(a_destroyed_key_blanks),
        SIDES(numbers_are_given_once),
        SIDES(marked_keys_are_destroyed_at_the_next_start),
        SIDES(a_torn_header_is_survived),
        SIDES(equality_needs_the_key),
        cmocka_unit_test(masks_show_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
