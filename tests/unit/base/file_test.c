/* Whole files: limits, missing files, replacement. Mission: all rows. */
#include "../check.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"

static void writes_reads_and_refuses(void **state)
{
    struct err e;
    char folder[] = "/tmp/lianfang-file-XXXXXX", path[64], deep[64];
    char *data = NULL;
    size_t len = 0;
    struct stat st;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a", folder);
    snprintf(deep, sizeof deep, "%s/b/c", folder);
    assert_int_equal(file_read(&data, &len, path, 100, &e), NOT_FOUND);
    assert_string_equal(e.rule, "file_missing");
    assert_int_equal(file_write(path, "first", 5, 0600, &e), OK);
    assert_int_equal(file_write(path, "se\0cond", 7, 0640, &e), OK);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    assert_int_equal(file_read(&data, &len, path, 7, &e), OK);
    assert_int_equal(len, 7);
    assert_memory_equal(data, "se\0cond", 8);
    free(data);
    assert_int_equal(file_read(&data, &len, path, 6, &e), TOO_LARGE);
    assert_int_equal(file_make_folder(deep, &e), OK);
    assert_int_equal(file_make_folder(deep, &e), OK);
    assert_int_equal(file_make_folder(path, &e), FAULT);
    assert_int_equal(file_write(deep, "x", 1, 0600, &e), FAULT);
    snprintf(path, sizeof path, "%s/none/a", folder);
    assert_int_equal(file_write(path, "x", 1, 0600, &e), NOT_FOUND);
    assert_int_equal(file_read(&data, NULL, "/dev/zero", 5000, &e), TOO_LARGE);
    snprintf(path, sizeof path, "%s/a", folder);
    unlink(path);
    rmdir(deep);
    snprintf(deep, sizeof deep, "%s/b", folder);
    rmdir(deep);
    assert_int_equal(rmdir(folder), 0); /* no temporary file is left */
}

static void a_log_message_is_one_line(void **state)
{
    int both[2], kept = dup(STDERR_FILENO);
    char got[3000];
    assert_int_equal(pipe(both), 0);
    dup2(both[1], STDERR_FILENO);
    log_line(LOG_WARN, "one\ntwo %d", 3);
    log_line(LOG_DEBUG, "not shown");
    log_line(LOG_ERROR, "%0*d", 2000, 1);
    dup2(kept, STDERR_FILENO);
    close(both[1]);
    ssize_t len = read(both[0], got, sizeof got - 1);
    assert_true(len > 0);
    got[len] = '\0';
    assert_non_null(strstr(got, "Z warn: one two 3\n"));
    assert_null(strstr(got, "not shown"));
    assert_true(len < 1100 && got[len - 1] == '\n');
    close(both[0]);
    close(kept);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_reads_and_refuses),
        cmocka_unit_test(a_log_message_is_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
