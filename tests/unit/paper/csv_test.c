/* CSV as offices send it: encodings, delimiters, quotes, faults with row and column, and back.
 * Mission: B1, B8 (lists from outside). */
#include "../check.h"

#include <iconv.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "paper/csv.h"

/* Rows as "a|b" joined by "/"; a fault as "!rule row,column,line". */
static void dump(struct buf *out, struct csv *c)
{
    const struct csv_cell *cells;
    int n;
    struct err e;
    enum outcome outcome;
    while ((outcome = csv_next(c, &cells, &n, &e)) == OK && n > 0) {
        if (out->len > 0)
            buf_char(out, '/');
        for (int i = 0; i < n; i++) {
            if (i > 0)
                buf_char(out, '|');
            buf_put(out, cells[i].s, cells[i].len);
            assert_int_equal(cells[i].s[cells[i].len], 0);
        }
    }
    if (outcome != OK)
        buf_printf(out, "!%s %ld,%d,%d", e.rule, e.row, e.column, e.line);
}

static void dump_text(struct buf *out, const char *text, size_t len)
{
    struct csv *c;
    struct err e;
    buf_clear(out);
    if (csv_new_text(&c, text, len, &e) != OK) {
        buf_printf(out, "!%s %ld,%d,%d", e.rule, e.row, e.column, e.line);
        return;
    }
    dump(out, c);
    csv_free(c);
}

static void reads_what_offices_send(void **state)
{
    static const struct {
        const char *text;
        size_t len; /* 0: up to the NUL */
        const char *wanted;
    } rows[] = {
        {"", 0, ""},
        {"\n\r\n,,\n", 0, ""},
        {"a", 0, "a"},
        {"a,b\n1,2\n", 0, "a|b/1|2"},
        {"a,b\r\n1,2", 0, "a|b/1|2"},
        {"a,b\r1,2\r", 0, "a|b/1|2"},
        {"a,b\n1,\n", 0, "a|b/1|"},
        {"a,b\n,\n,2\n", 0, "a|b/|2"},
        {"a;b\n1;2,5\n", 0, "a|b/1|2,5"},
        {"a\tb\n1\t2;3,4\n", 0, "a|b/1|2;3,4"},
        {"\"a,x\";b\n1;2\n", 0, "a,x|b/1|2"},
        {"sep=;\r\na;b,c,d\n", 0, "a|b,c,d"},
        {"sep=|\na|b,c\n", 0, "a|b,c"},
        {"\xEF\xBB\xBF\"a\",b\n", 0, "a|b"},
        {"\"a\"\"b\",\"\",\"\"\"\"\n", 0, "a\"b||\""},
        {"\"a\nb\r\nc\",d\n", 0, "a\nb\r\nc|d"},
        {"a\"b,c\n", 0, "a\"b|c"},
        {"\"a\"  ,b\n", 0, "a|b"},
        {"\"a\"", 0, "a"},
        {"\"a\"\"\"", 0, "a\""},
        {" a , b \n", 0, " a | b "},
        {"县,𠀀\n😷,x\n", 0, "县|𠀀/😷|x"},
        /* faults */
        {"a,b\n1,\"2\n3,4\n", 0, "a|b!csv_quote 2,2,2"},
        {"\"", 0, "!csv_quote 1,1,1"},
        {"a,b\n\"1,2\n3\",4\n\"5\"6,7\n", 0, "a|b/1,2\n3|4!csv_after_quote 3,1,4"},
        {"a,b\n1,\"2\n3,\"4\",5\n", 0, "a|b!csv_after_quote 2,2,2"},
        {"a,b\n\n\n1,2\0003\n", 12, "a|b!null_character 4,2,4"},
        {"\0a", 2, "!null_character 1,1,1"},
        {"一二三四五六七八,b\n1,\xFF\n", 0, "一二三四五六七八|b!encoding 2,2,2"},
        {"\xEF\xBB\xBF"
         "a,b\n1,\xB0\xA1\n",
         0, "a|b!encoding 2,2,2"},
        {"\xEF\xBB\xBF"
         "a,b\n1,\xE5\x8E",
         0, "a|b!encoding 2,2,2"},
        {"a,\xFF\xFF\n", 0, "!encoding 1,2,1"},
        /* GB18030: 姓名,县 and a four-byte character beyond U+FFFF */
        {"\xD0\xD5\xC3\xFB,\xCF\xD8\n\x95\x32\x82\x36,1\n", 0, "姓名|县/𠀀|1"},
        {"a,b\n\xCF\xD8,\xCF", 0, "a|b!encoding 2,2,2"},
        /* UTF-16 with a mark */
        {"\xFF\xFE"
         "a\0\t\0\xBF\x53\n\0",
         10, "a|县"},
        {"\xFE\xFF\0a\0\t\x53\xBF\0\n", 10, "a|县"},
    };
    struct buf out;
    buf_init(&out, 10000);
    for (size_t i = 0; i < ROWS(rows); i++) {
        dump_text(&out, rows[i].text, rows[i].len ? rows[i].len : strlen(rows[i].text));
        check_row_text(i, rows[i].text, out.data, rows[i].wanted);
    }
    buf_fini(&out);
}

