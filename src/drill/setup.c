/* Scenario files into a set of parameters. A scenario is CSV with a head row:
 * name,value,unit,source. It knows no meaning of a parameter: that is parameter.c's. */
#include "base/file.h"
#include "base/text.h"
#include "drill/parameter.h"

extern const struct embed_text setup_texts[]; /* the files of plans/drill, carried inside */

#define FILE_MAX (256u << 10)
#define INCLUDE_DEPTH 4

/* One cell, quotes undone in place; *s moves past the comma. */
static char *take_cell(char **s)
{
    char *from = *s, *to = from, *begin = from;
    if (*from == '"') {
        for (from++; *from && !(*from == '"' && from[1] != '"'); from++) {
            if (*from == '"')
                from++;
            *to++ = *from;
        }
        from += *from == '"';
        from += strcspn(from, ",");
    } else {
        from += strcspn(from, ",");
        to = from;
    }
    *s = *from ? from + 1 : from;
    *to = 0;
    const char *trimmed = begin;
    size_t len = text_trim(&trimmed, strlen(begin));
    begin += trimmed - begin;
    begin[len] = 0;
    return begin;
}

static enum outcome load(struct drill_setup *s, const char *path, int depth, struct err *e);

static enum outcome take_row(struct drill_setup *s, const char *path, char *name, char *value,
                             char *unit, char *source, int depth, struct err *e)
{
    if (!strcmp(name, "include")) {
        const char *slash = strrchr(path, '/');
        int folder = slash ? (int)(slash - path) + 1 : 0;
        char *other = arena_printf(&s->arena, "%.*s%s", folder, path, value);
        return load(s, other, depth + 1, e);
    }
    if (!strcmp(name, "title") || !strcmp(name, "pathogen")) {
        *(name[0] == 't' ? &s->name : &s->pathogen) = arena_dup(&s->arena, value);
        return OK;
    }
    bool over = text_starts(name, "override.");
    enum outcome outcome =
        setup_set(s, over ? name + 9 : name, value, source, over ? FROM_OVERRIDE : FROM_FILE, e);
    if (outcome)
        return outcome;
    if (!*source)
        return err_set(e, REFUSED, name, "source", "%s has no source", "%s 没有写明来源", name);
    int n;
    const struct parameter *rows = parameter_rows(&n);
    for (int i = 0; i < n; i++)
        if (!strcmp(rows[i].name, over ? name + 9 : name) && strcmp(unit, rows[i].unit))
            return err_set(e, REFUSED, name, "unit", "%s is given in \"%s\", must be in \"%s\"",
                           "%s 的单位是“%s”,应为“%s”", name, unit, rows[i].unit);
    return OK;
}

/* NULL when there is none of that name: "omicron" or "omicron.csv". */
static const char *carried(const char *name)
{
    for (const struct embed_text *t = setup_texts; t->name; t++) {
        size_t len = strlen(t->name);
        if (!strncmp(t->name, name, len) && (!name[len] || !strcmp(name + len, ".csv")))
            return t->text;
    }
    return NULL;
}

static enum outcome take_rows(struct drill_setup *s, const char *path, char *line, int depth,
                              struct err *e)
{
    enum outcome outcome = OK;
    for (int row = 1; *line && !outcome; row++) {
        char *next = line + strcspn(line, "\n");
        bool more = *next == '\n';
        *next = 0;
        line[strcspn(line, "\r")] = 0;
        if (row > 1 && *line && *line != '#') {
            char *name = take_cell(&line), *value = take_cell(&line), *unit = take_cell(&line),
                 *source = take_cell(&line);
            outcome = take_row(s, path, name, value, unit, source, depth, e);
            if (outcome && !e->file[0]) {
                snprintf(e->file, sizeof e->file, "%s", path);
                e->line = row;
                e->column = 1;
            }
        }
        line = next + more;
    }
    return outcome;
}

static enum outcome load(struct drill_setup *s, const char *path, int depth, struct err *e)
{
    const char *own = strchr(path, '/') ? NULL : carried(path);
    char *text = NULL;
    size_t len;
    struct err missing = {0};
    if (depth > INCLUDE_DEPTH)
        return err_at(e, path, 1, 1, "include", "files include each other too deeply",
                      "文件互相包含过深");
    enum outcome outcome = file_read(&text, &len, path, FILE_MAX, &missing);
    if (outcome && own)
        return take_rows(s, path, arena_dup(&s->arena, own), depth, e);
    if (outcome) {
        *e = missing;
        return outcome;
    }
    outcome = take_rows(s, path, text, depth, e);
    free(text);
    return outcome;
}

enum outcome setup_load(struct drill_setup *s, const char *path, struct err *e)
{
    return load(s, path, 0, e);
}

const char *setup_carried(int i)
{
    return setup_texts[i].name;
}
