/* Text of an expression → tokens, each with its place in the plan file. Literals are read here:
 * numbers, texts, durations (1d12h, 1d 12h), dates (2026-01-01), times of day (08:00). It judges
 * only their form; what names mean is the checker's. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "plan/expr_int.h"
#include "value/time.h"

struct lexer {
    struct arena *arena;
    const struct expr_scope *scope;
    const char *start, *at, *end;
    const char *counted; /* up to here line and column are known */
    int line, column;
    struct token *tokens;
    int tokens_n;
    struct err *e;
};

static const struct {
    const char *word;
    enum token_kind kind;
} WORDS[] = {
    {"and", T_AND},     {"between", T_BETWEEN}, {"in", T_IN},      {"not", T_NOT},    {"or", T_OR},
    {"where", T_WHERE}, {"false", T_CONST},     {"null", T_CONST}, {"true", T_CONST},
};

/* Longer signs first. */
static const struct {
    const char *sign;
    enum token_kind kind;
} SIGNS[] = {
    {"!=", T_NE},    {"<=", T_LE},      {">=", T_GE},      {"(", T_LPAREN},
    {")", T_RPAREN}, {"[", T_LBRACKET}, {"]", T_RBRACKET}, {",", T_COMMA},
    {".", T_DOT},    {"+", T_ADD},      {"-", T_SUB},      {"*", T_MUL},
    {"/", T_DIV},    {"=", T_EQ},       {"<", T_LT},       {">", T_GT},
};

/* What people write from habit, and what it is called here. */
static const struct {
    const char *sign, *ours;
} HABITS[] = {
    {"==", "="}, {"<>", "!="}, {"&&", "and"}, {"||", "or"}, {"!", "not"}, {"≥", ">="}, {"≤", "<="},
    {"≠", "!="}, {"×", "*"},   {"÷", "/"},    {"（", "("},  {"）", ")"},  {"，", ","}, {"“", "\""},
    {"”", "\""}, {"‘", "'"},   {"’", "'"},    {"＝", "="},  {"＞", ">"},  {"＜", "<"}, {"；", ","},
};

static const struct {
    char letter;
    int64_t seconds;
} UNITS[] = {
    {'w', 7 * TIME_DAY}, {'d', TIME_DAY}, {'h', 3600}, {'m', 60}, {'s', 1},
};

bool expr_is_reserved(const char *name)
{
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (text_same(WORDS[i].word, name))
            return true;
    }
    return text_same(name, "this") || text_same(name, "if");
}

static void count_to(struct lexer *l, const char *at)
{
    for (; l->counted < at; l->counted++) {
        if (*l->counted == '\n') {
            l->line++;
            l->column = 1;
        } else if (((unsigned char)*l->counted & 0xC0) != 0x80) {
            l->column++;
        }
    }
}