static void says_where_it_is(void **state)
{
    static const char text[] = "a,b\n\n\"x\ny\",1\n,\n2,3\n";
    static const struct {
        long row, line;
    } places[] = {{1, 1}, {3, 3}, {5, 6}};
    struct csv *c;
    const struct csv_cell *cells;
    struct err e;
    int n;
    assert_int_equal(csv_new_text(&c, text, sizeof text - 1, &e), OK);
    for (size_t i = 0; i < ROWS(places); i++) {
        assert_int_equal(csv_next(c, &cells, &n, &e), OK);
        check_row(i, "row", n == 2 && csv_row(c) == places[i].row && csv_line(c) == places[i].line);
    }
    assert_int_equal(csv_next(c, &cells, &n, &e), OK);
    assert_int_equal(n, 0);
    assert_int_equal(csv_next(c, &cells, &n, &e), OK);
    assert_int_equal(n, 0);
    assert_int_equal(csv_bytes(c), sizeof text - 1);
    assert_string_equal(csv_encoding(c), "UTF-8");
    assert_int_equal(csv_delimiter(c), ',');
    csv_free(c);
}

static void limits_hold(void **state)
{
    struct buf text, out;
    buf_init(&text, 64 << 20);
    buf_init(&out, 64 << 20);
    for (int i = 0; i < LIMIT_CSV_COLUMNS; i++)
        buf_text(&text, i ? ",x" : "x");
    dump_text(&out, text.data, text.len);
    assert_int_equal(out.len, 2 * LIMIT_CSV_COLUMNS - 1);
    buf_text(&text, ",x");
    dump_text(&out, text.data, text.len);
    assert_string_equal(out.data, "!csv_columns 1,300,1");
    static char filler[LIMIT_CSV_CELL + 1];
    memset(filler, 'y', sizeof filler);
    for (size_t more = 0; more < 2; more++) {
        buf_clear(&text);
        buf_text(&text, "a,b\n1,");
        buf_put(&text, filler, LIMIT_CSV_CELL + more);
        buf_text(&text, "\n2,3\n");
        dump_text(&out, text.data, text.len);
        if (more)
            assert_string_equal(out.data, "a|b!csv_cell_size 2,2,2");
        else
            assert_int_equal(out.len, text.len - 1);
    }
    buf_clear(&text); /* an open quote that swallows more than a row may hold */
    buf_text(&text, "a,b\n1,\"");
    for (size_t i = 0; i < 10; i++)
        buf_put(&text, filler, LIMIT_CSV_CELL);
    dump_text(&out, text.data, text.len);
    assert_string_equal(out.data, "a|b!csv_quote 2,2,2");
    buf_clear(&text);
    for (size_t i = 0; i < 10; i++) {
        buf_put(&text, filler, LIMIT_CSV_CELL);
        buf_char(&text, ',');
    }
    dump_text(&out, text.data, text.len);
    assert_int_equal(strncmp(out.data, "!csv_row_size 1,8", 17), 0);
    buf_fini(&text);
    buf_fini(&out);
}

