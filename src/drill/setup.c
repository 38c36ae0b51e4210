/* Scenario files and plans into a set of parameters. A scenario is CSV with a head row:
 * name,value,unit,source. It knows no meaning of a parameter: that is parameter.c's. */
#include "base/file.h"
#include "base/text.h"
#include "drill/parameter.h"

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

static enum outcome load(struct drill_setup *s, const char *path, int depth, struct err *e)
{
    char *text = NULL;
    size_t len;
    enum outcome outcome;
    if (depth > INCLUDE_DEPTH)
        return err_at(e, path, 1, 1, "include", "files include each other too deeply",
                      "文件互相包含过深");
    if ((outcome = file_read(&text, &len, path, FILE_MAX, e)))
        return outcome;
    char *line = text;
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
    free(text);
    return outcome;
}

enum outcome setup_load(struct drill_setup *s, const char *path, struct err *e)
{
    return load(s, path, 0, e);
}

/* A standard's value as text in the parameter's unit; durations become days. */
static bool standard_text(const struct parameter *row, struct value v, char *to, size_t room)
{
    double x;
    switch (v.type) {
    case V_INTEGER:
    case V_FLAG:
        x = (double)v.n;
        break;
    case V_NUMBER:
        x = (double)v.n / NUMBER_ONE;
        break;
    case V_MONEY:
        x = (double)v.n / 100;
        break;
    case V_DURATION:
        x = (double)v.n / (text_starts(row->unit, "min") ? 60 : 86400);
        break;
    case V_TEXT:
    case V_CODE:
        snprintf(to, room, "%.*s", (int)v.len, v.s);
        return true;
    default:
        return false;
    }
    snprintf(to, room, "%.9g", x);
    return row->kind == PARAMETER_NUMBER;
}

static enum outcome take_levels(struct drill_setup *s, const struct plan *plan, struct err *e)
{
    static const char *const settings[SETTINGS] = {"home", "school", "work", "care", "random"};
    static const char *const names[DRILL_LEVELS] = {"IV", "III", "II", "I"};
    for (int i = 0; i < plan->levels_n; i++)
        for (int l = 0; l < DRILL_LEVELS; l++) {
            const struct plan_level *level = &plan->levels[i];
            char text[200] = "", name[40];
            if (strcmp(level->name, names[l]) || !level->contacts_n)
                continue;
            for (int k = 0; k < SETTINGS; k++) {
                double factor = s->p.level[l].factor[k];
                for (int c = 0; c < level->contacts_n; c++)
                    if (!strcmp(level->contacts[c].setting, settings[k]))
                        factor = (double)level->contacts[c].factor.n /
                                 (level->contacts[c].factor.type == V_INTEGER ? 1 : NUMBER_ONE);
                size_t len = strlen(text);
                snprintf(text + len, sizeof text - len, "%.6g ", factor);
            }
            snprintf(name, sizeof name, "level.%s.contacts", names[l]);
            enum outcome outcome = setup_set(s, name, text, level->name, FROM_PLAN, e);
            if (outcome)
                return outcome;
        }
    return OK;
}

enum outcome setup_plan(struct drill_setup *s, const struct plan *plan, int64_t day, struct err *e)
{
    int n;
    const struct parameter *rows = parameter_rows(&n);
    for (int i = 0; i < n; i++) {
        char name[80], text[300];
        snprintf(name, sizeof name, "%s", rows[i].name);
        for (char *at = name; *at; at++)
            if (*at == '.')
                *at = '_';
        const struct standard *standard = plan_standard(plan, name);
        if (!standard)
            continue;
        if (!standard_text(&rows[i], standard_value(standard, day), text, sizeof text))
            return err_set(e, REFUSED, name, "standard",
                           "standard %s cannot be read as a parameter", "标准%s不能用作推演参数",
                           name);
        enum outcome outcome = setup_set(s, rows[i].name, text, standard->source, FROM_PLAN, e);
        if (outcome)
            return outcome;
    }
    return take_levels(s, plan, e);
}
