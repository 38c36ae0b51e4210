/* Arena, buffer and maps: limits hold, contents survive growth and removal. Mission: all rows. */
#include "../check.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/map.h"

static void arena_gives_zeroed_aligned_memory(void **state)
{
    struct arena a;
    arena_init(&a, 1 << 20);
    for (size_t size = 0; size < 3000; size += 7) {
        arena_text(&a, "x", 1); /* puts the next one off its alignment */
        unsigned char *p = arena_alloc(&a, size);
        check_row(size, "alignment", (uintptr_t)p % 16 == 0);
        for (size_t i = 0; i < size; i++)
            check_row(size, "zero", p[i] == 0);
        memset(p, 0xAA, size);
    }
    assert_true(arena_is_over(&a) == (a.used > a.limit));
    arena_clear(&a);
    assert_int_equal(a.used, 0);
    unsigned char *again = arena_alloc(&a, 4096);
    for (size_t i = 0; i < 4096; i++)
        check_row(i, "zero after clear", again[i] == 0);
    arena_fini(&a);
}

static void arena_says_when_it_is_over(void **state)
{
    struct arena a;
    arena_init(&a, 100000);
    assert_null(arena_dup(&a, NULL));
    assert_string_equal(arena_dup(&a, "县"), "县");
    assert_string_equal(arena_printf(&a, "%d-%s", 7, "x"), "7-x");
    char *large = arena_printf(&a, "%0*d", 5000, 1);
    assert_int_equal(strlen(large), 5000);
    assert_false(arena_is_over(&a));
    arena_alloc(&a, 100000);
    assert_true(arena_is_over(&a));
    arena_fini(&a);
    arena_fini(&a);
}

static void buffer_stops_at_its_maximum(void **state)
{
    struct buf b;
    buf_init(&b, 10);
    assert_string_equal(b.data, "");
    buf_text(&b, "12345");
    buf_text(&b, NULL);
    assert_false(buf_is_over(&b));
    buf_text(&b, "678901");
    assert_true(buf_is_over(&b));
    assert_string_equal(b.data, "12345");
    buf_char(&b, 'x'); /* nothing more, though it would fit */
    assert_string_equal(b.data, "12345");
    buf_clear(&b);
    assert_false(buf_is_over(&b));
    buf_printf(&b, "%010d", 42);
    assert_string_equal(b.data, "0000000042");
    buf_printf(&b, "%d", 1);
    assert_true(buf_is_over(&b));
    buf_fini(&b);
    buf_fini(&b);
}

static void buffer_grows_and_is_taken(void **state)
{
    struct buf b;
    size_t len;
    buf_init(&b, 1 << 20);
    for (int i = 0; i < 10000; i++)
        buf_char(&b, (char)('a' + i % 26));
    buf_printf(&b, "%0*d", 1000, 5);
    buf_int(&b, INT64_MIN);
    buf_int(&b, 0);
    assert_int_equal(b.len, 10000 + 1000 + 20 + 1);
    char *taken = buf_take(&b, &len);
    assert_int_equal(len, 11021);
    assert_int_equal(taken[len], 0);
    assert_string_equal(taken + 11000, "-92233720368547758080");
    free(taken);
    assert_int_equal(b.len, 0);
    taken = buf_take(&b, &len);
    assert_string_equal(taken, "");
    free(taken);
    buf_fini(&b);
}

static void json_writer_puts_commas(void **state)
{
    struct buf b;
    buf_init(&b, 1000);
    put_object(&b);
    put_key(&b, "text");
    put_text(&b, "a\"b\\c\nd\te\rf\x01g😷", 17);
    put_key(&b, "none");
    put_str(&b, NULL);
    put_key(&b, "id");
    put_id(&b, INT64_MAX);
    put_key(&b, "no_id");
    put_id(&b, 0);
    put_key(&b, "list");
    put_array(&b);
    put_int(&b, -1);
    put_bool(&b, true);
    put_bool(&b, false);
    put_null(&b);
    put_object(&b);
    put_end_object(&b);
    put_array(&b);
    put_end_array(&b);
    put_str(&b, "{[:, ");
    put_str(&b, "");
    put_raw(&b, "{\"a\":1} \n", 9);
    put_end_array(&b);
    put_key(&b, "label");
    put_label(&b, "县", NULL);
    put_end_object(&b);
    assert_string_equal(b.data, "{\"text\":\"a\\\"b\\\\c\\nd\\te\\rf\\u0001g😷\",\"none\":null,"
                                "\"id\":\"9223372036854775807\",\"no_id\":null,"
                                "\"list\":[-1,true,false,null,{},[],\"{[:, \",\"\",{\"a\":1}],"
                                "\"label\":{\"zh\":\"县\",\"en\":\"县\"}}");
    buf_fini(&b);
}

/* Random puts and removals beside a plain array. */
static void maps_agree_with_an_array(void **state)
{
    enum { KEYS = 500 };
    static char names[KEYS][8];
    int64_t wanted[KEYS] = {0};
    struct map m;
    struct intmap n;
    struct rng r;
    map_init(&m);
    intmap_init(&n);
    rng_init(&r, 7);
    assert_null(map_find(&m, "x"));
    assert_false(map_remove(&m, "x"));
    assert_false(intmap_find(&n, 5, NULL));
    for (int i = 0; i < KEYS; i++)
        snprintf(names[i], sizeof names[i], "k%d", i);
    for (int step = 1; step < 50000; step++) {
        size_t k = (size_t)rng_below(&r, KEYS);
        int64_t key = ((int64_t)k + 1) << 46; /* ids share their low bits */
        if (rng_below(&r, 2)) {
            wanted[k] = step;
            map_put(&m, names[k], &wanted[k]);
            intmap_put(&n, key, step);
        } else {
            check_row(step, names[k], map_remove(&m, names[k]) == (wanted[k] != 0));
            check_row(step, names[k], intmap_remove(&n, key) == (wanted[k] != 0));
            wanted[k] = 0;
        }
        k = (size_t)rng_below(&r, KEYS);
        int64_t found = 0, *value = map_find(&m, names[k]);
        check_row(step, names[k], (value ? *value : 0) == wanted[k]);
        intmap_find(&n, ((int64_t)k + 1) << 46, &found);
        check_row(step, names[k], found == wanted[k]);
    }
    size_t cursor = 0, seen = 0;
    const char *key;
    void *value;
    while (map_each(&m, &cursor, &key, &value)) {
        check_row(seen, key, *(int64_t *)value != 0);
        seen++;
    }
    assert_int_equal(seen, m.used);
    map_fini(&m);
    intmap_fini(&n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_gives_zeroed_aligned_memory),
        cmocka_unit_test(arena_says_when_it_is_over),
        cmocka_unit_test(buffer_stops_at_its_maximum),
        cmocka_unit_test(buffer_grows_and_is_taken),
        cmocka_unit_test(json_writer_puts_commas),
        cmocka_unit_test(maps_agree_with_an_array),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