#define refuse_here(l, rule, en, zh, ...)                                                          \
    (count_to(l, (l)->at),                                                                         \
     err_at((l)->e, (l)->scope->file, (l)->line, (l)->column, rule, en, zh, ##__VA_ARGS__))

static struct token *push(struct lexer *l, enum token_kind kind, size_t len)
{
    struct token *t = &l->tokens[l->tokens_n++];
    count_to(l, l->at);
    *t = (struct token){
        .kind = kind, .text = l->at, .len = len, .line = l->line, .column = l->column};
    l->at += len;
    return t;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static size_t digits(const char *s)
{
    size_t n = 0;
    while (is_digit(s[n]))
        n++;
    return n;
}

static int64_t unit_seconds(char letter)
{
    for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++) {
        if (UNITS[i].letter == letter)
            return UNITS[i].seconds;
    }
    return 0;
}

/* Length of "12h" at s, 0 when it is none. */
static size_t duration_part(const char *s)
{
    size_t n = digits(s);
    if (n == 0 || !unit_seconds(s[n]))
        return 0;
    char next = s[n + 1];
    return is_name_start(next) ? 0 : n + 1;
}

static enum outcome lex_duration(struct lexer *l)
{
    int64_t total = 0;
    const char *s = l->at;
    for (;;) {
        size_t n = duration_part(s);
        int64_t count, seconds;
        if (!text_int(s, n - 1, &count) || !number_mul(count, unit_seconds(s[n - 1]), &seconds) ||
            !number_add(total, seconds, &total))
            return refuse_here(l, "too_large", "this duration is too long",
                               "该时长超出可表示的范围");
        s += n;
        const char *next = s;
        while (*next == ' ')
            next++;
        if (!duration_part(next))
            break;
        s = next;
    }
    push(l, T_CONST, (size_t)(s - l->at))->value = value_int(V_DURATION, total);
    return OK;
}

static enum outcome lex_number(struct lexer *l)
{
    const char *s = l->at;
    size_t n = digits(s);
    int64_t value;
    if (n == 4 && s[4] == '-' && digits(s + 5) == 2 && s[7] == '-' && digits(s + 8) == 2) {
        if (!date_parse(s, 10, false, &value))
            return refuse_here(l, "date", "%.10s is not a day of the calendar", "%.10s不是有效日期",
                               s);
        push(l, T_CONST, 10)->value = value_int(V_DATE, value);
        return OK;
    }
    if (n == 2 && s[2] == ':' && digits(s + 3) == 2) {
        size_t len = s[5] == ':' && digits(s + 6) == 2 ? 8 : 5;
        if (!time_parse(s, len, &value))
            return refuse_here(l, "time", "%.*s is not a time of day", "%.*s不是有效时刻", (int)len,
                               s);
        push(l, T_CONST, len)->value = value_int(V_TIME, value);
        return OK;
    }
    size_t all = n;
    if (s[n] == '.' && is_digit(s[n + 1]))
        all += 1 + digits(s + n + 1);
    if (all == n && duration_part(s))
        return lex_duration(l);
    if (is_name_start(s[all]))
        return refuse_here(
            l, "unit", "%.*s… is no number; durations are whole numbers of w d h m s, like 1d 12h",
            "%.*s…不是数字；时长写成整数加 w d h m s，如 1d 12h", (int)all + 1, s);
    if (all == n) {
        if (!text_int(s, n, &value))
            return refuse_here(l, "too_large", "this number is too large", "数字超出可表示的范围");
        push(l, T_CONST, n)->value = value_int(V_INTEGER, value);
        return OK;
    }
    if (!decimal_parse(s, all, 6, &value))
        return refuse_here(l, "number", "%.*s is too large or has more than six decimals",
                           "%.*s过大或超过六位小数", (int)all, s);
    push(l, T_CONST, all)->value = value_int(V_NUMBER, value);
    return OK;
}

/* 'it''s' and "it's": a quote inside is doubled, nothing else is special. */
static enum outcome lex_text(struct lexer *l)
{
    char quote = *l->at;
    const char *s = l->at + 1;
    char *copy = arena_alloc(l->arena, (size_t)(l->end - l->at) + 1);
    size_t n = 0;
    for (;; s++) {
        if (s >= l->end)
            return refuse_here(l, "quote", "this text has no closing quote", "文本缺少结束引号");
        if (*s == quote) {
            if (s[1] != quote)
                break;
            s++;
        }
        copy[n++] = *s;
    }
    struct token *t = push(l, T_CONST, (size_t)(s + 1 - l->at));
    t->value = value_text_n(V_TEXT, copy, n);
    t->is_quoted = true;
    return OK;
}

static enum outcome lex_name(struct lexer *l)
{
    size_t n = 1;
    while (is_name_start(l->at[n]) || is_digit(l->at[n]))
        n++;
    char *name = arena_text(l->arena, l->at, n);
    struct token *t = push(l, T_NAME, n);
    t->text = name;
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (text_same(WORDS[i].word, name))
            t->kind = WORDS[i].kind;
    }
    if (t->kind == T_CONST && name[0] != 'n')
        t->value = value_int(V_FLAG, name[0] == 't');
    return OK;
}

static enum outcome lex_sign(struct lexer *l)
{
    size_t left = (size_t)(l->end - l->at);
    for (size_t i = 0; i < sizeof HABITS / sizeof HABITS[0]; i++) {
        size_t n = strlen(HABITS[i].sign);
        bool is_ne = HABITS[i].sign[0] == '!' && l->at[1] == '=';
        if (n <= left && memcmp(l->at, HABITS[i].sign, n) == 0 && !is_ne)
            return refuse_here(l, "sign", "\"%s\" is written %s here", "“%s”在此写作 %s",
                               HABITS[i].sign, HABITS[i].ours);
    }
    for (size_t i = 0; i < sizeof SIGNS / sizeof SIGNS[0]; i++) {
        size_t n = strlen(SIGNS[i].sign);
        if (n <= left && memcmp(l->at, SIGNS[i].sign, n) == 0) {
            push(l, SIGNS[i].kind, n);
            return OK;
        }
    }
    const char *next = l->at;
    text_next(&next, l->end);
    return refuse_here(l, "sign", "\"%.*s\" has no meaning here; texts stand in quotes",
                       "此处不能用“%.*s”；文本须加引号", (int)(next - l->at), l->at);
}

enum outcome lex(struct token **ret, struct arena *a, const struct expr_scope *scope,
                 const char *text, struct err *e)
{
    size_t len = strlen(text);
    struct lexer l = {.arena = a,
                      .scope = scope,
                      .start = text,
                      .at = text,
                      .end = text + len,
                      .counted = text,
                      .line = scope->line > 0 ? scope->line : 1,
                      .column = scope->column > 0 ? scope->column : 1,
                      .e = e};
    if (len > LIMIT_EXPR_TEXT)
        return refuse_here(&l, "too_large", "an expression has at most %d bytes",
                           "表达式不得超过%d字节", LIMIT_EXPR_TEXT);
    if (!text_is_utf8(text, len))
        return refuse_here(&l, "utf8", "this is not UTF-8 text", "不是UTF-8文本");
    l.tokens = calloc(len + 1, sizeof *l.tokens);
    if (!l.tokens)
        abort();
    for (;;) {
        while (*l.at == ' ' || *l.at == '\n' || *l.at == '\t' || *l.at == '\r')
            l.at++;
        if (l.at >= l.end)
            break;
        enum outcome o = is_digit(*l.at)                 ? lex_number(&l)
                         : is_name_start(*l.at)          ? lex_name(&l)
                         : *l.at == '\'' || *l.at == '"' ? lex_text(&l)
                                                         : lex_sign(&l);
        if (o != OK) {
            free(l.tokens);
            return o;
        }
    }
    push(&l, T_END, 0);
    *ret = l.tokens;
    return OK;
}