/* Random cells, written and read through a file in every encoding, must come back. */
static void random_cells_come_back(void **state)
{
    static const char *const pieces[] = {"a", "1",  ",",  ";", "\t", "\"", "\n",   "\r\n",
                                         " ", "县", "𠀀", "=", "'",  "-",  "姓名", "xyzxyzxyzxyz"};
    struct rng r;
    struct buf wanted, got, bytes;
    rng_init(&r, 11);
    buf_init(&wanted, 64 << 20);
    buf_init(&got, 64 << 20);
    buf_init(&bytes, 64 << 20);
    for (size_t round = 0; round < 24; round++) {
        FILE *file = tmpfile();
        assert_non_null(file);
        int fd = fileno(file);
        struct csv_writer w;
        struct err e;
        struct csv *c;
        bool is_gb = round % 3 == 1;
        buf_clear(&wanted);
        buf_clear(&got);
        csv_writer_init(&w, fd, ",;\t"[round % 3], false, round % 3 == 2);
        csv_cell(&w, "姓名", 6);
        csv_cell(&w, "县", 3);
        csv_cell(&w, "c", 1);
        assert_int_equal(csv_end_row(&w, &e), OK);
        buf_text(&wanted, "姓名|县|c");
        size_t rows = 1 + rng_below(&r, round < 20 ? 50 : 20000);
        for (size_t i = 0; i < rows; i++) {
            buf_char(&wanted, '/');
            for (int k = 0; k < 3; k++) {
                char cell[256];
                size_t len = 0;
                for (uint64_t n = rng_below(&r, 8) + (k == 0); n > 0; n--) {
                    const char *piece = pieces[rng_below(&r, ROWS(pieces))];
                    memcpy(cell + len, piece, strlen(piece));
                    len += strlen(piece);
                }
                csv_cell(&w, cell, len);
                if (k > 0)
                    buf_char(&wanted, '|');
                buf_put(&wanted, cell, len);
            }
            assert_int_equal(csv_end_row(&w, &e), OK);
        }
        assert_int_equal(csv_flush(&w, &e), OK);
        csv_writer_fini(&w);
        if (is_gb) { /* the same file in GB18030 */
            buf_clear(&bytes);
            lseek(fd, 0, SEEK_SET);
            static char in[8 << 20], out[8 << 20];
            ssize_t in_len = read(fd, in, sizeof in);
            char *from = in, *to = out;
            size_t left = (size_t)in_len, room = sizeof out;
            iconv_t convert = iconv_open("GB18030", "UTF-8");
            assert_int_equal(iconv(convert, &from, &left, &to, &room), 0);
            iconv_close(convert);
            assert_int_equal(ftruncate(fd, 0), 0);
            lseek(fd, 0, SEEK_SET);
            assert_int_equal(write(fd, out, (size_t)(to - out)), to - out);
        }
        lseek(fd, 0, SEEK_SET);
        assert_int_equal(csv_new(&c, fd, &e), OK);
        dump(&got, c);
        check_row(round, "encoding", strcmp(csv_encoding(c), is_gb ? "GB18030" : "UTF-8") == 0);
        csv_free(c);
        fclose(file);
        check_row(round, "cells", got.len == wanted.len && !memcmp(got.data, wanted.data, got.len));
    }
    buf_fini(&wanted);
    buf_fini(&got);
    buf_fini(&bytes);
}

static void quotes_and_guards_cells(void **state)
{
    static const struct {
        const char *text, *plain, *guarded;
    } rows[] = {
        {"", "", ""},
        {"abc", "abc", "abc"},
        {"a,b", "\"a,b\"", "\"a,b\""},
        {"a;b", "a;b", "a;b"},
        {"a\"b", "\"a\"\"b\"", "\"a\"\"b\""},
        {"\"", "\"\"\"\"", "\"\"\"\""},
        {"a\nb", "\"a\nb\"", "\"a\nb\""},
        {" a", "\" a\"", "\" a\""},
        {"a ", "\"a \"", "\"a \""},
        {"=1+1", "=1+1", "'=1+1"},
        {"-3", "-3", "'-3"},
        {"+86", "+86", "'+86"},
        {"@x", "@x", "'@x"},
        {"=a,b", "\"=a,b\"", "\"'=a,b\""},
        {"\t=1", "\t=1", "'\t=1"},
        {"a=1", "a=1", "a=1"},
        {"县", "县", "县"},
    };
    struct buf out;
    buf_init(&out, 1000);
    for (size_t i = 0; i < ROWS(rows); i++)
        for (int guard = 0; guard < 2; guard++) {
            buf_clear(&out);
            csv_put(&out, ',', guard, rows[i].text, strlen(rows[i].text));
            check_row_text(i, rows[i].text, out.data, guard ? rows[i].guarded : rows[i].plain);
        }
    buf_fini(&out);
}

static void a_full_disk_is_told(void **state)
{
    struct csv_writer w;
    struct err e;
    FILE *full = fopen("/dev/full", "w");
    if (!full)
        skip();
    csv_writer_init(&w, fileno(full), ',', false, false);
    csv_cell(&w, "a", 1);
    assert_int_equal(csv_end_row(&w, &e), OK);
    assert_int_equal(csv_flush(&w, &e), FAULT);
    assert_string_equal(e.rule, "disk_full");
    csv_writer_fini(&w);
    fclose(full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_offices_send),
        cmocka_unit_test(says_where_it_is),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(random_cells_come_back),
        cmocka_unit_test(quotes_and_guards_cells),
        cmocka_unit_test(a_full_disk_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
