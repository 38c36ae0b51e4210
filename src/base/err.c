/* Errors told in both languages, and the one table that says what an outcome means to HTTP and to
 * the shell. Nothing here prints or logs. */
#include "base/err.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const struct {
    int http, exit;
    const char *word;
} outcomes[OUTCOMES] = {
    [OK] = {200, 0, "ok"},
    [REFUSED] = {422, 1, "refused"},
    [NOT_FOUND] = {404, 1, "not_found"},
    [CONFLICT] = {409, 1, "conflict"},
    [DENIED] = {403, 1, "denied"},
    [SIGNED_OUT] = {401, 1, "signed_out"},
    [BUSY] = {429, 1, "busy"},
    [TOO_LARGE] = {413, 1, "too_large"},
    [UNCERTAIN] = {503, 3, "uncertain"},
    [FAULT] = {500, 3, "fault"},
};

/* A text cut in the middle of a character would be invalid UTF-8: cut before it. */
static void cut_whole(char *s, size_t size, int wanted)
{
    if (wanted < 0 || (size_t)wanted < size)
        return;
    size_t len = size - 1;
    while (len > 0 && ((unsigned char)s[len - 1] & 0xC0) == 0x80)
        len--;
    if (len > 0 && (unsigned char)s[len - 1] >= 0xC0)
        len--;
    /* If the last character was complete, this drops one too many: no harm. */
    s[len] = '\0';
}

static void copy_cut(char *to, size_t size, const char *from)
{
    int wanted = snprintf(to, size, "%s", from ? from : "");
    cut_whole(to, size, wanted);
}

const char *label_text(const struct label *label, enum lang lang)
{
    if (!label)
        return NULL;
    const char *first = lang == LANG_ZH ? label->zh : label->en;
    return first ? first : lang == LANG_ZH ? label->en : label->zh;
}

static void fill(struct err *e, enum outcome outcome, const char *rule)
{
    err_clear(e);
    e->outcome = outcome;
    copy_cut(e->rule, sizeof e->rule, rule);
}

enum outcome err_set(struct err *e, enum outcome outcome, const char *field, const char *rule,
                     const char *en, const char *zh, ...)
{
    va_list args, again;
    fill(e, outcome, rule);
    copy_cut(e->field, sizeof e->field, field);
    va_start(args, zh);
    va_copy(again, args);
    cut_whole(e->en, sizeof e->en, vsnprintf(e->en, sizeof e->en, en, args));
    cut_whole(e->zh, sizeof e->zh, vsnprintf(e->zh, sizeof e->zh, zh, again));
    va_end(again);
    va_end(args);
    return outcome;
}

enum outcome err_at(struct err *e, const char *file, int line, int column, const char *rule,
                    const char *en, const char *zh, ...)
{
    va_list args, again;
    fill(e, REFUSED, rule);
    copy_cut(e->file, sizeof e->file, file);
    e->line = line;
    e->column = column;
    va_start(args, zh);
    va_copy(again, args);
    cut_whole(e->en, sizeof e->en, vsnprintf(e->en, sizeof e->en, en, args));
    cut_whole(e->zh, sizeof e->zh, vsnprintf(e->zh, sizeof e->zh, zh, again));
    va_end(again);
    va_end(args);
    return REFUSED;
}

void err_add(struct err *e, const char *en, const char *zh)
{
    size_t en_len = strlen(e->en), zh_len = strlen(e->zh);
    copy_cut(e->en + en_len, sizeof e->en - en_len, en ? en : zh);
    copy_cut(e->zh + zh_len, sizeof e->zh - zh_len, zh ? zh : en);
}

/* The texts are long: only their first bytes are cleared, errors are made on hot paths too. */
void err_clear(struct err *e)
{
    e->outcome = OK;
    e->rule[0] = e->field[0] = e->file[0] = e->zh[0] = e->en[0] = '\0';
    e->line = e->column = 0;
    e->row = 0;
}

const char *err_text(const struct err *e, enum lang lang)
{
    const char *first = lang == LANG_ZH ? e->zh : e->en;
    return first[0] ? first : lang == LANG_ZH ? e->en : e->zh;
}

int outcome_http(enum outcome outcome)
{
    return outcome < OUTCOMES ? outcomes[outcome].http : 500;
}

/* A full disk is a fault like others to the program, but not to who must make room. */
int err_http(const struct err *e)
{
    bool is_full = !strcmp(e->rule, "storage_full") || !strcmp(e->rule, "disk_full");
    return e->outcome == FAULT && is_full ? 507 : outcome_http(e->outcome);
}

int outcome_exit(enum outcome outcome)
{
    return outcome < OUTCOMES ? outcomes[outcome].exit : 3;
}

const char *outcome_word(enum outcome outcome)
{
    return outcome < OUTCOMES ? outcomes[outcome].word : "fault";
}
