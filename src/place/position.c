/* Where a place may stand: which kinds go under which, which level of the position a child takes,
 * and what an official code says about its level. Pure rules; no SQL, no clock. */
#include <string.h>

#include "base/text.h"
#include "place/place_int.h"

const struct kind *place_position_area(const struct plan *plan, enum level level)
{
    for (int i = 0; i < plan->kinds_n; i++)
        if (plan->kinds[i].is_area && plan->kinds[i].level == level)
            return &plan->kinds[i];
    return NULL;
}

enum outcome place_position_check(const struct plan *plan, const struct kind *kind, int64_t parent,
                                  const char *parent_kind, struct err *e)
{
    bool allowed = kind->under_n == 0;
    for (int i = 0; i < kind->under_n && !allowed; i++)
        allowed = text_same(kind->under[i]->name, parent_kind);
    const struct kind *above = plan_kind(plan, parent_kind);
    const char *above_zh = above ? label_text(&above->label, LANG_ZH) : "全国";
    const char *above_en = above ? label_text(&above->label, LANG_EN) : "the country";
    if (allowed && kind->is_area && above && !above->is_area)
        allowed = false; /* a village does not lie in a school */
    if (allowed && kind->level != LEVEL_COUNTRY && kind->level <= place_level(parent))
        allowed = false;
    if (!allowed || (!kind->is_area && parent == PLACE_COUNTRY))
        return err_set(e, REFUSED, "parent", "place_under",
                       "%1$s cannot stand under %2$s%3$.0s%4$.0s", "%4$s下不能设%3$s%1$.0s%2$.0s",
                       label_text(&kind->label, LANG_EN), above_en,
                       label_text(&kind->label, LANG_ZH), above_zh);
    return OK;
}

int place_position_levels(const struct kind *kind, int64_t parent, enum level levels[LEVELS])
{
    int n = 0;
    if (kind->level != LEVEL_COUNTRY) {
        levels[n++] = kind->level;
        return n;
    }
    int first = place_level(parent) + 1;
    for (int level = first < LEVEL_GRID ? LEVEL_GRID : first; level < LEVELS; level++)
        levels[n++] = (enum level)level;
    return n;
}

int64_t place_sort_default(int64_t id)
{
    enum level level = place_level(id);
    return (int64_t)level * 10000 + place_number(id, level);
}

enum level place_code_level(const char *code)
{
    if (strlen(code) != 12 || strspn(code, "0123456789") != 12 || !strncmp(code, "00", 2))
        return LEVEL_COUNTRY;
    if (strcmp(code + 9, "000"))
        return LEVEL_VILLAGE;
    if (strcmp(code + 6, "000000"))
        return LEVEL_STREET;
    if (strcmp(code + 4, "00000000"))
        return LEVEL_COUNTY;
    return strcmp(code + 2, "0000000000") ? LEVEL_CITY : LEVEL_PROVINCE;
}

void place_code_at(const char *code, enum level level, char out[13])
{
    static const unsigned char digits[] = {0, 2, 4, 6, 9, 12};
    size_t keep = level > LEVEL_VILLAGE ? 12 : digits[level];
    size_t len = strlen(code);
    memset(out, '0', 12);
    memcpy(out, code, keep < len ? keep : len);
    out[12] = '\0';
}

enum outcome place_name_check(char **ret, struct arena *a, const char *name, const char *field,
                              struct err *e)
{
    char *s = arena_dup(a, name ? name : "");
    size_t len = text_tidy(s, strlen(s));
    s[len] = '\0';
    if (len == 0)
        return err_set(e, REFUSED, field, "required", "a place needs a name", "地点须有名称");
    if (!text_is_utf8(s, len) || text_has_control(s, len))
        return err_set(e, REFUSED, field, "text", "the name holds characters that cannot be kept",
                       "名称含有无法保存的字符");
    if (text_chars(s, len) > PLACE_NAME_MAX)
        return err_set(e, REFUSED, field, "max", "a name has at most %d characters",
                       "名称最多%d个字", PLACE_NAME_MAX);
    *ret = s;
    return OK;
}

enum outcome place_code_check(char **ret, struct arena *a, const char *code, struct err *e)
{
    char *s = arena_dup(a, code ? code : "");
    size_t len = text_tidy(s, strlen(s));
    s[len] = '\0';
    if (len > PLACE_CODE_MAX)
        return err_set(e, REFUSED, "code", "max", "a code has at most %d characters",
                       "代码最多%d个字符", PLACE_CODE_MAX);
    for (size_t i = 0; i < len; i++) {
        char c = s[i];
        bool good = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                    c == '-' || c == '_' || c == '.';
        if (!good)
            return err_set(e, REFUSED, "code", "place_code",
                           "a code consists of letters, digits, '-', '_' and '.'",
                           "代码只能由字母、数字和 - _ . 组成");
    }
    *ret = s;
    return OK;
}
